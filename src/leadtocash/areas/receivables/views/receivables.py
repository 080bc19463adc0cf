"""Pages of receivables and of the collection rate."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.areas.receivables import permissions, queries, rules
from leadtocash.areas.receivables.models import Receivable
from leadtocash.areas.receivables.tables import BUCKET_WORDS, COLLECTION, RECEIVABLES
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.kernel.money import ZERO
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.lists import render_list
from leadtocash.foundation.web.lists.export import FORMS, Table, table_answer


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    person = person_of(request)
    require(person, permissions.VIEW)
    asked = request.GET.get("part") or request.GET.get("export")
    buckets = [] if asked else [_bucket(one) for one in queries.ageing(person, timezone.localdate())]
    return render_list(request, RECEIVABLES, template="receivables/list.html", buckets=buckets)


def _bucket(one: queries.Ageing) -> dict[str, Any]:
    advance = one.key == "advance"
    url = reverse("receivables:receipts") + "?view=advance" if advance else f"?age={one.key}"
    return {
        "label": BUCKET_WORDS[one.key],
        "amount": one.amount,
        "count": one.count,
        "url": url,
        "late": one.amount and "-" in one.key,
    }


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person, today = person_of(request), timezone.localdate()
    require(person, permissions.VIEW)
    rows = Receivable.objects.select_related("contract__customer", "contract__owner")
    receivable = fetch(Receivable, person, rows, pk=pk)
    contract, state = receivable.contract, rules.state_of(receivable, today)
    allocations = queries.with_receipts(receivable.allocations.all(), person)
    verbs = []
    if receivable.open_amount and allowed(person, permissions.MANAGE):
        url = f"{reverse('receivables:new-receipt')}?customer={contract.customer_id}"
        verbs.append(Verb(label=_("Record a receipt"), url=url, icon="cash", primary=True))
    return render_detail(
        request,
        "receivables/detail.html",
        receivable,
        title=f"{contract.customer.name} · {receivable.get_event_display()}",
        code=contract.shown_number,
        crumbs=[{"label": _("Receivables"), "url": reverse("receivables:list")}, {"label": contract.shown_number}],
        tags=[{"state": rules.TONES[state], "label": state.label}],
        facts=[
            {"label": _("Owed"), "value": formats.money(receivable.amount)},
            {"label": _("Received"), "value": formats.money(receivable.received)},
            {"label": _("Still owed"), "value": formats.money(receivable.open_amount)},
            {"label": _("Event on"), "value": formats.full_date(receivable.event_on)},
            {"label": _("Due date"), "value": formats.full_date(receivable.due_on), "cls": _late(state)},
            {"label": _("Account manager"), "value": contract.owner.name},
        ],
        verbs=verbs,
        tabs=[
            Tab(
                key="allocations",
                label=_("Money matched"),
                template="receivables/_matched.html",
                context=lambda: {"allocations": allocations, "may_undo": allowed(person, permissions.MANAGE)},
                count=len(allocations),
            )
        ],
    )


def _late(state: str) -> str:
    return "lc-late" if state == Receivable.State.OVERDUE else ""


@require_GET
def collection(request: HttpRequest) -> HttpResponseBase:
    """Collection rate per account manager as of today, as page or file."""
    person, today = person_of(request), timezone.localdate()
    require(person, permissions.VIEW)
    rows = queries.collection(person, today)
    wanted = request.GET.get("export", "")
    if wanted in FORMS:
        return table_answer(request, Table("collection", _("Collection rate"), COLLECTION, rows), wanted)
    names = ("contracted", "due", "received_due", "overdue", "received")
    total = {name: sum((getattr(row, name) for row in rows), ZERO) for name in names}
    rate = total["received_due"] / total["due"] if total["due"] else None
    context = {
        "title": _("Collection rate"),
        "crumbs": [{"label": _("Receivables"), "url": reverse("receivables:list")}, {"label": _("Collection rate")}],
        "columns": COLLECTION,
        "rows": rows,
        "total": {**total, "rate": rate},
        "today": today,
    }
    return render(request, "receivables/collection.html", context)
