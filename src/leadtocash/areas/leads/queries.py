"""Which leads; what may be the same; who gets them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.customers.models import AssignmentRule, Contact, Customer
from leadtocash.areas.customers.rules.assignment import first_fit
from leadtocash.areas.leads import permissions, rules
from leadtocash.areas.leads.models import Lead, LeadSource
from leadtocash.foundation.access.fields import sees
from leadtocash.foundation.access.grants import grant
from leadtocash.foundation.access.scoping import visible_q
from leadtocash.foundation.accounts.models import User

MOST_LIKE = 5
CLOSED = (Lead.State.CONVERTED, Lead.State.DROPPED)


def seen(user: User) -> QuerySet[Any]:
    """Those this person may see, with what a list shows beside them."""
    return Lead.objects.visible_to(user).select_related("owner", "department", "source")


def with_everything() -> QuerySet[Any]:
    """For one record's page and API."""
    return Lead.objects.select_related("owner", "department", "source", "customer", "opportunity")


def pool(user: User) -> QuerySet[Any]:
    """What lies in the pools this person may take from."""
    return _of_pools(user).filter(state=Lead.State.NEW)


def takeable(user: User) -> QuerySet[Any]:
    """What this person may try to take: of what was taken already only leads he sees anyway, and is told so."""
    return _of_pools(user).filter(Q(state=Lead.State.NEW) | visible_q(Lead, user))


def _of_pools(user: User) -> QuerySet[Any]:
    """Leads of the offices from whose pools this person may take."""
    reach = grant(user, permissions.TAKE)
    rows: QuerySet[Any] = Lead.objects.select_related("department", "source")
    return rows if reach.everything else rows.filter(department__in=sorted(reach.departments))


def still_open(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.exclude(state__in=CLOSED)


def late(rows: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Those whose time to be taken up or qualified is over."""
    return rows.filter(state__in=rules.ON_TIME, due_on__lt=today)


def open_of(person: User) -> QuerySet[Any]:
    """A person's leads that are neither converted nor dropped."""
    return Lead.objects.filter(owner=person).exclude(state__in=CLOSED).order_by("pk")


def held_by(person: User) -> int:
    """How many leads this person has that are not qualified yet."""
    return Lead.objects.filter(owner=person, state__in=rules.ON_TIME).count()


def of_customer(customer: Customer, user: User) -> QuerySet[Any]:
    """The leads that became this customer's deals, as far as this person sees them; the latest first."""
    return seen(user).filter(customer=customer).order_by("-converted_on", "-pk")


def sources(*, active: bool = False) -> QuerySet[LeadSource]:
    """The sources in order."""
    rows = LeadSource.objects.order_by("position", "pk")
    return rows.filter(is_active=True) if active else rows


def source_named(words: str) -> LeadSource | None:
    """The source with this code or name, in any case."""
    return LeadSource.objects.filter(Q(code__iexact=words) | Q(name__iexact=words) | Q(name_en__iexact=words)).first()


# ---------------------------------------------------------------- what may be the same
def like(lead: Lead, user: User) -> list[Any]:
    """Open leads and customers this person sees that may be the same company or person (CRM-8)."""
    same = Q(name_core=lead.name_core) if lead.name_core else Q(pk=None)
    if lead.phone_key and sees(user, Lead, "phone"):
        same |= Q(phone_key=lead.phone_key)
    leads = still_open(seen(user)).filter(same).exclude(pk=lead.pk).order_by("-pk")[:MOST_LIKE]
    known = {one.pk: one for one in customers.similar(user, [lead.name_core])[:MOST_LIKE]}
    if sees(user, Contact, "phone"):
        for contact in customers.phones(user, [lead.phone_key])[:MOST_LIKE]:
            if sees(user, contact, "phone"):
                known.setdefault(contact.customer.pk, contact.customer)
    return [*known.values(), *leads]


def same_customer(lead: Lead, user: User) -> Customer | None:
    """The customer this lead is most likely about, among those this person sees."""
    return next((one for one in like(lead, user) if isinstance(one, Customer)), None)


def open_alike(user: User, cores: Iterable[str], keys: Iterable[str]) -> list[Lead]:
    """Open leads this person sees with one of these cores of a name or telephone numbers."""
    meant = Q(name_core__in={core for core in cores if core}) | Q(phone_key__in={key for key in keys if key})
    return list(still_open(seen(user)).filter(meant))


# ---------------------------------------------------------------- assignment
def rule_of(lead: Lead, among: Sequence[AssignmentRule]) -> AssignmentRule | None:
    """The first of the company's rules that fits a lead by its place, which its name may say, and its industry."""
    return first_fit(among, region=f"{lead.region} {lead.company}", industry=lead.industry)


def turns(people: Sequence[User]) -> dict[int, int]:
    """How many unqualified leads each of these people has."""
    rows = Lead.objects.filter(owner__in=people, state__in=rules.ON_TIME).values("owner").annotate(n=Count("pk"))
    return dict.fromkeys((person.pk for person in people), 0) | dict(rows.values_list("owner", "n"))


# ---------------------------------------------------------------- the clock
def to_remind(today: date) -> QuerySet[Any]:
    """Leads whose time ends today, or is over, in order."""
    return Lead.objects.filter(state__in=rules.ON_TIME, due_on__lte=today).order_by("pk")
