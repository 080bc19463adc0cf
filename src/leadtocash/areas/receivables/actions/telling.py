"""Who is told about money, and in which words (S3 4.14)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.receivables.models import Receipt, Receivable
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify, topic

MONEY_IN = topic(
    "receivables.money_in",
    _("%(customer)s paid %(amount)s yuan on %(day)s (%(number)s)."),
    tone="done",
    label=_("Money has come in"),
    outside=_("%(customer)s paid on %(day)s (%(number)s)."),
)
MATCHED = topic(
    "receivables.matched",
    _("%(amount)s yuan of %(number)s were matched to %(what)s."),
    tone="done",
    label=_("Money was matched"),
    outside=_("Money of %(number)s was matched to %(what)s."),
)
NEAR = topic(
    "receivables.near",
    _("%(what)s: %(amount)s yuan fall due on %(day)s."),
    tone="wait",
    label=_("A payment falls due soon"),
    outside=_("%(what)s falls due on %(day)s."),
)
OVERDUE = topic(
    "receivables.overdue",
    _("%(what)s: %(amount)s yuan are overdue since %(day)s."),
    tone="late",
    label=_("A payment is overdue"),
    outside=_("%(what)s is overdue since %(day)s."),
)
STILL_OVERDUE = topic(
    "receivables.still_overdue",
    _("%(owner)s has not collected %(amount)s yuan of %(what)s, %(days)s days overdue."),
    tone="late",
    label=_("A long overdue payment of my people"),
    outside=_("%(owner)s has not collected %(what)s, %(days)s days overdue."),
)
TO_CONFIRM = topic(
    "receivables.to_confirm",
    _("%(project)s is closed: confirm its revenue."),
    tone="wait",
    label=_("Revenue to confirm"),
)


def tell_of_money(receipt: Receipt, *, act: Act) -> None:
    """Tell the customer's account manager that money is there."""
    owner = receipt.customer.owner
    notify(
        [owner] if owner else [], MONEY_IN, act=act, url=receipt.get_absolute_url(), key=f"receipt-{receipt.pk}",
        about=receipt,
        customer=receipt.customer.name, amount=f"{receipt.amount:,}", day=f"{receipt.received_on:%Y-%m-%d}",
        number=receipt.number,
    )  # fmt: skip


def tell_of_match(receipt: Receipt, receivable: Receivable, amount: Decimal, *, act: Act) -> None:
    """Tell the contract's account manager what the money was taken for."""
    key = f"match-{receipt.pk}-{receivable.pk}-{receipt.revision}"
    notify(
        [receivable.contract.owner], MATCHED, act=act, url=receivable.get_absolute_url(), key=key, about=receivable,
        amount=f"{amount:,}", number=receipt.number, what=str(receivable),
    )  # fmt: skip


def tell_of_date(receivable: Receivable, code: str, *, act: Act) -> None:
    """Tell the contract's account manager that a payment is near or overdue, once for each due date."""
    notify(
        [receivable.contract.owner], code, act=act, url=receivable.get_absolute_url(),
        key=f"{code}-{receivable.pk}-{receivable.due_on}", about=receivable, what=str(receivable),
        amount=f"{receivable.open_amount:,}", day=f"{receivable.due_on:%Y-%m-%d}",
    )  # fmt: skip


def tell_above(receivable: Receivable, days: int, role: str, *, act: Act) -> None:
    """Tell the one above that money is long overdue."""
    contract = receivable.contract
    people = with_role(role, department=contract.department)
    notify(
        people, STILL_OVERDUE, act=act, url=receivable.get_absolute_url(),
        key=f"overdue-{days}-{receivable.pk}-{receivable.due_on}", about=receivable,
        owner=contract.owner.name, what=str(receivable),
        amount=f"{receivable.open_amount:,}", days=days,
    )  # fmt: skip


def tell_finance(project_name: str, url: str, key: str, *, act: Act) -> None:
    """Tell finance that a closed project's revenue waits for it (S0 2.5.1)."""
    notify(with_role("finance"), TO_CONFIRM, act=act, url=url, key=key, project=project_name)
