"""What a person does with his work: decide, send back, hand on, add and take out signers, comment, claim, release."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.kernel.errors import Offer, RuleError
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.workflow import actions, forms, queries
from leadtocash.foundation.workflow.actions.work_items import Decision, Then
from leadtocash.foundation.workflow.clocks import clock_of
from leadtocash.foundation.workflow.engine import desk as desks
from leadtocash.foundation.workflow.models import WorkItem
from leadtocash.foundation.workflow.registry import subjects
from leadtocash.foundation.workflow.views import deciding, phrases
from leadtocash.foundation.workflow.views.dialogs import Dialog, ask, bound, checked_words


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The dialog of a decision (the phone's bar, the keys of the inbox), and the act itself from wherever it comes."""
    item, record = queries.fetch_item(person_of(request), pk)
    if request.method == "GET":
        return _decision_dialog(request, item, record)
    decision, comment = request.POST.get("decision", ""), checked_words(request.POST.get("comment", ""))
    title = {"title": item.instance.title}
    if decision == "return":
        _send_back(request, item, comment)
        flash(request, _("Sent back: %(title)s") % title)
    elif decision in ("approve", "reject"):
        version = request.POST.get("version", "")
        revision = int(version) if version.isdigit() and len(version) < 10 else None
        actions.decide(item, cast(Decision, decision), act=act_of(request), revision=revision, comment=comment)
        words = _("Approved: %(title)s") if decision == "approve" else _("Rejected: %(title)s")
        flash(request, words % title)
    else:
        raise RuleError(_("Choose first: approve, send back or reject."), code="nothing_chosen")
    return redirect(_next(request, item, record))


@require_GET
def foretold(request: HttpRequest, pk: int) -> HttpResponse:
    """Who decides next if this person approves: asked when he has chosen, shown before he submits."""
    item, _record = queries.fetch_item(person_of(request), pk)
    return render(request, "workflow/_next.html", {"next": deciding.after_approval(item)})


@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send back a step that is not a decision, from a dialog."""
    item, record = queries.fetch_item(person_of(request), pk)
    _check_mine(request, item)

    def do(given: dict[str, Any]) -> str:
        _send_back(request, item, given["comment"])
        flash(request, _("Sent back: %(title)s") % {"title": item.instance.title})
        return _next(request, item, record)

    dialog = _about(request, item, _("Send back"), "return", return_steps=deciding.return_steps(item))
    return ask(request, forms.CommentForm(bound(request)), dialog, do)


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    item, record = queries.fetch_item(person_of(request), pk)
    _check_mine(request, item)

    def do(given: dict[str, Any]) -> str:
        actions.transfer(item, to=given["to"], act=act_of(request), comment=given["comment"])
        flash(request, _("Handed to %(who)s") % {"who": given["to"].name})
        return _next(request, item, record)

    note = _("It is then with the other one, with the same limit; you are no longer asked.")
    dialog = _about(request, item, _("Hand on"), "transfer", choice="hand", note=note)
    return ask(request, forms.TransferForm(bound(request)), dialog, do)


@require_http_methods(["GET", "POST"])
def add_signer(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask others to decide as well: before me, after me, beside me."""
    item, record = queries.fetch_item(person_of(request), pk)
    _check_mine(request, item)

    def do(given: dict[str, Any]) -> str:
        people = given["people"]
        actions.add_signer(item, people=people, where=given["where"], act=act_of(request), comment=given["comment"])
        names = joined(person.name for person in people)
        flash(request, _("Signs as well: %(who)s") % {"who": names})
        return _next(request, item, record) if given["where"] == "before" else _document(item, record)

    form = forms.AddSignerForm(bound(request), initial={"where": "before"})
    return ask(request, form, _about(request, item, _("Add a signer"), "add-signer", choice="hand"), do)


