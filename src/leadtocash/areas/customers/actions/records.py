"""Customers: registered, changed, taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.customers import completeness, events, permissions, queries, rules
from leadtocash.areas.customers.actions.owning import begins_with
from leadtocash.areas.customers.limits import review_due
from leadtocash.areas.customers.models import Contact, Customer
from leadtocash.areas.customers.queries.assigning import Assigner
from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.accounts.people import main_department
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line, name_core, name_key, phone_key
from leadtocash.foundation.numbering.numbers import declare, next_number, next_numbers

SERIES = declare("customer", gettext_lazy("Customer"), "KH-{seq:06d}")


@transaction.atomic
def create_customer(values: Mapping[str, Any], *, act: Act) -> Customer:
    """Register a customer. Unless `owner` and `department` are given, an account manager owns what he registers; what
    others register goes where the assignment rules say, else it is theirs.

    Raises ValidationError at the field for a name or credit code that exists or is wrong; NotAllowed.
    """
    require(act.person, permissions.EDIT)
    given = dict(values)
    if "owner" not in given:
        given = _placed(given, act=act)
    customer = Customer(**given)
    _tidy(customer, act=act)
    customer.number = next_number(SERIES, act=act)
    _begin(customer, act=act)
    customer.completeness = completeness.score(customer, reached=False)
    recording.save(customer, events.CREATED, act=act)
    publish(events.CustomerCreated(customer_id=customer.pk, act=act))
    return customer


@transaction.atomic
def change_customer(
    customer: Customer, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> Customer:
    """Change a customer's data. Raises Stale when `revision` is no longer the current one."""
    customer = lock(customer, revision=revision)
    require(act.person, permissions.EDIT, customer)
    for name, value in values.items():
        setattr(customer, name, value)
    _tidy(customer, act=act)
    recording.save(customer, events.CHANGED, act=act)
    completeness.keep([customer.pk])
    return customer


@transaction.atomic
def take_over_customer(customer: Customer, *, act: Act) -> Customer:
    """Store a customer read from another system, with number and journal; the import has asked who may."""
    _tidy(customer, act=act)
    customer.number = next_number(SERIES, act=act)
    _begin(customer, act=act)
    customer.completeness = completeness.score(customer, reached=False)
    return recording.save(customer, events.TAKEN_OVER, act=act)


@transaction.atomic
def register_customers(customers: Sequence[Customer], *, act: Act, contacts: Sequence[Contact] = ()) -> None:
    """Store many new customers at once, with their main contacts: numbers, journal, search as for one by one.

    The caller has asked who may, and has found no twin of any (`fold`, `queries.twins`).
    """
    numbers = next_numbers(SERIES, len(customers), act=act) if customers else []
    reached = {id(one.customer) for one in contacts if completeness.is_reached([one])}
    given = completeness.points()
    for customer, number in zip(customers, numbers, strict=True):
        customer.number = number
        _begin(customer, act=act)
        customer.completeness = completeness.score(customer, reached=id(customer) in reached, given=given)
    recording.save_new(customers, events.CREATED, act=act)
    for contact in contacts:
        customer = contact.customer
        contact.customer = customer  # by its id, which it has now
        contact.phone_key, contact.is_main = phone_key(contact.phone), True
    recording.save_new(contacts, events.CONTACT_ADDED, act=act, data=lambda contact: {"name": contact.name})
    for customer in customers:
        publish(events.CustomerCreated(customer_id=customer.pk, act=act))


def fold(customer: Customer) -> dict[str, ValidationError]:
    """Write a customer's names and code as they are stored; gives what is wrong with them, by field."""
    customer.name = clean_line(customer.name)
    customer.name_key, customer.name_core = name_key(customer.name), name_core(customer.name)
    customer.short_name = clean_line(customer.short_name)
    customer.credit_code = clean_line(customer.credit_code).replace(" ", "").upper()
    try:
        rules.check_credit_code(customer.credit_code)
    except ValidationError as error:
        return {"credit_code": error}
    return {}


def _placed(values: Mapping[str, Any], *, act: Act) -> dict[str, Any]:
    """The values of a new customer with owner and department."""
    words = {name: str(values.get(name, "")) for name in ("region", "industry")}
    found = begins_with(act.person, Assigner(), **words)
    if found is None:
        return {"owner": act.person, "department": main_department(act.person), **values}
    return {**values, "owner": found.owner, "department": found.department}


def _begin(customer: Customer, *, act: Act) -> None:
    """What a customer that is new here begins with."""
    customer.touched_at = act.at
    customer.pooled_at = None if customer.owner_id else act.at
    customer.reviewed_on, customer.review_due_on = act.today, review_due(customer.status, today=act.today)


def _tidy(customer: Customer, *, act: Act) -> None:
    errors: dict[str, Any] = dict(fold(customer))
    for field, twins in (
        ("name", queries.same_name(customer.name)),
        ("credit_code", queries.same_code(customer)),
    ):
        others = (
            twins.exclude(pk=customer.pk)
            if customer.pk is None
            else twins.exclude(Q(pk=customer.pk) | Q(merged_into=customer.pk))
        )
        twin = others.select_related("owner", "merged_into__owner").first()
        if twin is not None:
            errors.setdefault(field, twin_sentence(twin, act=act))
    if customer.parent_id is not None and customer.pk in queries.line_of_parents(customer):
        errors["parent"] = _("The parent company belongs to this customer itself.")
    if errors:
        raise ValidationError(errors)


def twin_sentence(twin: Customer, *, act: Act) -> str:
    """That a customer is registered already, by whom only for those who may see it; or lies in the recycle bin."""
    survivor: Any = twin.merged_into
    twin = survivor or twin
    if twin.removed_at is not None:
        sentence = _("The same %(kind)s lies in the recycle bin. Have it restored instead.")
        return sentence % {"kind": twin._meta.verbose_name}
    if act.by is None or allowed(act.person, permissions.VIEW, twin):
        values = {"name": twin.name, "number": twin.number, "owner": twin.holder}
        return _("%(name)s is already registered (%(number)s, %(owner)s).") % values
    return _("This customer is already registered by somebody else. If you work with it, raise a dispute.")
