"""Many items at once: first what would be decided and what cannot, then the decision, then what became of each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.kernel.errors import NotAllowed, RuleError, Stale
from leadtocash.foundation.web import refusals
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.workflow import actions, overviews, queries
from leadtocash.foundation.workflow.actions.work_items import Decision
from leadtocash.foundation.workflow.models import WorkItem
from leadtocash.foundation.workflow.views import phrases
from leadtocash.foundation.workflow.views.dialogs import checked_words

MOST = 100
_RESULTS = "bulk_results"


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    """Ask first (with everything in sight), then decide all that may be decided together."""
    decision = request.POST.get("decision", "") or request.GET.get("decision", "")
    items = _chosen(request)
    if decision not in ("approve", "reject") or not items:
        flash(request, _("Select what you want to decide first."), tone="info")
        return redirect("workflow:inbox")
    if not request.POST.get("confirmed"):
        return render(request, "workflow/bulk.html", _asked(request, items, decision))
    comment = checked_words(request.POST.get("comment", ""))
    seen = {item.pk: _whole(request.POST.get(f"revision-{item.pk}", "")) for item in items}
    act, chosen = act_of(request), cast(Decision, decision)
    results = actions.decide_many(items, chosen, act=act, comment=comment, revisions=seen)
    for one in results:
        refusals.note(request, one.refusal, (one.item.instance.record_kind, one.item.instance.record_id))
    request.session[_RESULTS] = {"decision": decision, "rows": [_told(one) for one in results]}
    return redirect("workflow:bulk-results")


@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """What went through and what was refused, and why."""
    kept = request.session.get(_RESULTS)
    if not kept:
        return redirect("workflow:inbox")
    through = sum(1 for row in kept["rows"] if row["ok"])
    context = {
        "title": _("Decided together"),
        "rows": kept["rows"],
        "through": through,
        "refused": len(kept["rows"]) - through,
        **kept,
    }
    return render(request, "workflow/bulk_results.html", context)


@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """Take several from their pools; what somebody else was quicker with is said."""
    taken, late = 0, []
    for item in _chosen(request):
        try:
            actions.claim(item, act=act_of(request))
            taken += 1
        except (RuleError, NotAllowed, Stale) as refusal:
            late.append(f"{item.instance.title}: {refusal.message}")
    if taken:
        words = ngettext("%(n)d taken", "%(n)d taken", taken) % {"n": taken}
        flash(request, words)
    for sentence in late[:5]:
        flash(request, sentence, tone="wait")
    return redirect("workflow:inbox" if taken else "workflow:pool")


def why_not(item: WorkItem) -> str:
    """Why an item cannot be decided together with others; "" when it can."""
    node = item.step
    if item.is_fallback:
        return _("Nobody was found for it: it can only be handed on.")
    if node.work != "decide":
        return _("It is not a decision: it is done on the document itself.")
    if item.instance.graph.rule(node, "bulk") != "yes":
        return _("This step is decided one by one, with the document in sight.")
    return ""


def _asked(request: HttpRequest, items: list[WorkItem], decision: str) -> dict[str, Any]:
    amounts = overviews.amounts(item.instance for item in items)
    revisions = overviews.revisions(item.instance for item in items)
    rows: list[dict[str, Any]] = [
        {
            "item": item,
            "revision": revisions.get((item.instance.record_kind, item.instance.record_id)),
            "why_not": why_not(item),
            "amount": amounts.get((item.instance.record_kind, item.instance.record_id)),
        }
        for item in items
    ]
    able = [row for row in rows if not row["why_not"]]
    total = sum((row["amount"] for row in able if row["amount"] is not None), Decimal(0))
    return {
        "title": _("Approve together") if decision == "approve" else _("Reject together"),
        "decision": decision,
        "able": able,
        "unable": [row for row in rows if row["why_not"]],
        "total": total,
        "phrases": phrases.of(person_of(request), decision),
        "comment_needed": decision == "reject",
    }


def _chosen(request: HttpRequest) -> list[WorkItem]:
    """This person's own open items among those sent, in the order of his inbox."""
    keys = [int(key) for key in request.POST.getlist("pk")[:MOST] if key.isdigit() and len(key) < 15]
    return list(queries.to_do(person_of(request)).filter(pk__in=keys).order_by("due_at", "opened_at", "pk"))


def _whole(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 10 else None


def _told(result: Any) -> dict[str, Any]:
    item, refusal = result.item, result.refusal
    return {
        "title": item.instance.title,
        "step": item.step.label,
        "url": item.get_absolute_url(),
        "ok": refusal is None,
        "why": "" if refusal is None else refusal.message,
    }
