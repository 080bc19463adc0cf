"""The list of leads and the pool, for page, export and API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.leads import funnel, permissions, queries, rules
from leadtocash.areas.leads.models import Answer, Lead
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.web.lists import Choice, Column, DateRange, Flag, ListPage, Person, Relation, Text, View
from leadtocash.foundation.web.lists.filters import wrong
from leadtocash.foundation.web.lists.modes import Board, Calendar, Day, Lane
from leadtocash.foundation.web.lists.page import Beside, Bulk, Empty, Primary

STATES = {
    Lead.State.NEW: "idle",
    Lead.State.ASSIGNED: "wait",
    Lead.State.TAKEN_UP: "doing",
    Lead.State.QUALIFIED: "done",
    Lead.State.CONVERTED: "done",
    Lead.State.DROPPED: "void",
}
ON_TIME = Q(state__in=rules.ON_TIME)


def is_late(lead: Any, today: date) -> bool:
    """Is its time over?"""
    return lead.state in rules.ON_TIME and lead.due_on is not None and lead.due_on < today


def _due(lead: Any) -> tuple[str, str]:
    if lead.due_on is None or lead.state not in rules.ON_TIME:
        return "plain", ""
    return "late" if is_late(lead, localdate()) else "plain", lead.due_on.isoformat()


def _tone(lead: Any, today: date) -> str:
    return "late" if is_late(lead, today) else "wait"


def man(lead: Any) -> str:
    """What is known of money, authority and need: three signs."""
    signs = {Answer.YES: "\u2713", Answer.NO: "\u2717", Answer.UNKNOWN: "?"}
    return " ".join(signs[Answer(getattr(lead, name))] for name in rules.ASKED)


def _sources(_person: Any) -> list[tuple[str, Any]]:
    return [(str(one.pk), one) for one in queries.sources()]


def _lanes(_person: Any, _switch: str) -> list[Lane]:
    return [Lane(key=state.value, label=state.label, where=Q(state=state)) for state in Lead.State]


LEADS = ListPage(
    name="leads",
    title=_("Leads"),
    rows=queries.seen,
    board=Board(
        lanes=_lanes, title="company", sub="contact", day="due_on", foot=("source", "owner"), late=is_late,
        order="due_on", note=_("A lead moves on when it is taken up, qualified and converted on its page."),
    ),
    calendar=Calendar(
        days=[Day(field="due_on", label=_("Due on"), tone=_tone)],
        title="company", sub=("contact", "owner"),
    ),
    besides=[
        Beside(key="funnel", label=_("Funnel"), icon="chart-funnel", url_name="leads:funnel"),
        Beside(key="pool", label=_("Pool"), icon="inbox", url_name="leads:pool"),
    ],
    order="-updated_at",
    search=("company__zh", "number__zh", "contact__zh"),
    search_hint=_("Company, contact or number"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number"),
        Column(key="company", label=_("Company"), order="company", slot="a"),
        Column(key="contact", label=_("Contact"), slot="c"),
        Column(key="phone", label=_("Phone")),
        Column(key="source", label=_("Source"), value=lambda one: str(one.source), order="source__position", slot="e"),
        Column(
            key="state", label=_("State"), order="state", slot="b",
            tag=lambda one: (STATES[one.state], one.get_state_display()),
        ),
        Column(key="man", label=_("Money, authority, need"), value=man),
        Column(key="due_on", label=_("Due on"), order="due_on", tag=_due, slot="d"),
        Column(
            key="owner", label=_("Who works on it"), value="owner.name", kind="person", order="owner__name", slot="f"
        ),
        Column(key="received_on", label=_("Came in on"), kind="date", order="received_on"),
        Column(key="region", label=_("Place"), order="region", extra=True),
        Column(key="industry", label=_("Industry"), order="industry", extra=True),
        Column(key="source_detail", label=_("Which one"), order="source_detail", extra=True),
        Column(key="position", label=_("Job title"), extra=True),
        Column(key="email", label=_("E-mail"), extra=True),
        Column(key="need", label=_("Need"), extra=True),
        Column(key="department", label=_("Department"), value="department.name", order="department__path", extra=True),
        Column(key="returned", label=_("Times back in the pool"), kind="number", order="returned", extra=True),
        Column(key="qualified_on", label=_("Qualified on"), kind="date", order="qualified_on", extra=True),
        Column(key="converted_on", label=_("Converted on"), kind="date", order="converted_on", extra=True),
        Column(key="drop_reason", label=_("Why dropped"), value=lambda one: one.get_drop_reason_display(), extra=True),
        Column(key="updated_at", label=_("Changed"), kind="datetime", order="updated_at", extra=True),
    ],
    filters=[
        Choice(name="state", label=_("State"), options=Lead.State.choices),
        Choice(name="source", label=_("Source"), field="source_id", options=_sources),
        Person(name="owner", label=_("Who works on it"), field="owner_id"),
        Relation(name="department", label=_("Department"), field="department_id", picks="accounts.department"),
        Text(name="source_detail", label=_("Which one")),
        Text(name="region", label=_("Place")),
        Text(name="industry", label=_("Industry")),
        DateRange(name="received_on", label=_("Came in on")),
        DateRange(name="due_on", label=_("Due on"), ahead=True, pending=ON_TIME),
        Flag(name="qualified", label=_("Was qualified"), condition=Q(qualified_on__isnull=False)),
        Flag(name="won", label=_("Was won"), condition=Q(opportunity__state="won")),
        Choice(name="money", label=_("Money"), options=Answer.choices),
        Choice(name="authority", label=_("Authority"), options=Answer.choices),
        Choice(name="real_need", label=_("Real need"), options=Answer.choices),
        Choice(name="drop_reason", label=_("Why dropped"), options=Lead.Reason.choices),
        DateRange(name="updated_at", label=_("Changed")),
    ],
    views=[
        View(
            key="mine", label=_("Mine to work on"),
            narrow=lambda rows, person, today: queries.still_open(rows).filter(owner=person),
        ),
        View(key="late", label=_("Time is over"), narrow=lambda rows, person, today: queries.late(rows, today)),
        View(
            key="qualified", label=_("Qualified, not yet converted"),
            narrow=lambda rows, person, today: rows.filter(state=Lead.State.QUALIFIED),
        ),
        View(
            key="dropped", label=_("Dropped"),
            narrow=lambda rows, person, today: rows.filter(state=Lead.State.DROPPED),
        ),
    ],
    bulk=[
        Bulk(
            label=_("Assign"), icon="user-share", url_name="leads:bulk", query="?deed=assign", found=True,
            may=lambda person: allowed(person, permissions.ASSIGN),
        ),
        Bulk(
            label=_("Drop"), icon="circle-x", url_name="leads:bulk", query="?deed=drop", found=True,
            may=lambda person: allowed(person, permissions.EDIT),
        ),
    ],
    primary=Primary(
        label=_("New lead"), url_name="leads:new", may=lambda person: allowed(person, permissions.EDIT)
    ),
    empty=Empty(
        title=_("No lead yet"),
        text=_("Enter whoever might need something: a name, a phone number, where you heard of it."),
    ),
)  # fmt: skip

POOL = ListPage(
    name="lead-pool",
    title=_("Pool of leads"),
    subtitle=_("Nobody works on these yet; phone numbers are shown once you have taken one"),
    rows=queries.pool,
    order="received_on",
    search=("company__zh", "number__zh"),
    search_hint=_("Company or number"),
    columns=[
        Column(key="number", label=_("Number"), kind="code", order="number"),
        Column(key="company", label=_("Company"), order="company", slot="a"),
        Column(key="region", label=_("Place"), order="region", slot="c"),
        Column(key="industry", label=_("Industry"), order="industry", slot="e"),
        Column(key="source", label=_("Source"), value=lambda one: str(one.source), order="source__position", slot="b"),
        Column(key="source_detail", label=_("Which one")),
        Column(key="need", label=_("Need"), slot="f"),
        Column(key="received_on", label=_("Came in on"), kind="date", order="received_on", slot="d"),
        Column(key="returned", label=_("Times back in the pool"), kind="number", order="returned"),
        Column(key="department", label=_("Department"), value="department.name", order="department__path"),
    ],
    filters=[
        Choice(name="source", label=_("Source"), field="source_id", options=_sources),
        Relation(name="department", label=_("Department"), field="department_id", picks="accounts.department"),
        Text(name="region", label=_("Place")),
        Text(name="industry", label=_("Industry")),
        DateRange(name="received_on", label=_("Came in on")),
    ],
    bulk=[
        Bulk(
            label=_("Take"), icon="hand-grab", url_name="leads:pool-bulk", query="?deed=take",
            may=lambda person: allowed(person, permissions.TAKE),
        ),
    ],
    empty=Empty(title=_("The pool is empty"), text=_("Leads nobody works on, or not in time, come here.")),
)  # fmt: skip

#: the filters of the list of leads that the funnel knows as well
FUNNEL_FILTERS = [one for one in LEADS.filters if one.name in ("source", "department")]


def periods() -> list[tuple[str, Any]]:
    """The periods the funnel is asked for."""
    return [
        ("quarter", _("This quarter")), ("year", _("This year")), ("last_year", _("Last year")),
        ("twelve", _("Twelve months")), ("all", _("All")),
    ]  # fmt: skip


def asked_of(params: Mapping[str, str], person: User, today: date) -> funnel.Asked:
    """What the address asks for: ?period=&source=&department=. Raises ValidationError."""
    for one in FUNNEL_FILTERS:
        one.narrow(Lead.objects.none(), dict(params), person)
    since, until = _span(params.get("period", "year"), today)
    source = params.get("source", "")
    if "," in source:
        raise wrong("source", gettext("One source at a time."))
    chosen = [int(pk) for pk in params.get("department", "").split(",") if pk.isdigit()]
    return funnel.Asked(
        since=since, until=until, departments=_below(chosen),
        source=queries.sources().filter(pk=source).first() if source else None,
    )  # fmt: skip


def _span(period: str, today: date) -> tuple[date | None, date | None]:
    """The first and the last month of a period."""
    here = today.replace(day=1)
    if period == "all":
        return None, None
    if period == "last_year":
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 1)
    if period == "quarter":
        return here.replace(month=(today.month - 1) // 3 * 3 + 1), here
    if period == "twelve":
        return funnel.after(here.replace(year=here.year - 1)), here
    return date(today.year, 1, 1), here


def _below(chosen: Sequence[int]) -> list[int]:
    """These departments and all below them."""
    found: set[int] = set()
    for path in Department.objects.filter(pk__in=chosen).values_list("path", flat=True):
        found.update(Department.objects.filter(path__startswith=path).values_list("pk", flat=True))
    return sorted(found)
