"""Pages of cancellation forms: read the request, call one action, answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.actions import cancellation as actions
from leadtocash.areas.projects.forms.cancellation import CancellationForm, SettleForm
from leadtocash.areas.projects.models import Cancellation, Project
from leadtocash.areas.projects.queries import cancellation as queries
from leadtocash.areas.projects.rules import cancellation as rules
from leadtocash.areas.projects.tables.cancellation import CANCELLATIONS
from leadtocash.areas.projects.views.verbs import more_verbs
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import render_form, submit
from leadtocash.foundation.web.lists import render_list

State = Cancellation.State


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, CANCELLATIONS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    form: Cancellation = fetch(Cancellation, person, queries.shown(), pk=pk)
    settling = form.state == State.SETTLING
    missing = rules.settling_missing(form, queries.open_orders(form.project)) if settling else []
    return render_detail(
        request,
        "projects/cancellation_detail.html",
        form,
        title=_("Cancellation of %(code)s") % {"code": form.project.code},
        code=form.number,
        subtitle=form.project.title,
        crumbs=[{"label": _("Cancellations"), "url": reverse("projects:cancellations")}, {"label": form.number}],
        tags=[{"state": rules.TONES[State(form.state)], "label": form.get_state_display()}],
        facts=_facts(form),
        note=_note(form),
        gate={"title": _("Missing before it can be carried out"), "items": missing} if missing else None,
        verbs=_verbs(form, person, len(missing)),
        more=[Verb(label=_("Print"), url=reverse("projects:cancellation-print", args=[pk]), icon="printer")],
        tabs=[Tab(key="form", label=_("Form"), template="projects/cancellation_form_data.html")],
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in the form for a project; goods and money come filled from what is on record."""
    person = person_of(request)
    rows = Project.objects.select_related("customer", "owner", "department", "contract")
    project: Project = fetch(Project, person, rows, pk=pk)
    require(person, permissions.CANCEL, project)
    rules.check_can_ask(project, queries.running(project))
    initial = {"goods": actions.goods_of(project), "money": actions.money_of(project)}
    form = CancellationForm(request.POST or None, initial=initial, twins=queries.twins(project, person))
    if request.method == "POST" and form.is_valid():
        made = submit(form, lambda: actions.ask_cancellation(project, form.cleaned_data, act=act_of(request)))
        if made is not None:
            flash(request, _("Submitted: %(number)s.") % {"number": made.number})
            return redirect(made)
    text = _("Once carried out, code %(code)s is never used again, and the contract is cancelled with it.")
    return _form(
        request, form, title=_("Cancel the project"), back=project.get_absolute_url(), subtitle=str(project),
        submit_label=_("Submit for approval"), note={"tone": "wait", "text": text % {"code": project.code}},
        approvers=_who_decides(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def goods(request: HttpRequest, pk: int) -> HttpResponse:
    """Commerce settles purchases; refused while orders are open at suppliers."""
    form = _shown(request, pk)
    require(person_of(request), permissions.BUY, form)
    rules.check_goods_can_be_settled(form, queries.open_orders(form.project))
    return _settle(request, form, actions.settle_goods, title=_("Settle purchases"), stated=form.goods)


@require_http_methods(["GET", "POST"])
def money(request: HttpRequest, pk: int) -> HttpResponse:
    """Finance settles money."""
    form = _shown(request, pk)
    require(person_of(request), permissions.SETTLE_MONEY, form)
    rules.check_settling(form)
    return _settle(request, form, actions.settle_money, title=_("Settle money"), stated=form.money)


@require_POST
def execution(request: HttpRequest, pk: int) -> HttpResponse:
    """The project administrator carries the approved form out."""
    form: Cancellation = fetch(Cancellation, person_of(request), pk=pk)
    project = actions.carry_out(form, act=act_of(request))
    flash(request, _("%(code)s is cancelled.") % {"code": project.code})
    return redirect(form)


@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    return print_paper(request, "projects.cancellation", pk)


def verbs_for(project: Project, user: User, today: date) -> list[Verb]:
    """What a project's page offers under "more": cancel the project, held while a form is on the way."""
    if not allowed(user, permissions.CANCEL, project) or project.state in (
        Project.State.CLOSED,
        Project.State.CANCELLED,
    ):
        return []
    url = reverse("projects:new-cancellation", args=[project.pk])
    missing = 1 if queries.running(project) else 0
    return [Verb(label=_("Cancel the project"), url=url, icon="x", danger=True, missing=missing)]


def _shown(request: HttpRequest, pk: int) -> Cancellation:
    found: Cancellation = fetch(Cancellation, person_of(request), queries.shown(), pk=pk)
    return found


def _settle(
    request: HttpRequest, form: Cancellation, action: Callable[..., Cancellation], *, title: str, stated: str
) -> HttpResponse:
    note = SettleForm(request.POST or None)
    if request.method == "POST" and note.is_valid():
        act: Act = act_of(request)
        done = submit(note, lambda: action(form, note.cleaned_data["note"], act=act))
        if done is not None:
            flash(request, _("Settled."))
            return redirect(done)
    hint = {"tone": "info", "text": stated.replace("\n", " · ")}
    return _form(
        request, note, title=title, back=form.get_absolute_url(), subtitle=str(form.project), submit_label=_("Settle"),
        note=hint,
    )  # fmt: skip


def _facts(form: Cancellation) -> list[dict[str, Any]]:
    project = form.project
    found = [
        {"label": _("Project"), "value": project.code},
        {"label": _("Contract"), "value": project.contract.shown_number},
        {"label": _("Customer"), "value": project.customer.short_name or project.customer.name},
        {"label": _("Amount (yuan)"), "value": formats.money(project.amount)},
        {"label": _("Account manager"), "value": project.owner.name},
        {"label": _("Cause"), "value": form.get_cause_display()},
    ]
    if form.twin:
        found.append({"label": _("The other project"), "value": form.twin.code})
    return found


def _note(form: Cancellation) -> dict[str, str] | None:
    if form.state == State.CARRIED_OUT:
        return {"tone": "late", "text": _("Project and contract are cancelled; the code is not used again.")}
    if form.state == State.REFUSED:
        return {"tone": "info", "text": _("Refused: the project goes on.")}
    return None


def _verbs(form: Cancellation, person: User, missing: int) -> list[Verb]:
    if form.state != State.SETTLING:
        return []

    def url(name: str) -> str:
        return reverse(f"projects:{name}", args=[form.pk])

    found = []
    if not form.goods_settled and allowed(person, permissions.BUY, form):
        found.append(
            Verb(label=_("Settle purchases"), url=url("cancellation-goods"), icon="truck-return", primary=True)
        )
    if not form.money_settled and allowed(person, permissions.SETTLE_MONEY, form):
        found.append(Verb(label=_("Settle money"), url=url("cancellation-money"), icon="coins", primary=True))
    if allowed(person, permissions.CARRY_OUT_CANCEL, form):
        question = _("Cancel %(code)s? The code is never used again.") % {"code": form.project.code}
        found.append(
            Verb(label=_("Carry out"), url=url("cancellation-execution"), post=True, icon="x", danger=True,
                 missing=missing, confirm=question)
        )  # fmt: skip
    return found


def _who_decides() -> dict[str, Any]:
    entries = [
        {"title": _("By the authority table"), "text": _("Business-unit general manager, further up by amount"),
         "limit": formats.working_days(2)},
        {"title": _("Commerce and finance"), "text": _("Settle purchases and money"), "limit": formats.working_days(3)},
        {"title": _("Project administrator"), "text": _("Carries it out"), "limit": formats.working_days(1)},
    ]  # fmt: skip
    return {"clause": rules.CLAUSE, "entries": entries}


def _form(request: HttpRequest, form: Any, *, title: str, back: str, **context: Any) -> HttpResponse:
    under = [(_("Cancellations"), reverse("projects:cancellations"))]
    return render_form(request, form, title=title, back=back, under=under, **context)


more_verbs.add("cancellation", lambda person, project: ([], verbs_for(project, person, timezone.localdate())))

urlpatterns = [
    path("cancellations/", listing, name="cancellations"),
    path("cancellations/<int:pk>/", detail, name="cancellation"),
    path("cancellations/<int:pk>/goods-settlement/", goods, name="cancellation-goods"),
    path("cancellations/<int:pk>/money-settlement/", money, name="cancellation-money"),
    path("cancellations/<int:pk>/execution/", execution, name="cancellation-execution"),
    path("cancellations/<int:pk>/print/", printed, name="cancellation-print"),
    path("projects/<int:pk>/cancellation/new/", new, name="new-cancellation"),
]
