"""Which rows, joins and sums of money."""

from leadtocash.areas.receivables.queries.facts import facts_of
from leadtocash.areas.receivables.queries.ledger import ledger_problems, matched_across
from leadtocash.areas.receivables.queries.listing import (
    allocations_of,
    candidates,
    listed_allocations,
    listed_receipts,
    listed_receivables,
    listed_revenue,
    of_contract,
    visible_allocations,
    with_receipts,
)
from leadtocash.areas.receivables.queries.summing import (
    Ageing,
    Collection,
    MoneyState,
    ageing,
    bucket_conditions,
    collection,
    money_bar,
    state_of_money,
)

__all__ = [
    "Ageing",
    "Collection",
    "MoneyState",
    "ageing",
    "allocations_of",
    "bucket_conditions",
    "candidates",
    "collection",
    "facts_of",
    "ledger_problems",
    "listed_allocations",
    "listed_receipts",
    "listed_receivables",
    "listed_revenue",
    "matched_across",
    "money_bar",
    "of_contract",
    "state_of_money",
    "visible_allocations",
    "with_receipts",
]
