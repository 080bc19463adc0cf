"""Pages of sales methods: the list, a version with its stages, a draft edited stage by stage, two versions compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.opportunities import actions, permissions, queries, rules, shapes
from leadtocash.areas.opportunities.forms.deals import ReasonForm
from leadtocash.areas.opportunities.forms.methods import MethodForm, MethodStageForm, NewMethodForm, parts_of
from leadtocash.areas.opportunities.models import SalesMethod
from leadtocash.areas.opportunities.tables_methods import METHODS
from leadtocash.areas.opportunities.views import methods_shown as shown
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list

DRAFT = SalesMethod.State.DRAFT


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(person_of(request), permissions.SEE_METHODS)
    return render_list(request, METHODS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A version with its stages; of a draft also what is wrong with it, and the stages to be put in order."""
    method = _seen(request, pk)
    may = allowed(person_of(request), permissions.METHODS)
    is_draft = method.state == DRAFT
    flaws = queries.flaws_of(method) if is_draft else []
    before = queries.in_force(method.code)
    tabs = [
        Tab(
            key="stages", label=_("Stages"), template="opportunities/_method_stages.html",
            context=lambda: {"stages": shown.stages(method), "may_edit": may and is_draft},
            count=method.stages.count(),
        )
    ]  # fmt: skip
    if before is not None and before.pk != method.pk:
        tabs.append(
            Tab(
                key="comparison", label=_("Compared with the version in force"),
                template="opportunities/_comparison.html", context=lambda: shown.comparison(before, method),
            )
        )  # fmt: skip
    return render_detail(
        request, "web/detail.html", method, title=str(method),
        crumbs=shown.crumbs(method), tags=shown.tags(method), facts=shown.facts(method),
        verbs=shown.verbs(method, sum(flaw.blocks for flaw in flaws)) if may else [],
        more=shown.more(method) if may else [],
        gate={"title": _("Check of the draft"), "items": shown.check(method, flaws)} if flaws else None,
        side=[{"title": _("Order of the stages"), "template": "opportunities/_method_order.html"}]
        if may and is_draft and tabs[0].count else [],
        tabs=tabs,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A method with a code of its own."""
    require(person_of(request), permissions.METHODS)
    form = NewMethodForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        source = queries.drawn(int(given.pop("source") or 0))
        made = submit(form, lambda: actions.draft_method(act=act_of(request), source=source, **given))
        if made is not None:
            return redirect(made)
    return _page(request, form, None, title=_("New sales method"))


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the draft of the next version from this one; where there is one already, on to it."""
    method = _editable(request, pk)
    there = queries.draft_of(method)
    return redirect(there or actions.draft_method(act=act_of(request), source=method))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Names of a draft, and whether new deals begin with it."""
    method = _draft(request, pk)
    form = MethodForm(request.POST or None, instance=method)
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "default": form.cleaned_data["is_default"]}
        if submit(form, lambda: actions.write_draft(method, given, act=act_of(request), revision=form.revision)):
            flash(request, _("Saved."))
            return redirect(method)
    return _page(request, form, method, title=_("Edit the draft"))


@require_http_methods(["GET", "POST"])
def stage(request: HttpRequest, pk: int, place: int = 0) -> HttpResponse:
    """A stage of a draft by its place; 0: a new one at the end."""
    method = _draft(request, pk)
    values = shapes.values_of(method)
    stages: list[Any] = values["stages"]
    if place > len(stages):
        raise Http404
    there = stages[place - 1] if place else shapes.whole(shapes.EMPTY_STAGE)
    roles, data = queries.role_names(), request.POST or None
    form = MethodStageForm(data, initial=there, roles=roles)
    parts = parts_of(there, data, roles=roles)
    wrong = [one for one in parts.values() if not one.is_right()] if data else []  # each says what is wrong with it
    if form.is_valid() and not wrong:
        written = {**form.cleaned_data, **{name: one.values() for name, one in parts.items()}}
        rest = (stages[: place - 1], stages[place:]) if place else (stages, [])
        wanted, revision = {"stages": [*rest[0], written, *rest[1]]}, _revision(request)
        if submit(form, lambda: actions.write_draft(method, wanted, act=act_of(request), revision=revision)):
            flash(request, _("Saved."))
            return redirect(method)
    title = there["name"] or _("New stage")
    return _page(
        request, form, method, title=title, template="opportunities/method_stage.html", parts=shown.parts(parts),
        seen=request.POST.get("revision") or method.revision,
    )  # fmt: skip


@require_POST
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the stages in the order of the places posted as `stage`; those that are not named go."""
    method = _draft(request, pk)
    stages = shapes.values_of(method)["stages"]
    wanted = [int(place) for place in request.POST.getlist("stage") if place.isdecimal()]
    if len(set(wanted)) != len(wanted) or not all(1 <= place <= len(stages) for place in wanted):
        raise Http404
    values = {"stages": [stages[place - 1] for place in wanted]}
    actions.write_draft(method, values, act=act_of(request), revision=_revision(request))
    flash(request, _("Saved."))
    return redirect(method)


@require_GET
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """This version beside another one of the same method (?with=); without it, the one in force."""
    method = _seen(request, pk)
    asked = request.GET.get("with", "")
    other = queries.drawn(int(asked)) if asked.isdecimal() else queries.in_force(method.code)
    if other is None or other.code != method.code:
        raise Http404
    page = {"title": _("Two versions"), "crumbs": shown.crumbs(method), "method": method}
    return render(request, "opportunities/method_comparison.html", {**page, **shown.comparison(other, method)})


@require_http_methods(["GET", "POST"])
def force(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft in force, with a reason; what is wrong with it is told before the form is shown."""
    method = _draft(request, pk)
    rules.check_sound(shown.missing(method, queries.flaws_of(method)))
    note = {"tone": "info", "text": _("Deals under way keep the version they follow; new ones begin with this one.")}
    return _reasoned(
        request, method, lambda reason: actions.put_in_force(method, reason=reason, act=act_of(request)),
        title=_("Put in force"), said=_("Version %(n)s is in force.") % {"n": method.version}, note=note,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def retirement(request: HttpRequest, pk: int) -> HttpResponse:
    """Let no new deal follow this method any more."""
    method = _editable(request, pk)
    rules.check_retirable(in_force=method.state == SalesMethod.State.IN_FORCE, is_default=method.is_default)
    return _reasoned(
        request, method, lambda reason: actions.retire_method(method, reason=reason, act=act_of(request)),
        title=_("Out of force"), said=_("No new deal follows it any more."),
    )  # fmt: skip


@require_POST
def dropping(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    actions.drop_draft(_editable(request, pk), act=act_of(request))
    flash(request, _("The draft is gone."))
    return redirect("opportunities:methods")


def _reasoned(
    request: HttpRequest, method: SalesMethod, do: Callable[[str], Any], *, title: str, said: str, **more: Any
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if form.is_valid() and submit(form, lambda: do(form.cleaned_data["reason"])) is not None:
        flash(request, said)
        return redirect(method)
    return _page(request, form, method, title=title, submit_label=title, **more)


def _seen(request: HttpRequest, pk: int) -> SalesMethod:
    found: SalesMethod = fetch(SalesMethod, person_of(request), pk=pk)
    return queries.drawn(found.pk) or found


def _editable(request: HttpRequest, pk: int) -> SalesMethod:
    method = _seen(request, pk)
    require(person_of(request), permissions.METHODS)
    return method


def _draft(request: HttpRequest, pk: int) -> SalesMethod:
    method = _editable(request, pk)
    rules.check_draft(is_draft=method.state == DRAFT)
    return method


def _revision(request: HttpRequest) -> int | None:
    seen = request.POST.get("revision", "")
    return int(seen) if seen.isdecimal() else None


def _page(
    request: HttpRequest, form: Any, method: SalesMethod | None, *, title: str, template: str = "web/form.html",
    **more: Any,
) -> HttpResponse:  # fmt: skip
    back = method.get_absolute_url() if method is not None else reverse("opportunities:methods")
    page: Mapping[str, Any] = {
        "form": form, "title": title, "cancel_url": back, "crumbs": [*shown.crumbs(method), {"label": title}],
        "subtitle": str(method) if method is not None else "", **more,
    }  # fmt: skip
    return render(request, template, page, status=422 if form.is_bound else 200)
