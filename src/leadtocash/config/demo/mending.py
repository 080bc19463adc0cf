"""A round gone twice: what comes back on the way of a sale, is mended and handed in again."""

from __future__ import annotations

from leadtocash.areas.contracts import actions as contracts
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.projects.actions import setup, signoff
from leadtocash.areas.projects.models import Project
from leadtocash.config.demo.sale import Sale
from leadtocash.foundation.workflow import actions as workflow


def before_reviewed(sale: Sale) -> None:
    """Two departments object; the account manager changes the contract by their words and submits it again."""
    objections(sale)
    sale.back -= 1
    resubmit(sale)


def before_authorised(sale: Sale) -> None:
    """Who has to approve wants the departments to look at it once more."""
    item = sale.open_item("authority")
    if item is not None:
        words, who = sale.company.words["return_authority"], sale.company.by(item.assignee, sale.back)
        workflow.send_back(item, "countersign", act=who, comment=words)
        sale.back -= 1
        sale.decide_all("countersign", within=0.6)


def before_checked(sale: Sale) -> None:
    """The project administrator finds a wrong code; the account manager corrects and submits again."""
    item = sale.open_item("check")
    if item is not None:
        sale.decide(item, "reject", sale.company.words["reject_setup"])
        sale.back -= 0.6
        sale.project = setup.submit_setup(Project.objects.get(pk=item.instance.record_id), act=sale.act())


def before_signed_off(sale: Sale) -> None:
    """A number on the sheet cannot be read; the account manager hands it in again."""
    item = sale.open_item("check")
    if item is not None:
        sale.decide(item, "reject", sale.company.words["reject_sheet"])
        sale.back -= 0.8
        signoff.hand_in(Project.objects.get(pk=item.instance.record_id), act=sale.act())


def objections(sale: Sale) -> None:
    """All departments speak, technology and finance against it."""
    words = sale.company.words
    for _n in range(5):
        item = sale.open_item("countersign")
        if item is None:
            break
        if item.slot == "rd_manager" or item.assignee.username == "chuwei":
            sale.decide(item, "reject", words["reject_technical"])
        elif item.assignee.username in ("qianhui", "yuanbo"):
            sale.decide(item, "reject", words["reject_finance"])
        else:
            sale.decide(item, "approve", words["opinion_ok"])


def resubmit(sale: Sale) -> None:
    """The payment days are shortened and the acceptance is described; a second round begins."""
    contract = Contract.objects.get(pk=sale.contract.pk) if sale.contract else None
    if contract is None or contract.state != Contract.State.DRAFT:
        return
    terms = [
        {"event": term.event, "percent": term.percent, "days_after": min(term.days_after, 20), "note": term.note}
        for term in contract.terms.all()
    ]
    values = {"acceptance_terms": sale.company.words["acceptance_terms"]}
    contract = contracts.change_contract(contract, values, terms=terms, act=sale.act())
    sale.contract = contracts.submit_contract(contract, act=sale.act())
