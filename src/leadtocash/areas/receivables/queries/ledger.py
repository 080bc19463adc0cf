"""Do the books add up? Every sum of money is recomputed from the rows it stands for (FIN-2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection, models
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from leadtocash.areas.receivables.models import Allocation
from leadtocash.foundation.kernel.checks import Problem

_RECEIVABLES = """
SELECT r.id, r.received, coalesce(sum(a.amount), 0) FROM receivables_receivable r
LEFT JOIN receivables_allocation a ON a.receivable_id = r.id
GROUP BY r.id HAVING r.received <> coalesce(sum(a.amount), 0) ORDER BY r.id LIMIT 20
"""
_RECEIPTS = """
SELECT r.number, r.allocated, coalesce(sum(a.amount), 0), r.amount FROM receivables_receipt r
LEFT JOIN receivables_allocation a ON a.receipt_id = r.id
GROUP BY r.id HAVING r.allocated <> coalesce(sum(a.amount), 0) OR coalesce(sum(a.amount), 0) > r.amount
ORDER BY r.id LIMIT 20
"""
_REVERSALS = """
SELECT b.id FROM receivables_allocation b JOIN receivables_allocation a ON a.id = b.reverses_id
WHERE a.amount + b.amount <> 0 OR a.receipt_id <> b.receipt_id OR a.receivable_id <> b.receivable_id
ORDER BY b.id LIMIT 20
"""
_TOTALS = """
SELECT (SELECT coalesce(sum(amount), 0) FROM receivables_receipt WHERE voided_on IS NULL),
  (SELECT coalesce(sum(received), 0) FROM receivables_receivable),
  (SELECT coalesce(sum(advance), 0) FROM receivables_receipt)
"""
_PLANS = """
SELECT coalesce(nullif(c.number, ''), c.draft_number), c.amount, sum(r.amount) FROM contracts_contract c
JOIN receivables_receivable r ON r.contract_id = c.id AND r.close_cause <> 'plan_changed'
WHERE c.state = 'registered' GROUP BY c.id HAVING c.amount <> sum(r.amount) ORDER BY c.id LIMIT 20
"""


def ledger_problems() -> Iterator[Problem]:
    """Receivables and receipts against their allocations, reversals against what they reverse, totals to the cent."""
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVABLES)
        sentence = _("Receivable %(id)s says %(said)s yuan received, its allocations add up to %(sum)s.")
        for pk, said, total in cursor.fetchall():
            yield Problem(code="ledger_receivable", sentence=sentence % {"id": pk, "said": said, "sum": total})
        cursor.execute(_RECEIPTS)
        sentence = _("Receipt %(id)s of %(amount)s yuan says %(said)s matched, its allocations add up to %(sum)s.")
        for number, said, total, amount in cursor.fetchall():
            values = {"id": number, "said": said, "sum": total, "amount": amount}
            yield Problem(code="ledger_receipt", sentence=sentence % values)
        cursor.execute(_REVERSALS)
        for (pk,) in cursor.fetchall():
            sentence = _("Allocation %(id)s does not take back exactly what it reverses.")
            yield Problem(code="ledger_reversal", sentence=sentence % {"id": pk})
        cursor.execute(_TOTALS)
        received, matched, advance = cursor.fetchone() or (0, 0, 0)
        if received != matched + advance:
            sentence = _("%(received)s yuan came in, but %(matched)s matched and %(advance)s advance do not make that.")
            values = {"received": received, "matched": matched, "advance": advance}
            yield Problem(code="ledger_totals", sentence=sentence % values)
        cursor.execute(_PLANS)
        sentence = _("Contract %(id)s is worth %(amount)s yuan, its receivables add up to %(sum)s.")
        for number, amount, total in cursor.fetchall():
            yield Problem(code="ledger_plan", sentence=sentence % {"id": number, "amount": amount, "sum": total})


def matched_across(customers: Iterable[int]) -> models.QuerySet[Any]:
    """Money of one of these customers that counts for what another one owes: receipts (number, amount)."""
    rows = Allocation.objects.filter(receipt__customer__in=list(customers))
    across = rows.exclude(receivable__contract__customer=F("receipt__customer")).values("receipt", "receivable")
    return across.annotate(left=Sum("amount")).exclude(left=0).values_list("receipt__number", "left")
