"""Pages of task coordination orders: read the request, call one action, answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.actions import coordination as actions
from leadtocash.areas.projects.forms.coordination import (
    AcceptForm,
    BookingForm,
    CoordinationForm,
    DeclineForm,
    RatingForm,
    ReportForm,
)
from leadtocash.areas.projects.models import CoordinationOrder, Project, SupportBooking
from leadtocash.areas.projects.queries import coordination as queries
from leadtocash.areas.projects.rules import coordination as rules
from leadtocash.areas.projects.rules.coordination import Slot
from leadtocash.areas.projects.tables.coordination import ORDERS
from leadtocash.areas.projects.views import coordination_pages as pages
from leadtocash.areas.projects.views.verbs import more_verbs
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.calendar import days
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list

State = CoordinationOrder.State


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, ORDERS, template="projects/coordination_list.html")


@require_GET
def schedule(request: HttpRequest) -> HttpResponse:
    """Who is where in a week (?week=any day of it)."""
    person = person_of(request)
    if not pages.sees_schedule(person):
        require(person, permissions.SCHEDULE)
    today = timezone.localdate()
    return render(
        request, "projects/coordination_schedule.html", pages.schedule(request.GET.get("week", ""), person, today)
    )


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    order: CoordinationOrder = fetch(CoordinationOrder, person, queries.shown(), pk=pk)
    bookings = queries.bookings_of(order)
    may_book = order.state == State.SCHEDULED and _may_book(person, order)
    return render_detail(
        request,
        "projects/coordination_detail.html",
        order,
        title=order.subject,
        code=order.number,
        crumbs=[
            {"label": _("Task coordination orders"), "url": reverse("projects:coordinations")},
            {"label": order.number},
        ],
        tags=[{"state": rules.TONES[State(order.state)], "label": order.get_state_display()}],
        facts=pages.facts(order),
        steps=pages.steps(order),
        note=pages.note(order),
        verbs=_verbs(order, person),
        more=[Verb(label=_("Print"), url=reverse("projects:coordination-print", args=[pk]), icon="printer")],
        tabs=[
            Tab(key="order", label=_("What is needed"), template="projects/coordination_order.html"),
            Tab(
                key="bookings",
                label=_("Bookings"),
                template="projects/coordination_bookings.html",
                context=lambda: {"bookings": bookings, "may_book": may_book},
                count=len(bookings),
            ),
        ],
    )


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in an order for a project."""
    project: Project = fetch(Project, person_of(request), Project.objects.select_related("customer", "owner"), pk=pk)
    require(person_of(request), permissions.COORDINATE, project)
    rules.check_can_ask(project)
    form = CoordinationForm(request.POST or None, initial={"place": project.customer.address})
    if request.method == "POST" and form.is_valid():
        order = submit(form, lambda: actions.ask_support(project, form.cleaned_data, act=act_of(request)))
        if order is not None:
            flash(request, _("Sent to the head of technical support: %(number)s.") % {"number": order.number})
            return redirect(order)
    return _form(
        request, form, title=_("New task coordination order"), back=project.get_absolute_url(),
        subtitle=str(project), submit_label=_("Send"), approvers=pages.who_answers(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept: name the person and his days; beside the form, who is where in that week."""
    order = _order(request, pk)
    require(person_of(request), permissions.SCHEDULE, order)
    rules.check_stands_at(order, State.ASKED)
    form = AcceptForm(request.POST or None, initial={"first": order.wanted_from, "last": order.wanted_to})
    form.fields["technician"].offer(queries.technicians())  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        slots = _slots(values["first"], values["last"], values["hours"])
        done = submit(
            form,
            lambda: actions.accept_order(
                order, values["technician"], slots, act=act_of(request), revision=_seen(request)
            ),
        )
        if done is not None:
            flash(request, _("Scheduled; %(name)s has it now.") % {"name": values["technician"].name})
            return redirect(done)
    week = pages.schedule(order.wanted_from.isoformat(), person_of(request), timezone.localdate())
    return _form(
        request, form, title=_("Accept and schedule"), back=order.get_absolute_url(), subtitle=str(order),
        submit_label=_("Accept"), revision=order.revision, order=order,
        template="projects/coordination_accept.html", **week,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    require(person_of(request), permissions.SCHEDULE, order)
    rules.check_stands_at(order, State.ASKED)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = submit(form, lambda: actions.decline_order(order, reason, act=act_of(request), revision=_seen(request)))
        if done is not None:
            flash(request, _("Declined; %(name)s is told.") % {"name": order.project.owner.name})
            return redirect(done)
    return _form(
        request, form, title=_("Decline the order"), back=order.get_absolute_url(), subtitle=str(order),
        submit_label=_("Decline"), revision=order.revision,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Book a day of support on a project; refused without an accepted order (S0 2.4.1)."""
    person = person_of(request)
    project: Project = fetch(Project, person, Project.objects.select_related("owner"), pk=pk)
    orders = queries.open_orders(project)
    rules.check_can_book(project, orders)
    scheduled = [one for one in orders if one.state == State.SCHEDULED and _may_book(person, one)]
    if not scheduled:
        require(person, permissions.SCHEDULE, project)
    wanted = next((one for one in scheduled if str(one.pk) == request.GET.get("order")), scheduled[0])
    form = BookingForm(request.POST or None, initial={"order": wanted, "technician": wanted.technician})
    form.offer(scheduled, queries.technicians() if allowed(person, permissions.SCHEDULE) else [person])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        slot = Slot(values["day"], values["hours"], values["note"])
        made = submit(
            form,
            lambda: actions.book_support(project, values["order"], values["technician"], slot, act=act_of(request)),
        )
        if made is not None:
            flash(request, _("Booked."))
            return redirect(f"{made.order.get_absolute_url()}?tab=bookings")
    return _form(
        request,
        form,
        title=_("Book support"),
        back=wanted.get_absolute_url(),
        subtitle=str(project),
        submit_label=_("Book"),
    )


@require_POST
def cancel_booking(request: HttpRequest, pk: int) -> HttpResponse:
    booking: SupportBooking = fetch(
        SupportBooking, person_of(request), SupportBooking.objects.select_related("order"), pk=pk
    )
    order = actions.cancel_booking(booking, act=act_of(request))
    flash(request, _("Booking taken back."))
    return redirect(f"{order.get_absolute_url()}?tab=bookings")


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    require(person_of(request), permissions.DO_SUPPORT, order)
    rules.check_stands_at(order, State.SCHEDULED)
    form = ReportForm(request.POST or None, initial={"done_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = submit(
            form,
            lambda: actions.report_support(
                order, values["result"], values["done_on"], act=act_of(request), revision=_seen(request)
            ),
        )
        if done is not None:
            flash(request, _("Reported; %(name)s rates it next.") % {"name": order.project.owner.name})
            return redirect(done)
    hint = _("Hours booked so far: %(hours)s. They are the hours of this order.") % {"hours": order.booked_hours}
    return _form(
        request, form, title=_("Report the result"), back=order.get_absolute_url(), subtitle=str(order),
        submit_label=_("Report the result"), revision=order.revision, note={"tone": "info", "text": hint},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    require(person_of(request), permissions.COORDINATE, order)
    rules.check_stands_at(order, State.DONE)
    form = RatingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = submit(
            form,
            lambda: actions.rate_support(
                order, values["rating"], values["note"], act=act_of(request), revision=_seen(request)
            ),
        )
        if done is not None:
            flash(request, _("Rated."))
            return redirect(done)
    return _form(
        request, form, title=_("Rate the support"), back=order.get_absolute_url(), subtitle=str(order),
        submit_label=_("Rate"), revision=order.revision,
    )  # fmt: skip


@require_GET
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    return print_paper(request, "projects.coordination", pk)


def verbs_for(project: Project, user: User, today: date) -> list[Verb]:
    """What a project's page offers: ask for support, book it (held without an accepted order)."""
    found = []
    if allowed(user, permissions.COORDINATE, project):
        url = reverse("projects:new-coordination", args=[project.pk])
        missing = len(rules.asking_missing(project))
        found.append(Verb(label=_("Task coordination order"), url=url, icon="users", missing=missing))
    if allowed(user, permissions.SCHEDULE, project) and project.state in rules.RUNNING:
        url = reverse("projects:support-bookings", args=[project.pk])
        missing = len(rules.booking_missing(project, queries.open_orders(project)))
        found.append(Verb(label=_("Book support"), url=url, icon="calendar-plus", missing=missing))
    return found


def _verbs(order: CoordinationOrder, person: User) -> list[Verb]:
    def verb(label: str, name: str, **more: Any) -> Verb:
        return Verb(label=label, url=reverse(f"projects:{name}", args=[order.pk]), **more)

    found = []
    if order.state == State.ASKED and allowed(person, permissions.SCHEDULE, order):
        found.append(verb(_("Accept and schedule"), "coordination-acceptance", icon="check", primary=True))
        found.append(verb(_("Decline"), "coordination-declination", icon="x"))
    if order.state == State.SCHEDULED and _may_book(person, order):
        url = f"{reverse('projects:support-bookings', args=[order.project_id])}?order={order.pk}"
        found.append(Verb(label=_("Book a day"), url=url, icon="calendar-plus"))
    if order.state == State.SCHEDULED and allowed(person, permissions.DO_SUPPORT, order):
        found.append(verb(_("Report the result"), "coordination-report", icon="tool", primary=True))
    if order.state == State.DONE and allowed(person, permissions.COORDINATE, order):
        found.append(verb(_("Rate"), "coordination-rating", icon="star", primary=True))
    return found


def _may_book(person: User, order: CoordinationOrder) -> bool:
    return allowed(person, permissions.SCHEDULE, order) or allowed(person, permissions.DO_SUPPORT, order)


def _order(request: HttpRequest, pk: int) -> CoordinationOrder:
    found: CoordinationOrder = fetch(CoordinationOrder, person_of(request), queries.shown(), pk=pk)
    return found


def _slots(first: date, last: date, hours: Any) -> list[Slot]:
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return rules.days_of(first, last, hours, working=[day for day in span if days.is_working(day)])


def _seen(request: HttpRequest) -> int | None:
    given = request.POST.get("revision", "")
    return int(given) if given.isdigit() else None


def _form(
    request: HttpRequest,
    form: Any,
    *,
    title: str,
    back: str,
    template: str = "projects/coordination_form.html",
    **context: Any,
) -> HttpResponse:
    crumbs = [{"label": _("Task coordination orders"), "url": reverse("projects:coordinations")}, {"label": title}]
    page = {"form": form, "title": title, "cancel_url": back, "crumbs": crumbs, **context}
    return render(request, template, page, status=422 if form.is_bound else 200)


more_verbs.add("coordination", lambda person, project: (verbs_for(project, person, timezone.localdate()), []))

urlpatterns = [
    path("coordination-orders/", listing, name="coordinations"),
    path("coordination-orders/schedule/", schedule, name="support-schedule"),
    path("coordination-orders/<int:pk>/", detail, name="coordination"),
    path("coordination-orders/<int:pk>/acceptance/", accept, name="coordination-acceptance"),
    path("coordination-orders/<int:pk>/declination/", decline, name="coordination-declination"),
    path("coordination-orders/<int:pk>/report/", report, name="coordination-report"),
    path("coordination-orders/<int:pk>/rating/", rate, name="coordination-rating"),
    path("coordination-orders/<int:pk>/print/", printed, name="coordination-print"),
    path("projects/<int:pk>/coordination-orders/new/", new, name="new-coordination"),
    path("projects/<int:pk>/support-bookings/", book, name="support-bookings"),
    path("support-bookings/<int:pk>/cancellation/", cancel_booking, name="support-booking-cancellation"),
]
