"""Dialogs over a list: keep a view, rename, share, delete it; choose columns. Without scripts they are pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadtocash.foundation.listviews import actions, queries
from leadtocash.foundation.listviews.forms import OpeningForm, ViewForm
from leadtocash.foundation.listviews.keeping import may_set_defaults, may_share
from leadtocash.foundation.listviews.models import SavedView
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists.page import ListPage, lists

dialog = require_http_methods(["GET", "POST"])


def _page(request: HttpRequest) -> ListPage:
    page = lists.get(request.GET.get("list", ""))
    if page is None:
        raise Http404
    return page.seen_by(person_of(request))


def _params(request: HttpRequest) -> dict[str, str]:
    return dict(parse_qsl(request.GET.get("query", "")))


def _view(request: HttpRequest) -> SavedView:
    """The view of the address, if one may open it."""
    pk = request.GET.get("saved", "")
    rows = queries.open_to(person_of(request)).filter(list_name=_page(request).name)
    view = rows.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 18 else None
    if view is None:
        raise Http404
    return view


def _back(request: HttpRequest, **params: Any) -> HttpResponse:
    """Back to the list, and only there."""
    at = request.GET.get("at", "")
    if not (at.startswith("/") and url_has_allowed_host_and_scheme(at, allowed_hosts=None)):
        at = "/"
    return HttpResponseRedirect(f"{at}?{urlencode(params)}" if params else at)


def _show(request: HttpRequest, title: str, *, form: Any = None, status: int = 200, **context: Any) -> HttpResponse:
    template = "listviews/_dialog.html" if request.headers.get("HX-Request") else "listviews/page.html"
    shown = {"title": title, "form": form, "url": request.get_full_path(), **context}
    return render(request, template, shown, status=status)


@dialog
def new(request: HttpRequest) -> HttpResponse:
    """Keep what the list shows now under a name."""
    person, page = person_of(request), _page(request)
    form = ViewForm(request.POST or None, may_share=may_share(person))
    if request.method == "POST" and form.is_valid():
        values = {key: value for key, value in form.values().items() if value is not None}
        params, act = _params(request), act_of(request)
        view = submit(form, lambda: actions.save_view(page, params=params, act=act, **values))
        if view is not None:
            flash(request, _("Saved the view “%(name)s”.") % {"name": view.name})
            return _back(request, saved=view.pk)
    return _show(request, _("Save as a new view"), form=form, submit=_("Save"), status=422 if form.is_bound else 200)


@dialog
def change(request: HttpRequest) -> HttpResponse:
    """Another name, another audience."""
    page, view = _page(request), _view(request)
    first = {"name": view.name, "audience": view.audience, "role": view.role_id}
    form = ViewForm(request.POST or None, initial=first, may_share=may_share(person_of(request)))
    if request.method == "POST" and form.is_valid():
        act, values = act_of(request), form.values()
        if submit(form, lambda: actions.change_view(view, page, act=act, **values)) is not None:
            flash(request, _("Saved."))
            return _back(request, saved=view.pk)
    return _show(request, _("Rename or share"), form=form, submit=_("Save"), status=422 if form.is_bound else 200)


@dialog
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the changed conditions in the view."""
    page, view = _page(request), _view(request)
    if request.method == "POST":
        actions.change_view(view, page, act=act_of(request), params=_params(request))
        flash(request, _("Saved."))
        return _back(request, saved=view.pk)
    return _show(request, _("Save the changes in “%(name)s”") % {"name": view.name}, submit=_("Save"))


@dialog
def remove(request: HttpRequest) -> HttpResponse:
    view = _view(request)
    if request.method == "POST":
        actions.remove_view(view, act=act_of(request))
        flash(request, _("Deleted the view “%(name)s”.") % {"name": view.name})
        return _back(request)
    note = _("Nothing of the list itself is deleted. Others who use this view lose it too.")
    title = _("Delete the view “%(name)s”?") % {"name": view.name}
    return _show(request, title, note=note, submit=_("Delete"), danger=True)


@dialog
def opening(request: HttpRequest) -> HttpResponse:
    """With which view the list opens."""
    person, page = person_of(request), _page(request)
    own = queries.choices_of(person, page.name).filter(person=person).first()
    views = queries.open_to(person).filter(list_name=page.name)
    form = OpeningForm(
        request.POST or None, views=views, may_set=may_set_defaults(person),
        initial={"view": request.GET.get("saved") or (own.view_id if own else None)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        actions.open_with(page, given["view"], act=act_of(request), role=given.get("role"))
        flash(request, _("Saved."))
        return _back(request)
    note = _("Choose which view is shown when the list is opened from the menu. One's own choice goes before a role's.")
    return _show(request, _("With which view the list opens"), form=form, note=note, submit=_("Save"))


@dialog
def columns(request: HttpRequest) -> HttpResponse:
    """Choose and order the columns: kept for oneself, in a saved view as a change of it."""
    person, page = person_of(request), _page(request)
    params, saved = _params(request), request.GET.get("saved", "")
    if request.method == "POST":
        chosen = [] if "reset" in request.POST else request.POST.getlist("column")
        if saved and chosen:
            return _back(request, **{**params, "saved": saved, "columns": ",".join(chosen)})
        actions.choose_columns(page, chosen, act=act_of(request))
        return _back(request, **{name: value for name, value in params.items() if name != "columns"})
    own = queries.choices_of(person, page.name).filter(person=person).first()
    kept = params.get("columns") or (own.columns if own else "")
    shown = page.shown_columns(person, kept.split(",") if kept else ())
    keys = {column.key for column in shown}
    rest = [column for column in page.visible_columns(person) if column.key not in keys]
    listed = [{"key": c.key, "label": c.label, "shown": c.key in keys} for c in [*shown, *rest]]
    note = _("Tick what is shown; drag a line or press the arrows to move it. The export has the same columns.")
    return _show(request, _("Columns"), columns=listed, note=note, submit=_("Show"))


urlpatterns = [
    path("list-views/new/", new, name="new"),
    path("list-views/change/", change, name="change"),
    path("list-views/keep/", keep, name="keep"),
    path("list-views/removal/", remove, name="remove"),
    path("list-views/opening/", opening, name="opening"),
    path("list-views/columns/", columns, name="columns"),
]
