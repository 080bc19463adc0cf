"""What a person does with his work: decide, send back, hand on, comment, take back."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.workflow import actions, queries
from leadtocash.foundation.workflow.actions.work_items import Decision, Then
from leadtocash.foundation.workflow.forms import CommentForm, TransferForm
from leadtocash.foundation.workflow.models import WorkItem
from leadtocash.foundation.workflow.registry import subjects
from leadtocash.foundation.workflow.views import panels


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of `web/_decision.html`: approve, reject, or return with the step."""
    item, record = queries.fetch_item(person_of(request), pk)
    decision, comment = request.POST.get("decision", ""), request.POST.get("comment", "")
    if decision == "return":
        _send_back(request, item, comment)
        flash(request, _("Sent back: %(title)s") % {"title": item.instance.title})
    elif decision in ("approve", "reject"):
        version = request.POST.get("version", "")
        actions.decide(
            item,
            cast(Decision, decision),
            act=act_of(request),
            revision=int(version) if version.isdigit() else None,
            comment=comment,
        )
        words = _("Approved: %(title)s") if decision == "approve" else _("Rejected: %(title)s")
        flash(request, words % {"title": item.instance.title})
    else:
        raise RuleError(_("Choose first: approve, send back or reject."), code="nothing_chosen")
    return redirect(_next(request, item, record))


@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send back a step that is not a decision, from a dialog."""
    item, record = queries.fetch_item(person_of(request), pk)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _send_back(request, item, form.cleaned_data["comment"])
        flash(request, _("Sent back: %(title)s") % {"title": item.instance.title})
        return redirect(_next(request, item, record))
    steps = panels.return_steps(item)
    return _dialog(request, form, _("Send back"), "workflow:return", item, return_steps=steps)


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    item, record = queries.fetch_item(person_of(request), pk)
    form = TransferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["to"]
        actions.transfer(item, to=to, act=act_of(request), comment=form.cleaned_data["comment"])
        flash(request, _("Handed to %(who)s") % {"who": to.name})
        return redirect(_next(request, item, record))
    return _dialog(request, form, _("Hand on"), "workflow:transfer", item)


@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    item, record = queries.fetch_item(person_of(request), pk)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.comment(item.instance, form.cleaned_data["comment"], act=act_of(request))
        return redirect(subjects.get(item.instance.record_kind).url(record))
    return _dialog(request, form, _("Comment"), "workflow:comment", item)


@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    instance, record = queries.fetch_instance(person_of(request), pk)
    actions.recall(instance, act=act_of(request), comment=request.POST.get("comment", ""))
    flash(request, _("Taken back: %(title)s") % {"title": instance.title})
    return redirect(subjects.get(instance.record_kind).url(record))


def _send_back(request: HttpRequest, item: WorkItem, words: str) -> None:
    step, _colon, straight = request.POST.get("return_to", "").partition(":")
    then: Then = "straight_back" if straight else "step_by_step"
    actions.send_back(item, step, act=act_of(request), comment=words, then=then)


def _next(request: HttpRequest, item: WorkItem, record: Any) -> str:
    """The next thing to do; with nothing left, the document just dealt with."""
    following = queries.next_item(person_of(request), after=item)
    if following is not None:
        return reverse("workflow:item", args=[following.pk])
    return subjects.get(item.instance.record_kind).url(record)


def _dialog(request: HttpRequest, form: Any, title: str, name: str, item: WorkItem, **more: Any) -> HttpResponse:
    context = {"form": form, "title": title, "url": reverse(name, args=[item.pk]), "item": item, **more}
    template = "workflow/_dialog.html" if request.headers.get("HX-Request") else "workflow/dialog.html"
    return render(request, template, {**context, "now": timezone.now()}, status=422 if form.errors else 200)
