"""The administrator's pages of webhooks."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists import render_list
from leadtocash.foundation.webhooks import actions, permissions
from leadtocash.foundation.webhooks.forms import EndpointForm, ReplayForm
from leadtocash.foundation.webhooks.models import WebhookEndpoint, WebhookMessage
from leadtocash.foundation.webhooks.tables import MESSAGES, tag_of

State = WebhookMessage.State


@require_GET
def endpoints(request: HttpRequest) -> HttpResponse:
    """Every endpoint with its state."""
    _guard(request)
    rows = WebhookEndpoint.objects.select_related("person")
    return render(request, "webhooks/endpoints.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Set up an endpoint; its secret is shown this once."""
    _guard(request)
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = submit(form, lambda: actions.add(form.values(), act=act_of(request)))
        if made is not None:
            return _page(request, made[0], clear=made[1])
    context = {
        "form": form,
        "title": _("New webhook"),
        "cancel_url": reverse("webhooks:endpoints"),
        "crumbs": _crumbs(),
    }
    return render(request, "web/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """One endpoint: its settings, the last messages, its history."""
    _guard(request)
    found = _endpoint(pk)
    form = EndpointForm(request.POST or None, found)
    if request.method == "POST" and form.is_valid():
        changed = submit(form, lambda: actions.change(found, form.values(), act=act_of(request)))
        if changed is not None:
            flash(request, _("Saved."))
            return redirect(changed)
    return _page(request, found, form=form)


@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an endpoint."""
    actions.remove(_endpoint(pk), act=act_of(request))
    flash(request, _("The webhook is removed."))
    return redirect("webhooks:endpoints")


@never_cache
@require_POST
def secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new secret."""
    found = _endpoint(pk)
    return _page(request, found, clear=actions.change_secret(found, act=act_of(request)))


@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test message; how it went is seen on its page."""
    return redirect(actions.test(_endpoint(pk), act=act_of(request)))


@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the messages of some days again."""
    _guard(request)
    found, form = _endpoint(pk), ReplayForm(request.POST)
    if not form.is_valid():
        return _page(request, found, replay_form=form)
    values = form.cleaned_data
    zone = timezone.get_current_timezone()
    start = datetime.combine(values["start"], time(), zone)
    end = datetime.combine(values["end"] + timedelta(days=1), time(), zone)
    count = actions.replay(found, start, end, only_failed=values["only_failed"], act=act_of(request))
    words = ngettext("%(count)d message is sent once more.", "%(count)d messages are sent once more.", count)
    flash(request, words % {"count": count})
    return redirect("webhooks:endpoint", pk=pk)


@require_GET
def messages(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The log."""
    _guard(request)
    return render_list(request, MESSAGES)


@require_GET
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message: what was sent, what was answered, each try."""
    _guard(request)
    found = _message(pk)
    crumbs = [*_crumbs(), {"label": found.endpoint.name, "url": found.endpoint.get_absolute_url()}]
    body = json.dumps(json.loads(found.body), indent=2, ensure_ascii=False) if found.body else ""
    tries = [{**one, "at": datetime.fromisoformat(one["at"])} for one in found.tries]
    context = {
        "found": found, "tag": tag_of(found)[0], "body": body, "tries": tries,
        "moving": found.state == State.WAITING and found.endpoint.is_active,
        "crumbs": [*crumbs, {"label": found.event}],
    }  # fmt: skip
    template = "webhooks/_message.html" if request.headers.get("HX-Request") else "webhooks/message.html"
    return render(request, template, context)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one message once more."""
    return redirect(actions.send_again(_message(pk), act=act_of(request)))


def _page(
    request: HttpRequest, found: WebhookEndpoint, *, form: EndpointForm | None = None,
    replay_form: ReplayForm | None = None, clear: str = "",
) -> HttpResponse:  # fmt: skip
    recent = [{"row": row, "tag": tag_of(row)[0]} for row in found.messages.order_by("-at", "-pk")[:8]]
    context = {
        "found": found, "form": form or EndpointForm(None, found), "replay_form": replay_form or ReplayForm(),
        "clear": clear, "recent": recent, "entries": timeline(found, person_of(request), 30),
        "crumbs": [*_crumbs(), {"label": found.name}],
    }  # fmt: skip
    wrong = (form is not None and form.errors) or (replay_form is not None and replay_form.errors)
    return render(request, "webhooks/endpoint.html", context, status=422 if wrong else 200)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Webhooks"), "url": reverse("webhooks:endpoints")}]


def _guard(request: HttpRequest) -> None:
    require(person_of(request), permissions.MANAGE)


def _endpoint(pk: int) -> WebhookEndpoint:
    found = WebhookEndpoint.objects.select_related("person").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _message(pk: int) -> WebhookMessage:
    found = WebhookMessage.objects.select_related("endpoint").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