@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    item, record = queries.fetch_item(person_of(request), pk)

    def do(given: dict[str, Any]) -> str:
        actions.comment(item.instance, given["comment"], act=act_of(request))
        flash(request, _("Your comment stands in the record's history."))
        return _document(item, record)

    return ask(request, forms.CommentForm(bound(request)), _about(request, item, _("Comment"), "comment"), do)


@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it from the pool: the colleagues need not look at it any more."""
    item, record = queries.fetch_item(person_of(request), pk)
    actions.claim(item, act=act_of(request))
    flash(request, _("Taken: %(title)s") % {"title": item.instance.title})
    return redirect(_document(item, record))


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back to the pool."""
    item, record = queries.fetch_item(person_of(request), pk)
    actions.release(item, act=act_of(request))
    flash(request, _("Given back: %(title)s") % {"title": item.instance.title})
    return redirect(_document(item, record))


def _decision_dialog(request: HttpRequest, item: WorkItem, record: Any) -> HttpResponse:
    choice = request.GET.get("decision", "approve")
    _check_mine(request, item)
    if item.step.work != "decide" or item.is_fallback:
        subject = subjects.get(item.instance.record_kind)
        link = subject.do(record, item.step.id)
        label = str(link.label) if link else _("Open the document")
        raise RuleError(
            _("“%(step)s” is not decided here; open the document to do it.") % {"step": item.step.label},
            code="step_is_work",
            offer=Offer(label=label, href=link.url if link else subject.url(record)),
        )
    steps = deciding.return_steps(item)
    known = [one["value"] for one in deciding.choices(steps)]
    context = {
        "item": item,
        "choice": choice if choice in known else "approve",
        "return_steps": steps,
        "url": reverse("workflow:decision", args=[item.pk]),
        "version": getattr(record, "revision", None),
        "back": request.GET.get("back", ""),
        "phrases": phrases.of(person_of(request), choice),
        "rejection": deciding.rejection(item, record) if choice == "reject" else "",
        "next": deciding.after_approval(item) if choice == "approve" else None,
        "changes": deciding.changes_since_last_round(item, record),
        "clock": clock_of(item, now=timezone.now()),
    }
    template = "workflow/_decide.html" if request.headers.get("HX-Request") else "workflow/decide.html"
    return render(request, template, context)


def _check_mine(request: HttpRequest, item: WorkItem) -> None:
    """Say at once, before anything is typed, that it is done already or lies with somebody else. Raises RuleError."""
    rows = WorkItem.objects.filter(activity=item.activity_id).select_related("activity", "assignee")
    fellows = list(rows.order_by("place", "pk"))
    if item.state != WorkItem.State.OPEN:
        raise desks.over(item, fellows, item.step)
    if item.assignee_id != person_of(request).pk:
        raise desks.not_yours([row for row in fellows if row.state == WorkItem.State.OPEN], item.step)


def _send_back(request: HttpRequest, item: WorkItem, words: str) -> None:
    step, _colon, straight = request.POST.get("return_to", "").partition(":")
    then: Then = "straight_back" if straight else "step_by_step"
    actions.send_back(item, step[:60], act=act_of(request), comment=checked_words(words), then=then)


def _next(request: HttpRequest, item: WorkItem, record: Any) -> str:
    """The next thing to do; with nothing left, the document just dealt with. From the inbox: the inbox."""
    if request.POST.get("back") == "inbox":
        return reverse("workflow:inbox")
    following = queries.next_item(person_of(request), after=item)
    if following is not None:
        return reverse("workflow:item", args=[following.pk])
    return _document(item, record)


def _document(item: WorkItem, record: Any) -> str:
    return subjects.get(item.instance.record_kind).url(record)


def _about(
    request: HttpRequest, item: WorkItem, title: str, name: str, *, choice: str = "", note: str = "", **more: Any
) -> Dialog:
    return Dialog(
        title=title,
        url=reverse(f"workflow:{name}", args=[item.pk]),
        about=f"{item.instance.title} · {item.step.label}",
        note=note,
        phrases=phrases.of(person_of(request), choice) if choice else (),
        more=more,
    )
