"""Lists that others may count from and lead to, by name: what an area shows of itself to the work desk and reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.web.lists.page import ALL, ListPage


@dataclass(frozen=True, kw_only=True)
class Place:
    """A list and where it stands; permission: who may open it."""

    page: ListPage
    url_name: str
    permission: str

    def address(self, params: Mapping[str, str]) -> str:
        """The list with these parameters, whatever view it would open with."""
        return f"{reverse(self.url_name)}?{urlencode({'view': ALL, **params})}"

    def rows(self, params: Mapping[str, str], person: Any, today: date) -> models.QuerySet[Any]:
        """The rows this person would find there, in no order."""
        return self.page.selected({"view": ALL, **params}, person, today).order_by()


places: Registry[Place] = Registry("list others lead to")
