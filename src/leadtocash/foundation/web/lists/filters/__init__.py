"""Filters of a list: each reads its own parameters, narrows the rows, and says in words what it does."""

from leadtocash.foundation.web.lists.filters.base import Filter, Options, Params, Text, wrong
from leadtocash.foundation.web.lists.filters.bounding import Money, Range
from leadtocash.foundation.web.lists.filters.choosing import Choice, Flag
from leadtocash.foundation.web.lists.filters.dating import DateRange
from leadtocash.foundation.web.lists.filters.relating import Person, Relation

__all__ = [
    "Choice",
    "DateRange",
    "Filter",
    "Flag",
    "Money",
    "Options",
    "Params",
    "Person",
    "Range",
    "Relation",
    "Text",
    "wrong",
]
