"""Pages of sales journals: read the request, call one action, answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.actions import journals as actions
from leadtocash.areas.visits.forms.journals import JournalForm, ReadForm
from leadtocash.areas.visits.models import SalesJournal
from leadtocash.areas.visits.queries import journals as queries
from leadtocash.areas.visits.rules import journals as rules
from leadtocash.areas.visits.tables.journals import JOURNALS
from leadtocash.areas.visits.views.forms import form_page
from leadtocash.areas.visits.words import hours_of, tag_of
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list

State = SalesJournal.State


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(person_of(request), permissions.JOURNALS)
    return render_list(request, JOURNALS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person, today = person_of(request), act_of(request).today
    journal = fetch(SalesJournal, person, queries.with_everything(), pk=pk)
    entries = Tab(
        key="entries", label=_("Journal"), template="visits/_journal.html",
        context=lambda: {"rows": _rows(journal, person, today)},
    )  # fmt: skip
    span = f"{formats.full_date(journal.first_day)} – {formats.full_date(journal.last_day)}"
    return render_detail(
        request,
        "visits/detail.html",
        journal,
        title=_("Sales journal of %(name)s") % {"name": journal.owner.name},
        code=journal.number,
        crumbs=[{"label": _("Sales journals"), "url": reverse("visits:journals")}, {"label": journal.number}],
        tags=[{"state": rules.TONES[journal.state], "label": journal.get_state_display()}],
        facts=[
            {"label": _("Period"), "value": span},
            {"label": _("Seller"), "value": journal.owner.name},
            {"label": _("Department"), "value": journal.department.name},
            *([{"label": _("Read by"), "value": journal.read_by.name}] if journal.read_by else []),
        ],
        verbs=_verbs(journal, person),
        more=[Verb(label=_("Print"), url=_at(journal, "print"), icon="printer")],
        tabs=[entries],
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin the journal of this week, or of ?day= alone."""
    person, today = person_of(request), act_of(request).today
    require(person, permissions.WRITE_JOURNAL)
    form = JournalForm(request.POST or None, initial=_days(request.GET.get("day", ""), today), person=person)
    if request.method == "POST" and form.is_valid():
        made = submit(form, lambda: actions.write_journal(form.cleaned_data, act=act_of(request)))
        if made is not None:
            flash(request, _("Saved. Hand it in when it is complete."))
            return redirect(made)
    return _form(request, form, title=_("Write journal"), back=reverse("visits:journals"))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    journal = _mine(request, pk)
    form = JournalForm(request.POST or None, instance=journal, person=person_of(request))
    if request.method == "POST" and form.is_valid():
        act = act_of(request)
        changed = submit(
            form, lambda: actions.change_journal(journal, form.cleaned_data, act=act, revision=form.revision)
        )
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed)
    return _form(request, form, title=_("Write journal"), back=journal.get_absolute_url(), code=journal.number)


@require_POST
def handing_in(request: HttpRequest, pk: int) -> HttpResponse:
    journal = actions.hand_in(_mine(request, pk), act=act_of(request))
    flash(request, _("Handed in."))
    return redirect(journal)


@require_http_methods(["GET", "POST"])
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """The superior has read it; with a remark if he likes."""
    journal = fetch(SalesJournal, person_of(request), queries.with_everything(), pk=pk)
    require(person_of(request), permissions.TEAM)
    rules.check_readable(state=journal.state, number=journal.number)
    form = ReadForm(request.POST or None, initial={"remark": journal.remark})
    if request.method == "POST" and form.is_valid():
        act = act_of(request)
        done = submit(form, lambda: actions.read_journal(journal, remark=form.cleaned_data["remark"], act=act))
        if done is not None:
            flash(request, _("Read."))
            return redirect(done)
    return _form(
        request, form, title=_("Read and remark"), back=journal.get_absolute_url(), subtitle=str(journal)
    )  # fmt: skip


@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    return print_paper(request, "visits.journal", pk)


def _mine(request: HttpRequest, pk: int) -> SalesJournal:
    journal = fetch(SalesJournal, person_of(request), queries.with_everything(), pk=pk)
    require(person_of(request), permissions.WRITE_JOURNAL, journal)
    rules.check_draft(state=journal.state, number=journal.number)
    return journal


def _verbs(journal: SalesJournal, person: User) -> list[Verb]:
    if journal.state == State.DRAFT:
        if not allowed(person, permissions.WRITE_JOURNAL, journal):
            return []
        return [
            Verb(label=_("Edit"), url=_at(journal, "edit"), icon="pencil"),
            Verb(label=_("Hand in"), url=_at(journal, "handing-in"), post=True, primary=True),
        ]
    if journal.owner_id == person.pk or not allowed(person, permissions.TEAM):
        return []
    unread = journal.state == State.HANDED_IN
    return [Verb(label=_("Read and remark"), url=_at(journal, "reading"), primary=unread)]


def _rows(journal: SalesJournal, person: User, today: date) -> list[dict[str, Any]]:
    """Day by day what was done, each day named once."""
    rows: list[dict[str, Any]] = []
    before = None
    for visit in queries.visits_in(journal, person):
        tone, label = tag_of(visit, today)
        day = None if visit.day == before else visit.day
        rows.append({"visit": visit, "hours": hours_of(visit), "tone": tone, "label": label, "day": day})
        before = visit.day
    return rows


def _days(named: str, today: date) -> dict[str, date]:
    try:
        day = date.fromisoformat(named)
    except ValueError:
        monday = today - timedelta(days=today.weekday())
        return {"first_day": monday, "last_day": monday + timedelta(days=6)}
    return {"first_day": day, "last_day": day}


def _form(request: HttpRequest, form: Any, *, title: str, back: str, **context: Any) -> HttpResponse:
    under = (_("Sales journals"), reverse("visits:journals"))
    return form_page(request, form, title=title, back=back, under=under, **context)


def _at(journal: SalesJournal, name: str) -> str:
    return reverse(f"visits:journal-{name}", args=[journal.pk])


urlpatterns = [
    path("journals/", listing, name="journals"),
    path("journals/new/", new, name="new-journal"),
    path("journals/<int:pk>/", detail, name="journal"),
    path("journals/<int:pk>/edit/", edit, name="journal-edit"),
    path("journals/<int:pk>/handing-in/", handing_in, name="journal-handing-in"),
    path("journals/<int:pk>/reading/", reading, name="journal-reading"),
    path("journals/<int:pk>/print/", printed, name="journal-print"),
]
