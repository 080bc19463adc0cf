"""What one does with a whole process: take back, ask for speed, give to read, comment, give up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.workflow import actions, forms, queries
from leadtocash.foundation.workflow.models import ProcessInstance
from leadtocash.foundation.workflow.registry import subjects
from leadtocash.foundation.workflow.views import deciding
from leadtocash.foundation.workflow.views.dialogs import Dialog, ask, bound, checked_words


@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    instance, record = queries.fetch_instance(person_of(request), pk)
    actions.recall(instance, act=act_of(request), comment=checked_words(request.POST.get("comment", "")))
    flash(request, _("Taken back: %(title)s") % {"title": instance.title})
    return redirect(_document(instance, record))


@require_http_methods(["GET", "POST"])
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask those who have it now for speed."""
    instance, record = queries.fetch_instance(person_of(request), pk)
    names = joined(dict.fromkeys(item.assignee.name for item in queries.holders(instance)))

    def do(given: dict[str, Any]) -> str:
        actions.remind(instance, act=act_of(request), comment=given["comment"])
        flash(request, _("Reminded: %(who)s") % {"who": names})
        return _document(instance, record)

    note = _("It is with %(who)s now.") % {"who": names} if names else ""
    dialog = _about(instance, _("Ask for speed"), "remind", note=note)
    return ask(request, forms.OptionalCommentForm(bound(request)), dialog, do)


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it to colleagues to read; they need not act."""
    instance, record = queries.fetch_instance(person_of(request), pk)

    def do(given: dict[str, Any]) -> str:
        people = given["people"]
        actions.copy(instance, people=people, act=act_of(request), comment=given["comment"])
        flash(request, _("Copied to %(who)s") % {"who": joined(person.name for person in people)})
        return _document(instance, record)

    note = _("They may then read this document; they are not asked to decide.")
    dialog = _about(instance, _("Copy"), "copy", note=note, phrases=[_("Please have a look, this is your field")])
    return ask(request, forms.CopyForm(bound(request)), dialog, do)


@require_http_methods(["GET", "POST"])
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    instance, record = queries.fetch_instance(person_of(request), pk)

    def do(given: dict[str, Any]) -> str:
        actions.comment(instance, given["comment"], act=act_of(request))
        flash(request, _("Your comment stands in the record's history."))
        return _document(instance, record)

    return ask(request, forms.CommentForm(bound(request)), _about(instance, _("Comment"), "instance-comment"), do)


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the process up, with the reason."""
    instance, record = queries.fetch_instance(person_of(request), pk)

    def do(given: dict[str, Any]) -> str:
        actions.cancel(instance, act=act_of(request), reason=given["reason"])
        flash(request, _("Given up: %(title)s") % {"title": instance.title})
        return _document(instance, record)

    note = _("Everything that lies in inboxes because of it disappears; what was decided stays on record.")
    dialog = _about(instance, _("Give it up"), "cancel", note=note, danger=True)
    return ask(request, forms.ReasonForm(bound(request)), dialog, do)


@require_http_methods(["GET", "POST"])
def remove_signer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody out who has not decided yet: whom one has added, or one of a countersign."""
    instance, record = queries.fetch_instance(person_of(request), pk)
    signers = deciding.removable_signers(person_of(request), instance)
    if not signers.exists():
        raise RuleError(
            _("There is nobody you could take out: only who was added or signs beside others, and has not decided."),
            code="no_removable_signer",
        )

    def do(given: dict[str, Any]) -> str:
        signer = given["signer"]
        actions.remove_signer(signer, act=act_of(request), comment=given["comment"])
        flash(request, _("No longer asked: %(who)s") % {"who": signer.assignee.name})
        return _document(instance, record)

    form = forms.RemoveSignerForm(bound(request), signers=signers)
    return ask(request, form, _about(instance, _("Take a signer out"), "remove-signer"), do)


def _document(instance: ProcessInstance, record: Any) -> str:
    return subjects.get(instance.record_kind).url(record)


def _about(instance: ProcessInstance, title: str, name: str, **more: Any) -> Dialog:
    about = f"{instance.title} · {instance.definition.label}"
    return Dialog(title=title, url=reverse(f"workflow:{name}", args=[instance.pk]), about=about, **more)
