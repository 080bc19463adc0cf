"""A contract's page and its printed review form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.areas.contracts import permissions, queries
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tables import is_late
from leadtocash.areas.contracts.views import showing
from leadtocash.areas.contracts.views.deciders import deciders
from leadtocash.areas.customers.credit import warning
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.gate import allowed, fetch
from leadtocash.foundation.printing.views.papers import printed as print_paper
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.formats import DASH, full_date, money
from leadtocash.foundation.workflow.actions import restarts_on_edit

State = Contract.State
LOW_MARGIN = 15


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    contract = fetch(Contract, person, queries.detailed(), pk=pk)
    return render_detail(
        request,
        "contracts/detail.html",
        contract,
        title=contract.title,
        code=contract.shown_number,
        crumbs=[{"label": _("Contracts"), "url": reverse("contracts:list")}],
        tags=_tags(contract),
        more=_more(contract, person),
        note=_note(contract) or _credit(contract, person),
        tabs=_tabs(contract),
        **_review(contract, person),
    )


def _review(contract: Contract, person: Any) -> dict[str, Any]:
    """Where it stands: facts, steps, what is missing, what changed, what was said, and what may be done now."""
    now = timezone.localtime()
    sees_margin = sees(person, contract, "cost_amount")
    drafting = contract.state == State.DRAFT
    editable = drafting and allowed(person, permissions.EDIT, contract)
    missing = queries.missing_for_review(contract, today=now.date()) if drafting else []
    return {
        "sees_margin": sees_margin,
        "facts": _facts(contract, sees_margin=sees_margin),
        "steps": showing.steps(contract, now=now),
        "gate": {"items": missing, "scope": _("before review")} if editable else None,
        "approvers": deciders(contract) if editable and not missing else None,
        "changes": showing.shown_changes(queries.changed_since_last_round(contract), sees_margin=sees_margin),
        "opinions": showing.opinions(contract, now=now, me=person.name),
        "verbs": _verbs(contract, person, missing=len(missing)),
    }


def _tabs(contract: Contract) -> list[Tab]:
    lines, plan = list(contract.lines.all()), showing.plan(contract)
    return [
        Tab(
            key="plan",
            label=_("Payment plan and opinions"),
            template="contracts/_review.html",
            context=lambda: {"plan": plan},
        ),
        Tab(
            key="lines",
            label=_("Lines"),
            template="contracts/_lines.html",
            context=lambda: {"lines": lines},
            count=len(lines),
        ),
        Tab(key="clauses", label=_("Terms"), template="contracts/_clauses.html"),
    ]


@require_GET
def review_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The printed contract review form (HTPS): facts, lines, plan, opinions, boxes to sign."""
    return print_paper(request, "contracts.review", pk)


def _tags(contract: Contract) -> list[dict[str, Any]]:
    state, label = queries.state_tag(contract)
    kind = "virtual" if contract.is_virtual else "plain"
    return [{"state": state, "label": label}, {"state": kind, "label": contract.get_kind_display()}]


def _facts(contract: Contract, *, sees_margin: bool) -> list[dict[str, Any]]:
    facts = [{"label": _("Amount with tax (yuan)"), "value": money(contract.amount), "cls": "lc-b"}]
    if sees_margin:
        percent = contract.margin_percent
        low = percent is not None and percent < LOW_MARGIN
        text = DASH if percent is None else f"{percent}%"
        facts.append({"label": _("Margin"), "value": text, "cls": "lc-late" if low else ""})
    facts += [
        {"label": _("Customer"), "value": contract.customer.short_name or contract.customer.name},
        {"label": _("Credit"), "value": contract.customer.get_credit_display()},
        {"label": _("Delivery by"), "value": full_date(contract.delivery_on)},
        {"label": _("Project code"), "value": contract.project_code or DASH},
        {"label": _("Account manager"), "value": contract.owner.name},
    ]
    return facts


def _note(contract: Contract) -> dict[str, Any] | None:
    """The line under the facts: what one must know of this contract before anything else."""
    if contract.cancellation_asked:
        return {"tone": "late", "text": _("Cancellation asked: %(why)s") % {"why": contract.cancel_reason}}
    if contract.state == State.CANCELLED:
        return {"tone": "late", "text": _("Cancelled: %(why)s") % {"why": contract.cancel_reason}}
    if not contract.is_virtual or contract.state == State.REPLACED:
        return None
    day = full_date(contract.expected_signing_on)
    if contract.state == State.REGISTERED and is_late(contract, timezone.localdate()):
        return {"tone": "late", "text": _("Virtual: the formal contract was expected by %(day)s.") % {"day": day}}
    who = contract.answerable.name if contract.answerable else ""
    if who:
        facts = {"day": day, "who": who}
        text = _("Virtual: formal contract expected by %(day)s; %(who)s answers for it.") % facts
        return {"tone": "info", "text": text}
    return {"tone": "info", "text": _("Virtual: formal contract expected by %(day)s.") % {"day": day}}


def _credit(contract: Contract, person: Any) -> dict[str, Any] | None:
    """Until it is signed, what speaks against the customer's credit: whoever reviews it must know (S0 2.1.2)."""
    if contract.state not in (State.DRAFT, State.IN_REVIEW, State.PASSED):
        return None
    text = warning(contract.customer, person, contract.amount, today=timezone.localdate())
    return {"tone": "late", "text": text} if text else None


def _verbs(contract: Contract, person: Any, *, missing: int) -> list[Verb]:
    may_edit = allowed(person, permissions.EDIT, contract)
    pk = contract.pk
    verbs: list[Verb] = []
    if contract.state != State.DRAFT or contract.review_round:
        url = reverse("contracts:review-form", args=[pk])
        verbs.append(Verb(label=_("Print the review form"), url=url, icon="printer"))
    if may_edit and (contract.state == State.DRAFT or restarts_on_edit(contract, process=queries.REVIEW)):
        verbs.append(Verb(label=_("Edit"), url=reverse("contracts:edit", args=[pk]), icon="pencil"))
    if contract.state == State.DRAFT and may_edit:
        verbs.append(
            Verb(
                label=_("Submit for review"), url=reverse("contracts:submission", args=[pk]), post=True, icon="send",
                primary=True, missing=missing,
            )
        )  # fmt: skip
    if contract.state == State.PASSED and allowed(person, permissions.REGISTER, contract):
        url = reverse("contracts:registration", args=[pk])
        verbs.append(Verb(label=_("Register"), url=url, icon="stamp", primary=True))
    if contract.is_virtual and contract.state == State.REGISTERED and may_edit:
        successor = getattr(contract, "replaced_by", None)
        if successor is None:
            url = reverse("contracts:replacement", args=[pk])
            verbs.append(Verb(label=_("Draft the formal contract"), url=url, post=True, icon="file-plus", primary=True))
    return verbs


def _more(contract: Contract, person: Any) -> list[Verb]:
    verbs = []
    if contract.state == State.DRAFT and contract.review_round and allowed(person, permissions.EDIT, contract):
        url = reverse("contracts:submission", args=[contract.pk]) + "?ask=all"
        verbs.append(Verb(label=_("Submit, ask all departments again"), url=url, post=True, icon="users"))
    over = contract.state in (State.CANCELLED, State.REPLACED)
    if not over and allowed(person, permissions.CANCEL, contract):
        url = reverse("contracts:cancellation", args=[contract.pk])
        label = _("Drop the draft") if contract.state == State.DRAFT else _("Ask for cancellation")
        verbs.append(Verb(label=label, url=url, icon="x", danger=True))
    return verbs
