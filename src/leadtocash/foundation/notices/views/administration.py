"""The administrator's pages: channels, what groups hear of, the log of messages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.notices import administering, delivering, permissions
from leadtocash.foundation.notices.channels import kinds
from leadtocash.foundation.notices.channels.base import Kind
from leadtocash.foundation.notices.forms import RouteForm, channel_form
from leadtocash.foundation.notices.models import Channel, Delivery, Route
from leadtocash.foundation.notices.tables import DELIVERIES, TAGS, what
from leadtocash.foundation.notices.topics import label_of, topics
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list


@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Every channel with its state, and the kinds one can add."""
    _guard(request)
    rows: list[dict[str, Any]] = []
    for channel in Channel.objects.prefetch_related("routes"):
        kind = kinds.find(channel.kind)
        heard = len(channel.routes.all())
        rows.append({"channel": channel, "kind": kind, "heard": heard, "idle": kind and kind.to_group and not heard})
    taken = {row["kind"].way for row in rows if row["kind"] and row["channel"].is_active}
    offered = [kind for kind in kinds.values() if kind.to_group or kind.way not in taken]
    return render(request, "notices/channels.html", {"rows": rows, "offered": offered, "site_url": settings.SITE_URL})


@require_http_methods(["GET", "POST"])
def new_channel(request: HttpRequest, kind: str) -> HttpResponse:
    """Set up a channel of a kind."""
    _guard(request)
    found = _kind(kind)
    form = channel_form(found, request.POST or None, channel=None, kept=set())
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        channel = submit(form, lambda: administering.add_channel(kind, values, act=act_of(request)))
        if channel is not None:
            flash(request, _("The channel is set up. Send a test message."))
            return redirect("notices:channel", pk=channel.pk)
    back = reverse("notices:channels")
    crumbs = [{"label": _("Channels of notices"), "url": back}, {"label": found.label}]
    context = {"form": form, "title": found.label, "cancel_url": back, "crumbs": crumbs}
    return render(request, "web/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    """One channel: its settings, what its group hears of, the last messages."""
    _guard(request)
    found = _channel(pk)
    kind = _kind(found.kind)
    form = channel_form(kind, request.POST or None, channel=found, kept=administering.kept_secrets(found))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if submit(form, lambda: administering.change_channel(found, values, act=act_of(request))) is not None:
            flash(request, _("Saved."))
            return redirect("notices:channel", pk=pk)
    routes = [
        {"route": one, "what": label_of(topics.get(one.topic)) if one.topic in topics else _("Everything")}
        for one in found.routes.select_related("department").order_by("topic", "pk")
    ]
    context = {
        "form": form, "found": found, "kind": kind, "title": found.name, "routes": routes, "route_form": RouteForm(),
        "cancel_url": reverse("notices:channels"), "recent": _recent(found),
        "entries": timeline(found, person_of(request), 30),
        "crumbs": [{"label": _("Channels of notices"), "url": reverse("notices:channels")}, {"label": found.name}],
    }  # fmt: skip
    return render(request, "notices/channel.html", context, status=422 if form.errors else 200)


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test message; how it went is seen in the log."""
    delivery = administering.test_channel(_channel(pk), act=act_of(request))
    return redirect("notices:delivery", pk=delivery.pk)


@require_POST
def routes(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the group hear of something more."""
    _guard(request)
    form = RouteForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        administering.add_route(_channel(pk), values["topic"], values["department"], act=act_of(request))
        flash(request, _("Saved."))
    return redirect("notices:channel", pk=pk)


@require_POST
def route_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the group no longer hear of it."""
    _guard(request)
    found = Route.objects.select_related("channel", "department").filter(pk=pk).first()
    if found is None:
        raise Http404
    administering.remove_route(found, act=act_of(request))
    return redirect("notices:channel", pk=found.channel_id)


@require_GET
def deliveries(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The log of messages."""
    _guard(request)
    return render_list(request, DELIVERIES)


@require_GET
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """The fate of one message; its text is not shown, for it is for its reader only."""
    _guard(request)
    found = Delivery.objects.select_related("channel", "person").filter(pk=pk).first()
    if found is None:
        raise Http404
    again = found.state in {Delivery.State.FAILED, Delivery.State.UNCLEAR}
    moving = found.state in {Delivery.State.WAITING, Delivery.State.SENDING}
    crumbs = [
        {"label": _("Channels of notices"), "url": reverse("notices:channels")},
        {"label": _("Sent messages"), "url": reverse("notices:deliveries")},
        {"label": what(found)},
    ]
    context = {
        "found": found, "what": what(found), "tag": TAGS[Delivery.State(found.state)], "again": again,
        "moving": moving, "crumbs": crumbs,
    }  # fmt: skip
    template = "notices/_delivery.html" if request.headers.get("HX-Request") else "notices/delivery.html"
    return render(request, template, context)


@require_POST
def delivery_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a failed message once more."""
    delivering.send_again(pk, act=act_of(request))
    return redirect("notices:delivery", pk=pk)


def _guard(request: HttpRequest) -> None:
    require(person_of(request), permissions.CHANNELS)


def _kind(code: str) -> Kind:
    kind = kinds.find(code)
    if kind is None:
        raise Http404
    return kind


def _channel(pk: int) -> Channel:
    found = Channel.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _recent(found: Channel) -> list[dict[str, Any]]:
    rows = Delivery.objects.filter(channel=found).select_related("person").order_by("-made_at", "-pk")[:8]
    return [{"row": row, "what": what(row), "tag": TAGS[Delivery.State(row.state)]} for row in rows]
