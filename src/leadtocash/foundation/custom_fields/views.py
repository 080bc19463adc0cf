"""Administration of custom fields."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.custom_fields import actions, definitions, indexing, permissions
from leadtocash.foundation.custom_fields.forms import DefinitionForm, choices_in, choices_set
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The fields of one kind (?kind=), the first one by default."""
    require(person_of(request), permissions.MANAGE)
    wanted = request.GET.get("kind", "")
    models = definitions.kinds()
    kind = wanted if definitions.model_of(wanted) else kind_of(models[0])
    counts = {kind_of(model): len(definitions.active(model)) for model in models}
    context = {
        "kinds": [
            {
                "label": model._meta.verbose_name, "count": counts[kind_of(model)], "current": kind_of(model) == kind,
                "url": f"?kind={kind_of(model)}",
            }
            for model in models
        ],
        "kind": kind,
        "kind_name": definitions.model_of(kind)._meta.verbose_name,  # type: ignore[union-attr]
        "rows": _rows(kind),
        "new_url": f"{reverse('custom_fields:new')}?kind={kind}",
    }  # fmt: skip
    return render(request, "custom_fields/list.html", context)


def _rows(kind: str) -> list[dict[str, Any]]:
    roles = {role.code: str(role) for role in Role.objects.all()}
    return [
        {
            "field": field,
            "choices": joined(label for _code, label in field.options()),
            "seen_by": joined(roles.get(code, code) for code in field.seen_by),
            "edited_by": joined(roles.get(code, code) for code in field.edited_by),
        }
        for field in CustomField.objects.filter(kind=kind).order_by("-is_active", "position", "pk")
    ]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Define a field of a kind (?kind=)."""
    require(person_of(request), permissions.MANAGE)
    kind = request.GET.get("kind", "")
    model = definitions.model_of(kind)
    if model is None:
        raise Http404
    title = _("New field of “%(kind)s”") % {"kind": model._meta.verbose_name}

    def save(values: dict[str, Any], form: DefinitionForm) -> CustomField:
        return actions.define({**values, "kind": kind}, act=act_of(request))

    return _form(request, kind, None, title, save)


@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a definition; below it who changed it before."""
    require(person_of(request), permissions.MANAGE)
    found = _field(pk)

    def save(values: dict[str, Any], form: DefinitionForm) -> CustomField:
        return actions.change(found, values, act=act_of(request), revision=form.revision)

    return _form(request, found.kind, found, found.name, save)


def _form(request: HttpRequest, kind: str, found: CustomField | None, title: str, save: Any) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form, choices = DefinitionForm(data, instance=found), choices_set(data, found)
    if data is not None and form.is_valid() and choices.is_valid():
        values = {**form.cleaned_data, "choices": choices_in(choices)}
        if submit(form, lambda: save(values, form)) is not None:
            flash(request, _("Saved."))
            return redirect(_list_url(kind))
    model: Any = definitions.model_of(kind)
    context = {
        "form": form, "choices": choices, "title": title, "field": found, "cancel_url": _list_url(kind),
        "code": found.code if found else "",
        "crumbs": [
            {"label": _("Custom fields"), "url": _list_url(kind)},
            {"label": str(model._meta.verbose_name), "url": _list_url(kind)}, {"label": title},
        ],
        "tag": _index_tag(found) if found else None,
        "entries": timeline(found, person_of(request), 50) if found else [],
    }  # fmt: skip
    return render(request, "custom_fields/field.html", context, status=422 if form.is_bound else 200)


def _index_tag(field: CustomField) -> dict[str, str] | None:
    """Whether filtering and sorting by the field is quick already; nothing where its type needs no index."""
    said = {
        "preparing": ("wait", _("quick filter being prepared")),
        "ready": ("done", _("quick filter ready")),
        "too_many": (
            "plain",
            _("no quick filter: only the first %(most)s of a kind have one") % {"most": indexing.MOST_SORTED},
        ),
    }.get(indexing.states([field])[field.pk])
    return {"state": said[0], "label": said[1]} if said else None


@require_POST
def retirement(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a field out of use."""
    found = actions.retire(_field(pk), act=act_of(request))
    flash(request, _("“%(name)s” is retired; its values are kept.") % {"name": found.name})
    return redirect(_list_url(found.kind))


@require_POST
def revival(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a retired field into use again."""
    found = actions.revive(_field(pk), act=act_of(request))
    flash(request, _("“%(name)s” is in use again.") % {"name": found.name})
    return redirect(_list_url(found.kind))


@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a field up (to=up) or down."""
    found = actions.move(_field(pk), up=request.POST.get("to") == "up", act=act_of(request))
    return redirect(_list_url(found.kind))


def _field(pk: int) -> CustomField:
    found = CustomField.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _list_url(kind: str) -> str:
    return f"{reverse('custom_fields:list')}?kind={kind}"
