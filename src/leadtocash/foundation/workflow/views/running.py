"""Running work for those who administer it: every open step, who has it, how long; give it to others, give it up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.lists.rendering import render_list
from leadtocash.foundation.workflow import actions, forms, listing, queries
from leadtocash.foundation.workflow.clocks import clock_of
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem
from leadtocash.foundation.workflow.permissions import ADMINISTER
from leadtocash.foundation.workflow.views import panels
from leadtocash.foundation.workflow.views.dialogs import Dialog, ask, bound

Answer = HttpResponse | StreamingHttpResponse


@require_GET
def running(request: HttpRequest) -> Answer:
    """Every open item of every running process."""
    require(person_of(request), ADMINISTER)
    return render_list(request, listing.RUNNING, template="workflow/running.html")


@require_GET
def instance(request: HttpRequest, pk: int) -> HttpResponse:
    """What an administrator may see and do of a process without seeing its document."""
    require(person_of(request), ADMINISTER)
    found = queries.fetch_administered(person_of(request), pk)
    rows = WorkItem.objects.filter(instance=found, state__in=(WorkItem.State.OPEN, WorkItem.State.WAITING))
    items = list(rows.select_related("assignee", "on_behalf_of", "activity").order_by("activity_id", "place", "pk"))
    now = timezone.now()
    for item in items:
        item.instance = found
    context = {
        "title": found.title,
        "items": [{"item": item, "clock": clock_of(item, now=now), "verb": _reassign_verb(item)} for item in items],
        "cancel": None if found.state != ProcessInstance.State.RUNNING else _cancel_verb(found),
        **panels.picture_of(found, now=now),
        "svg_url": "",
    }
    return render(request, "workflow/running_instance.html", context)


@require_http_methods(["GET", "POST"])
def reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody's item to somebody else, with the reason."""
    require(person_of(request), ADMINISTER)
    item = queries.fetch_administered_item(person_of(request), pk)

    def do(given: dict[str, Any]) -> str:
        actions.reassign(item, to=given["to"], act=act_of(request), reason=given["reason"])
        flash(request, _("%(step)s is with %(who)s now.") % {"step": item.step.label, "who": given["to"].name})
        return reverse("workflow:running-instance", args=[item.instance_id])

    dialog = Dialog(
        title=_("Give to somebody else"),
        url=reverse("workflow:reassign", args=[pk]),
        about=f"{item.instance.title} · {item.step.label} · {item.assignee.name}",
        note=_("It stands in the record's history, with your name and the reason."),
    )
    return ask(request, forms.ReassignForm(bound(request)), dialog, do)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a running process up as administrator, whether or not one may see its record."""
    require(person_of(request), ADMINISTER)
    instance = queries.fetch_administered(person_of(request), pk)

    def do(given: dict[str, Any]) -> str:
        actions.cancel(instance, act=act_of(request), reason=given["reason"])
        flash(request, _("Given up: %(title)s") % {"title": instance.title})
        return reverse("workflow:running")

    dialog = Dialog(
        title=_("Give it up"),
        url=reverse("workflow:cancel-running", args=[pk]),
        about=f"{instance.title} · {instance.definition.label}",
        note=_("Everything that lies in inboxes because of it disappears; what was decided stays on record."),
        danger=True,
    )
    return ask(request, forms.ReasonForm(bound(request)), dialog, do)


def _reassign_verb(item: WorkItem) -> dict[str, Any]:
    url = reverse("workflow:reassign", args=[item.pk])
    return {"label": _("Give to somebody else"), "url": url, "dialog": True, "icon": "arrows-right-left"}


def _cancel_verb(instance: ProcessInstance) -> dict[str, Any]:
    url = reverse("workflow:cancel-running", args=[instance.pk])
    return {"label": _("Give it up"), "url": url, "dialog": True, "danger": True, "icon": "ban"}
