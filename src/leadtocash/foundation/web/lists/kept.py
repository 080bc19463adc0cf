"""What people keep of a list: saved views and columns of their own. An app above this one keeps it (`keepers`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.web.lists.filters import wrong
from leadtocash.foundation.web.lists.page import ALL, ListPage

#: parameters that say nothing about which rows are meant, or how they are shown
PASSING = frozenset({"saved", "cursor", "page_size", "export", "part", "lane", "day"})


@dataclass(frozen=True, kw_only=True)
class KeptView:
    """A saved view this person may open: its parameters under a name. Rows are always those he may see himself.

    shared_by: in words by whom it is shared; "" for one's own.
    """

    pk: int
    label: str
    params: Mapping[str, str]
    shared_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A person's own columns (none: as declared), the views he may open, and the one the list opens with."""

    columns: Sequence[str] = ()
    views: Sequence[KeptView] = ()
    default: KeptView | None = None

    def view(self, pk: str) -> KeptView | None:
        return next((one for one in self.views if str(one.pk) == pk), None)


@dataclass(frozen=True, kw_only=True)
class Tools:
    """What stands beside the filters: where columns are chosen, and what can be done with views (dialogs)."""

    columns_url: str = ""
    menu: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


class Keeper(Protocol):
    def kept(self, person: Any, name: str) -> Kept: ...

    def tools(self, person: Any, page: ListPage, params: Mapping[str, str], view: KeptView | None, at: str) -> Tools:
        """at: the list's own address."""
        ...


keepers: Registry[Keeper] = Registry("keeper of lists")


def keeper() -> Keeper | None:
    return next(keepers.values(), None)


def kept(person: Any, name: str) -> Kept:
    """What is kept for this person on the list of this name."""
    one = keeper()
    return one.kept(person, name) if one else Kept()


def opened(params: dict[str, str], kept: Kept, *, by_default: bool) -> tuple[dict[str, str], KeptView | None]:
    """The parameters that hold and the saved view they began with.

    ?saved= alone stands for what is stored; with other parameters beside it they hold, and the view is only where
    one comes from. Without any parameter the default view is opened. Raises ValidationError for an unknown view.
    """
    marker = params.get("saved", "")
    view = kept.view(marker)
    if marker and view is None:
        raise wrong("saved", _("This saved view does not exist, or is not shared with you."))
    bare = not meant(params)
    if bare and not marker and by_default:
        view = kept.default
    if kept.default is not None or view is not None:
        params = {"view": ALL, **params}
    if view is not None and bare:
        params = {**params, **view.params, "saved": str(view.pk)}
    return params, view


def meant(params: Mapping[str, str]) -> dict[str, str]:
    """The parameters that make a view."""
    return {k: v for k, v in params.items() if k not in PASSING and v}


def differs(params: Mapping[str, str], view: KeptView) -> bool:
    """Has something been changed since the saved view was opened?"""
    ground = {"view": ALL}
    return {**ground, **meant(params)} != {**ground, **meant(view.params)}
