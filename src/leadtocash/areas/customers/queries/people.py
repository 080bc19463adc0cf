"""People at customers: whom they report to, whom they know, their birthdays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from leadtocash.areas.customers.models import Contact, ContactTie, Customer
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.calendar.feed import MOST, Due


def shown() -> models.QuerySet[Any]:
    return Contact.objects.select_related("customer__owner", "customer__department", "reports_to")


def of_customer(customer: Customer) -> models.QuerySet[Any]:
    """Who works there, the main contact first, those who left last."""
    there = models.Case(models.When(left_on=None, then=0), default=1)
    return customer.contacts.select_related("reports_to").order_by(there, "-is_main", "pk")


def line_of_superiors(contact: Contact) -> list[int]:
    """The id of whom he reports to, that one's superior and so on up, each once."""
    line: list[int] = []
    above = contact.reports_to_id
    while above is not None and above not in line:
        line.append(above)
        above = Contact.objects.filter(pk=above).values_list("reports_to", flat=True).first()
    return line


def ties_of(contact: Contact, person: User) -> list[ContactTie]:
    """What he is to others and others are to him, as far as this person may see them."""
    seen = Contact.objects.visible_to(person).values("pk")
    rows = ContactTie.objects.filter(Q(contact=contact, other__in=seen) | Q(other=contact, contact__in=seen))
    return list(rows.select_related("contact__customer", "other__customer").order_by("pk"))


def pickable(person: User, words: str = "") -> models.QuerySet[Any]:
    """Contacts one may choose, by a part of the name or of the customer's."""
    rows = Contact.objects.visible_to(person).select_related("customer").order_by("name", "pk")
    return rows.filter(Q(name__icontains=words) | Q(customer__name__icontains=words)) if words else rows


def with_birthday(day: date) -> models.QuerySet[Any]:
    """People still there whose birthday that day is; of 29 February in other years the day before counts."""
    same = Q(birthday__month=day.month, birthday__day=day.day)
    if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3:
        same |= Q(birthday__month=2, birthday__day=29)
    return Contact.objects.filter(same, left_on=None).select_related("customer__owner").order_by("pk")


def birthdays(person: User, since: date) -> Iterator[Due]:
    """The next birthday of each contact of his customers, for his calendar."""
    rows = Contact.objects.visible_to(person).filter(
        customer__owner=person, birthday__isnull=False, left_on=None
    )  # fmt: skip
    for contact in rows.select_related("customer").order_by("pk")[:MOST]:
        day = next_birthday(contact.birthday, since)
        title = f"{contact.name} · {contact.customer}"
        yield Due(f"customers.contact-birthday-{contact.pk}-{day.year}", day, title, contact.get_absolute_url())


def next_birthday(birthday: date, since: date) -> date:
    """The first birthday on or after a day; of 29 February the 28th where there is none."""
    for year in (since.year, since.year + 1):
        try:
            day = birthday.replace(year=year)
        except ValueError:
            day = date(year, 2, 28)
        if day >= since:
            return day
    raise AssertionError
