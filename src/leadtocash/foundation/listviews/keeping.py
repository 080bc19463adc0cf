"""What the list kit asks for: a person's columns and views, and the tools beside the filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.listviews import permissions, queries
from leadtocash.foundation.web.lists.kept import Kept, KeptView, Tools, differs, keepers, meant
from leadtocash.foundation.web.lists.page import ListPage


class Keeper:
    """Reads two queries a list page: the views, and what was chosen."""

    def kept(self, person: Any, name: str) -> Kept:
        views = [_kept(view, person) for view in queries.open_to(person).filter(list_name=name)]
        choices = list(queries.choices_of(person, name))
        own = next((one for one in choices if one.person_id), None)
        wanted = [one.view_id for one in ([own] if own else []) + [c for c in choices if c.role_id] if one.view_id]
        default = next((view for pk in wanted for view in views if view.pk == pk), None)
        columns = own.columns.split(",") if own and own.columns else ()
        return Kept(columns=columns, views=views, default=default)

    def tools(self, person: Any, page: ListPage, params: Mapping[str, str], view: KeptView | None, at: str) -> Tools:
        asked = {"list": page.name, "query": urlencode(meant(params)), "at": at}
        asked = {**asked, "saved": str(view.pk)} if view else asked
        menu = [_entry(_("Save as a new view"), "bookmark-plus", "new", asked)]
        if view is not None and not view.shared_by:
            if differs(params, view):
                menu.insert(
                    0, _entry(_("Save the changes in “%(name)s”") % {"name": view.label}, "check", "keep", asked)
                )
            menu.append(_entry(_("Rename or share"), "pencil", "change", asked))
            menu.append(_entry(_("Delete the view"), "trash", "remove", asked))
        menu.append(_entry(_("With which view the list opens"), "home", "opening", asked))
        return Tools(columns_url=_url("columns", asked), menu=menu)


def _kept(view: Any, person: Any) -> KeptView:
    mine = view.owner_id == person.pk
    shared_by = "" if mine else _("shared by %(name)s") % {"name": view.owner.name}
    return KeptView(pk=view.pk, label=view.name, params=queries.params_of(view), shared_by=shared_by)


def _entry(label: str, icon: str, name: str, asked: Mapping[str, str]) -> dict[str, str]:
    return {"label": label, "icon": icon, "url": _url(name, asked)}


def _url(name: str, asked: Mapping[str, str]) -> str:
    return f"{reverse(f'listviews:{name}')}?{urlencode(asked)}"


def may_share(person: Any) -> bool:
    return allowed(person, permissions.SHARE)


def may_set_defaults(person: Any) -> bool:
    return allowed(person, permissions.DEFAULTS)


def offer() -> None:
    """Called once when the program starts."""
    keepers.add("listviews", Keeper())
