"""Clauses as a list, for the search at the top of every page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.handbook import queries
from leadtocash.foundation.web.lists import Column, ListPage
from leadtocash.foundation.web.lists.page import Empty

CLAUSES = ListPage(
    name="clauses",
    title=_("Policy clauses"),
    rows=queries.listed,
    order="ref",
    search=("ref__icontains", "title_zh__icontains", "text_zh__icontains", "title_en__icontains", "text_en__icontains"),
    columns=[
        Column(key="ref", label=_("Clause"), kind="code", order="ref", slot="c"),
        Column(key="title", label=_("Title"), kind="link", slot="a"),
    ],
    empty=Empty(title=_("No clause"), text=_("The handbook holds no clause yet.")),
)
