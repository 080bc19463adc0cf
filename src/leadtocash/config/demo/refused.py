"""Steps tried too early: the rule says no, and the policy handbook counts it, as it does for a person at the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from leadtocash.areas.contracts import actions as contracts
from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.projects.actions import closing, purchasing, signoff
from leadtocash.areas.projects.models import Project
from leadtocash.config.demo.sale import Sale
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.handbook import refusals
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.refusals import Noted


def registered(sale: Sale) -> None:
    """The contract administrator wants to register what is not approved yet."""
    if sale.contract is not None:
        contract = Contract.objects.get(pk=sale.contract.pk)
        day = sale.company.past.day(sale.back)
        _try(
            contract,
            lambda act: contracts.register_contract(contract, act=act, signed_on=day),
            sale.act("zhoujing"),
            "register",
        )


def arrived(sale: Sale) -> None:
    """Commerce wants to report everything there while some is still on the way."""
    project = _project(sale)
    _try(project, lambda act: purchasing.set_arrived(project, act=act), sale.act("sunli"), "arrive")


def handed_in(sale: Sale) -> None:
    """The account manager hands the sheet in without the customer's stamp."""
    project = _project(sale)
    _try(project, lambda act: signoff.hand_in(project, act=act), sale.act(), "hand_in")


def closing_opened(sale: Sale) -> None:
    """The project administrator wants to close before the sheet is accepted."""
    project = _project(sale)
    _try(project, lambda act: closing.open_closing(project, act=act), sale.act("wufang"), "open_closing")


TOO_EARLY: dict[str, Callable[[Sale], None]] = {
    "authorised": registered,
    "all_there": arrived,
    "handed_in": handed_in,
    "signed_off": closing_opened,
}


def _project(sale: Sale) -> Project:
    assert sale.project is not None
    return Project.objects.get(pk=sale.project.pk)


def _try(record: models.Model, verb: Callable[[Act], Any], act: Act, name: str) -> None:
    try:
        verb(act)
    except RuleError as refusal:
        kind = kind_of(record)
        refusals.write(
            [Noted(refusal, (kind, record.pk))],
            at=act.at,
            person_id=act.person.pk,
            door=refusals.Door.PAGE,
            area=kind.partition(".")[0],
            verb=f"POST {kind.partition('.')[0]}:{name}",
        )
    else:  # pragma: no cover - the story would go on from somewhere else
        raise AssertionError(f"{name} was not refused on {record}")
