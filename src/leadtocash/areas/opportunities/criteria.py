"""What the system can find out about a deal by itself at a gate; later areas add theirs (OPP-4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.documents.queries import attachments_of
from leadtocash.foundation.kernel.registry import Registry

Words = Promise | str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found: whether it is so, what shows it (or what is there instead), where it is supplied and the words
    on that link; since: the day from which it has been owed, where that is not the day the stage was entered; known:
    False where of this deal nothing tells, so that somebody confirms it with evidence."""

    met: bool
    known: bool = True
    told: str = ""
    href: str = ""
    do: str = ""
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class Detail:
    """A detail an editor of methods gives to a check: whole number with its limits, or one of several words."""

    label: Words
    default: int | str
    low: int = 1
    high: int = 365
    choices: Callable[[], Mapping[str, Words]] | None = None

    def fits(self, value: Any) -> bool:
        """Whether a value can be this detail."""
        if self.choices is not None:
            return value in self.choices()
        return isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high


Look = Callable[[Opportunity, Mapping[str, Any], date], Finding]


@dataclass(frozen=True, kw_only=True)
class Check:
    """label: what is checked, for the editor of methods; look: (deal, details, today) -> what was found."""

    label: Words
    look: Look
    details: Mapping[str, Detail] = field(default_factory=dict)


checks: Registry[Check] = Registry("gate check")
#: whoever keeps quotations says here whether an approved one of this deal exists; until then its paper does
quotes: Registry[Callable[[Opportunity, date], Finding]] = Registry("keeper of quotations")


def look(name: str, deal: Opportunity, params: Mapping[str, Any], today: date) -> Finding:
    """Let a check look at a deal; details that are not given have their usual value."""
    check = checks.get(name)
    given = {key: params.get(key, detail.default) for key, detail in check.details.items()}
    return check.look(deal, given, today)


def quotation(deal: Opportunity, today: date) -> Finding:
    """Whether there is an approved quotation of the deal."""
    found = [ask(deal, today) for ask in quotes.values()] or [_document(deal, {"category": QUOTATION}, today)]
    return next((one for one in found if one.met), found[0])


def paper(deal: Opportunity, category: str, today: date) -> Finding:
    """Whether a file of this kind is attached to the deal."""
    return _document(deal, {"category": category}, today)


def _edit(deal: Opportunity) -> str:
    return reverse("opportunities:edit", args=[deal.pk]) if deal.pk else ""


def _entered(told: Callable[[Opportunity], str]) -> Look:
    """Met when there is something to tell; supplied on the deal's own form."""

    def look(deal: Opportunity, _details: Mapping[str, Any], _today: date) -> Finding:
        found = told(deal)
        return Finding(met=bool(found), told=found, href=_edit(deal), do=_("Enter it"))

    return look


def _customer(deal: Opportunity, _details: Mapping[str, Any], _today: date) -> Finding:
    name = lazy(lambda: str(deal.customer or ""), str)()  # read only where it is shown
    return Finding(met=deal.customer_id is not None, told=name, href=_edit(deal), do=_("Enter it"))


def _closing(deal: Opportunity, _details: Mapping[str, Any], today: date) -> Finding:
    day = deal.expected_close_on
    told = day.isoformat() if day else ""
    late = day if day and day < today else None
    return Finding(met=bool(day and not late), told=told, href=_edit(deal), do=_("Plan it"), since=late)


def _next_step(deal: Opportunity, _details: Mapping[str, Any], today: date) -> Finding:
    day = deal.next_step_on
    met = bool(deal.next_step and day and day >= today)
    late = day if day and day < today else None
    return Finding(met=met, told=deal.next_step, href=_edit(deal), do=_("Plan it"), since=late)


def _lines(deal: Opportunity) -> str:
    count = deal.lines.count() if deal.pk else 0
    return ngettext("%(n)d line", "%(n)d lines", count) % {"n": count} if count else ""


def _contacts(deal: Opportunity, details: Mapping[str, Any], _today: date) -> Finding:
    customer = deal.customer
    if customer is None:
        return Finding(met=False, href=_edit(deal), do=_("Enter the customer"))
    count = customer.contacts.count()  # whoever sees the deal need not see its customer's people
    told = ngettext("%(n)d person", "%(n)d people", count) % {"n": count} if count else ""
    href = reverse("customers:new-contact", args=[customer.pk])
    return Finding(met=count >= details["n"], told=told, href=href, do=_("Add a contact"))


def _document(deal: Opportunity, details: Mapping[str, Any], _today: date) -> Finding:
    file = attachments_of(deal, category=details["category"]).last()
    href = f"{deal.get_absolute_url()}?tab=files" if deal.pk else ""
    return Finding(met=file is not None, told=file.name if file else "", href=href, do=_("Attach it"))


QUOTATION = "quotation"
#: papers of a deal: category -> words
DOCUMENTS: dict[str, Words] = {
    "minutes": gettext_lazy("Minutes of an exchange"),
    "feasibility": gettext_lazy("Feasibility report"),
    "technical_standard": gettext_lazy("Technical standard"),
    "solution": gettext_lazy("Solution"),
    QUOTATION: gettext_lazy("Quotation, approved"),
    "tender": gettext_lazy("Tender documents"),
    "bid": gettext_lazy("Bid documents"),
    "initiation": gettext_lazy("Initiation review report"),
    "team": gettext_lazy("Team appointment form"),
    "plan": gettext_lazy("Sales campaign plan"),
    "contract": gettext_lazy("Contract drafts and reviews"),
    "evidence": gettext_lazy("Evidence for a gate"),
}

checks.add("customer", Check(label=gettext_lazy("The customer is known"), look=_customer))
checks.add(
    "amount",
    Check(
        label=gettext_lazy("The expected amount is known"),
        look=_entered(lambda d: f"{d.amount:,.2f}" if d.amount > 0 else ""),
    ),
)
checks.add("need", Check(label=gettext_lazy("The need is written down"), look=_entered(lambda d: d.need.strip()[:60])))
checks.add("lines", Check(label=gettext_lazy("What is to be sold is entered as lines"), look=_entered(_lines)))
checks.add("closing", Check(label=gettext_lazy("The signing is planned for a day to come"), look=_closing))
checks.add("next_step", Check(label=gettext_lazy("The next step is planned for a day to come"), look=_next_step))
checks.add(
    "contacts",
    Check(
        label=gettext_lazy("People at the customer are known"),
        look=_contacts,
        details={"n": Detail(label=gettext_lazy("how many"), default=1, high=20)},
    ),
)
checks.add(
    "document",
    Check(
        label=gettext_lazy("A paper is attached"),
        look=_document,
        details={"category": Detail(label=gettext_lazy("which"), default="evidence", choices=lambda: DOCUMENTS)},
    ),
)
