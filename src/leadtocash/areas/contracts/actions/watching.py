"""Virtual contracts are never forgotten: who owns and who answers for them is told again and again (CON-5)."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.contracts import limits
from leadtocash.areas.contracts.models import Contract
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify, topic
from leadtocash.foundation.packs.limits import number

DUE = topic(
    "contracts.virtual_due",
    _("Virtual contract %(number)s %(title)s: the formal one is expected by %(day)s."),
    tone="wait",
    label=_("A formal contract is expected soon"),
)
LATE = topic(
    "contracts.virtual_late",
    _("Virtual contract %(number)s %(title)s: the formal one was expected by %(day)s, %(days)s days ago."),
    tone="late",
    label=_("A formal contract is late"),
)


def remind_virtual(*, act: Act) -> int:
    """Tell the account manager some days ahead, and him and who answers for it again and again after the day.

    Gives how many open virtual contracts are due or late. Saying it again on the same day changes nothing.
    """
    rows = Contract.objects.filter(
        kind=Contract.Kind.VIRTUAL,
        state=Contract.State.REGISTERED,
        expected_signing_on__lte=act.today + timedelta(days=number(limits.VIRTUAL_AHEAD)),
    ).select_related("owner", "answerable")
    count = 0
    for contract in rows.iterator():
        _remind(contract, act=act)
        count += 1
    return count


def _remind(contract: Contract, *, act: Act) -> None:
    day = contract.expected_signing_on or act.today
    facts = {"number": contract.number, "title": contract.title, "day": day.isoformat()}
    url = contract.get_absolute_url()
    days = (act.today - day).days
    if days <= 0:
        notify(
            [contract.owner], DUE, act=act, url=url, key=f"contracts.due.{contract.pk}.{day}", about=contract, **facts
        )
        return
    people = [contract.owner, *([contract.answerable] if contract.answerable else [])]
    key = f"contracts.late.{contract.pk}.{day}.{days // number(limits.VIRTUAL_AGAIN)}"
    notify(people, LATE, act=act, url=url, key=key, about=contract, days=days, **facts)
