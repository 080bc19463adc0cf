"""The public pool: customers nobody has are claimed, those nobody works on go back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from leadtocash.areas.customers import events, permissions, pool
from leadtocash.areas.customers.actions.owning import settle
from leadtocash.areas.customers.limits import CLAIM_MOST, COOLING, NEGLECT, NEGLECT_WON, WARNING
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.customers.queries import pool as queries
from leadtocash.areas.customers.rules import pool as rules
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.packs.limits import number

BATCH = 1000
MOST = 10_000  # a night; the others follow in the next ones
NAMED = 5


@transaction.atomic
def claim(customer: Customer, *, act: Act) -> Customer:
    """Take a customer from the public pool of one's region.

    Raises RuleError when somebody has it (not_in_pool), one holds enough (claim_most) or it was one's own until lately
    (claim_cooling); NotAllowed outside of one's region.
    """
    person = act.person
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two claims at once count one after the other
    customer = lock(customer)
    require(person, permissions.CLAIM, customer)
    rules.check_in_pool(is_pooled=customer.owner_id is None)
    free_on = None
    if customer.former_owner_id == person.pk and customer.pooled_at is not None:
        free_on = timezone.localdate(customer.pooled_at) + timedelta(days=number(COOLING))
    rules.check_claim(held=queries.held_by(person), most=number(CLAIM_MOST), free_on=free_on, today=act.today)
    settle(customer, person, act=act)
    customer.department = main_department(person) or customer.department
    return recording.save(customer, events.CLAIMED, act=act, data={"name": person.name})


@transaction.atomic
def release(customer: Customer, *, act: Act, reason: str = "", revision: int | None = None) -> Customer:
    """Give a customer back to the public pool of its department.

    Raises RuleError while work on it is under way (customer_kept) or when it lies there already; NotAllowed.
    """
    customer = lock(customer, revision=revision)
    require(act.person, permissions.EDIT, customer)
    rules.check_in_pool(is_pooled=customer.owner_id is not None)
    rules.check_release(queries.keeping(customer))
    settle(customer, None, act=act)
    return recording.save(customer, events.RELEASED, act=act, reason=reason, data={"name": act.person.name})


@transaction.atomic
def warn_of_return(*, act: Act) -> int:
    """Name the day on which each neglected customer goes back, and tell its account manager; gives how many."""
    day = act.today + timedelta(days=number(WARNING))
    warned: list[Customer] = []
    for limit, won in ((NEGLECT, False), (NEGLECT_WON, True)):
        if days := number(limit):
            before = act.at - timedelta(days=max(days - number(WARNING), 0))
            rows = queries.neglected(before=before, won=won).filter(returns_on=None).select_related("owner")
            warned += islice(_not_kept(rows.order_by("pk")), MOST)
    ids = [one.pk for one in warned]
    Customer._base_manager.filter(pk__in=ids, returns_on=None).update(returns_on=day)
    _tell(warned, events.TOLD_RETURNING, act=act, day=day.isoformat())
    return len(warned)


@transaction.atomic
def return_neglected(*, act: Act) -> int:
    """Put back into the pool whose day has come and on whom nobody has worked meanwhile; gives how many."""
    rows = queries.returning(today=act.today).select_for_update(of=("self",)).order_by("pk")[:MOST]
    due = list(_not_kept(rows))
    _tell(due, events.TOLD_RETURNED, act=act, day=act.today.isoformat())
    for customer in due:
        since = timezone.localdate(customer.touched_at).isoformat()
        settle(customer, None, act=act)
        recording.save(customer, events.RETURNED, act=act, data={"since": since}, validate=False)
    return len(due)


def _portions(rows: QuerySet[Customer]) -> Iterator[list[Customer]]:
    found = rows.iterator(BATCH)
    while portion := list(islice(found, BATCH)):
        yield portion


def _not_kept(rows: QuerySet[Customer]) -> Iterator[Customer]:
    """Those of them nothing keeps, read in portions."""
    for portion in _portions(rows):
        kept = pool.kept([one.pk for one in portion])
        yield from (one for one in portion if one.pk not in kept)


def _tell(customers: Iterable[Customer], topic: str, *, act: Act, day: str) -> None:
    """Tell each account manager of his, together."""
    of_owner: dict[User, list[Customer]] = {}
    for one in customers:
        if one.owner is not None:
            of_owner.setdefault(one.owner, []).append(one)
    for owner, his in of_owner.items():
        titles = joined([str(one) for one in his[:NAMED]]) + (" …" if len(his) > NAMED else "")
        url, key = f"{reverse('customers:list')}?view=returning", f"{topic}:{owner.pk}:{act.today}"
        notify([owner], topic, act=act, url=url, key=key, count=len(his), titles=titles,
               day=day)  # fmt: skip
