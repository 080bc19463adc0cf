"""Which record kinds take files, of which categories, and who may attach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.registry import Registry


@dataclass(frozen=True)
class Holder:
    """permission: who may attach and remove; categories: code -> words; check: raises RuleError when the record is
    frozen (record, category)."""

    permission: str
    categories: dict[str, Promise | str] = field(default_factory=dict)
    check: Callable[[Any, str], None] | None = None


holders: Registry[Holder] = Registry("record kind with attachments")


def open_categories(record: models.Model) -> list[tuple[str, Promise | str]] | None:
    """The categories the record takes files of now, "" for files of none; None when it takes no file at all."""
    holder = holders.get(kind_of(record))
    plain = [] if "other" in holder.categories else [("", _("No category"))]
    found = [(code, words) for code, words in (*plain, *holder.categories.items()) if _is_open(holder, record, code)]
    return found or None


def _is_open(holder: Holder, record: models.Model, category: str) -> bool:
    try:
        if holder.check:
            holder.check(record, category)
    except RuleError:
        return False
    return True


def check_change(record: models.Model, *, act: Act, category: str) -> None:
    """Raise NotAllowed or RuleError unless this person may change the record's files now."""
    holder = holders.get(kind_of(record))
    require(act.person, holder.permission, record)
    if category and category not in holder.categories:
        raise RuleError(_("This record takes no files of that category."), code="file_category")
    if holder.check:
        holder.check(record, category)
