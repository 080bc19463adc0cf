"""Leads of the demo company: entered, in the pool, judged, converted, dropped."""

from __future__ import annotations

from leadtocash.areas.leads import actions
from leadtocash.areas.leads.models import Lead, LeadSource
from leadtocash.areas.leads.rules import ASKED
from leadtocash.config.demo.basics import Company, rows

#: so many of the deals' number are leads
SHARE = 2


def tell(company: Company, *, deals: int) -> None:
    """Enter the first of the leads, as many as go with so many deals, and bring each as far as its row says."""
    sources = {source.code: source for source in LeadSource.objects.all()}
    for row in list(rows("leads"))[: deals // SHARE]:
        seller, back = company.people[row["login"]], float(row["back"])
        step, _colon, reason = row["step"].partition(":")
        given = ("company", "contact", "position", "phone", "region", "industry", "need")
        values = {name: row[name] for name in given} | {
            "source": sources[row["source"]],
            "source_detail": row["detail"],
        }
        to = actions.To.POOL if step == "pool" else actions.To.ME
        lead = actions.create_lead(values, act=company.by(seller, back), to=to, sure=True)
        if step == "taken_up" and lead.owner is not None:
            actions.take_up_lead(lead, act=company.by(seller, max(back - 0.5, 0.1)))
        if step == "dropped":
            actions.drop_lead(lead, act=company.by(seller, back - 3), reason=reason)
        if row["money"]:
            _judge(company, lead, row, step)


def source_of(number: int) -> str:
    """The source of a deal, by its number."""
    names = list(LeadSource.objects.order_by("position").values_list("name", flat=True))
    return names[number % len(names)]


def _judge(company: Company, lead: Lead, row: dict[str, str], step: str) -> None:
    """What is known of money, authority and need; a qualified one goes on as far as it came."""
    person, back = company.people[row["login"]], float(row["back"])
    answers = {name: "yes" if row[name] else "unknown" for name in ASKED}
    answers |= {f"{name}_note": row[name] for name in ASKED}
    lead = actions.judge_lead(lead, answers, act=company.by(person, back - 1))
    if step in ("qualified", "converted"):
        lead = actions.qualify_lead(lead, act=company.by(person, back - 2))
    if step == "converted":
        values = actions.conversion_of(lead, person) | {"amount": len(row["need"]) * 60_000}
        actions.convert_lead(lead, values, act=company.by(person, back - 3))
