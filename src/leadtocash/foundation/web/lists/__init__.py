"""The list kit: one declaration of columns, filters and views gives the page, the export and the API's list."""

from leadtocash.foundation.web.lists.columns import Column
from leadtocash.foundation.web.lists.filters import (
    Choice,
    DateRange,
    Filter,
    Flag,
    Money,
    Person,
    Range,
    Relation,
    Text,
)
from leadtocash.foundation.web.lists.page import ListPage, View
from leadtocash.foundation.web.lists.rendering import render_list

__all__ = [
    "Choice",
    "Column",
    "DateRange",
    "Filter",
    "Flag",
    "ListPage",
    "Money",
    "Person",
    "Range",
    "Relation",
    "Text",
    "View",
    "render_list",
]
