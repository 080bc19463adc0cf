"""Processes of customers, and what stands on their pages.

Imported by `wiring.py`; kept apart so that both stay readable.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import completeness, permissions
from leadtocash.areas.customers.actions import disputes as dispute_actions
from leadtocash.areas.customers.actions import status as status_actions
from leadtocash.areas.customers.credit import state_of
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.queries import disputes as dispute_queries
from leadtocash.areas.customers.queries import knowing as knowing_queries
from leadtocash.areas.customers.queries import status as status_queries
from leadtocash.areas.customers.rules.status import STATES
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.documents.registry import Holder, holders
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.panels import Panel, panels
from leadtocash.foundation.workflow.events import ProcessEnded
from leadtocash.foundation.workflow.registry import Fact, Link, Subject, services, subjects

holders.add("customers.statuschange", Holder(permission=permissions.EDIT))
subjects.add(
    "customers.statuschange",
    Subject(
        title=lambda change: f"{change.number} {change.customer.name}",
        owner=lambda change: change.customer.owner,
        department=lambda change: change.customer.department,
        url=lambda change: change.get_absolute_url(),
        facts=lambda change: {"status": change.after},
        fact_types={"status": Fact(_("new status"), "choice", dict(Customer.Status.choices))},
    ),
)
services.add("customers.status_approved", status_actions.approve)
services.add("customers.status_refused", status_actions.refuse)
listen(ProcessEnded, status_actions.taken_back)


def _status_history(request: HttpRequest, customer: Any) -> dict[str, Any]:
    return {
        "changes": [{"change": one, "tone": STATES[one.state]} for one in status_queries.of_customer(customer)],
        "reviewed_on": customer.reviewed_on,
        "review_due_on": customer.review_due_on,
        "is_due": customer.review_due_on is not None and customer.review_due_on <= localdate(),
    }


panels.add(
    "customer_status",
    Panel(
        kind="customers.customer", place="tab", label=_("Status"), template="customers/_status_history.html",
        context=_status_history, order=60,
    ),
)  # fmt: skip


def _do_dispute(dispute: Any, step: str) -> Link | None:
    if step != "answer":
        return None
    return Link(_("Answer the claim"), reverse("customers:dispute-answer", args=[dispute.pk]))


holders.add("customers.dispute", Holder(permission=permissions.DISPUTES))
subjects.add(
    "customers.dispute",
    Subject(
        title=lambda dispute: f"{dispute.number} {dispute.customer.name}",
        owner=lambda dispute: dispute.claimant,
        department=lambda dispute: dispute.department,
        url=lambda dispute: dispute.get_absolute_url(),
        people={"holder": lambda dispute: dispute.holder, "judge": dispute_queries.judge},
        do=_do_dispute,
    ),
)
services.add("customers.dispute_upheld", dispute_actions.uphold)
services.add("customers.dispute_rejected", dispute_actions.reject)
listen(ProcessEnded, dispute_actions.dispute_taken_back)


def _completeness(request: HttpRequest, customer: Any) -> dict[str, Any] | None:
    """What the registration lacks; nothing where it is whole."""
    missing = list(status_queries.lacking(customer))
    bar = number(completeness.BAR)
    tone = "done" if customer.completeness >= bar else "wait"
    return {
        "completeness": customer.completeness, "bar": bar, "ratio": customer.completeness / 100, "mark": bar / 100,
        "tone": tone, "missing": missing if allowed(person_of(request), permissions.EDIT, customer) else [],
    } if missing else None  # fmt: skip


def _credit(request: HttpRequest, customer: Any) -> dict[str, Any]:
    return {
        "state": state_of(customer, person_of(request), today=localdate()),
        "may_set": allowed(person_of(request), permissions.SET_CREDIT, customer),
        "set_url": reverse("customers:credit", args=[customer.pk]),
    }


def _credit_terms(request: HttpRequest, customer: Any) -> dict[str, Any]:
    return {"terms": list(customer.credit_terms.select_related("created_by").order_by("-pk"))}


def _dossier(request: HttpRequest, customer: Any) -> dict[str, Any]:
    return {
        "dossier": knowing_queries.dossier_of(customer),
        "may_edit": allowed(person_of(request), permissions.EDIT, customer),
    }


for _key, _place, _label, _template, _context, _order in (
    ("customer_completeness", "side", _("Completeness"), "customers/_completeness.html", _completeness, 10),
    ("customer_credit", "side", _("Credit"), "customers/_credit.html", _credit, 20),
    ("customer_dossier", "side", _("Dossier"), "customers/_dossier_of_customer.html", _dossier, 30),
    ("customer_credit_terms", "tab", _("Credit"), "customers/_credit_terms.html", _credit_terms, 62),
):
    panels.add(
        _key,
        Panel(
            kind="customers.customer", place=_place, label=_label, template=_template, context=_context,  # type: ignore[arg-type]
            order=_order,
        ),
    )  # fmt: skip
