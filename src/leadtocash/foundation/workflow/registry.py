"""What the areas tell the engine, filled in their `wiring.py`: subjects, services and lists of signers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, Protocol

from django.utils.functional import Promise

from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import Words

if TYPE_CHECKING:
    from leadtocash.foundation.workflow.models import ProcessInstance

FactValue = Decimal | str | bool | int | None
FactType = Literal["money", "number", "text", "flag", "choice"]


@dataclass(frozen=True)
class Fact:
    """What conditions and tables may ask of a record: its name on the screen, its type, its values."""

    label: Words
    type: FactType
    choices: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """Where a step is done: the words on the button and the address."""

    label: Words
    url: str


def _no_link(_record: Any, _step: str) -> Link | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """How the engine sees a kind of record.

    facts: only these are visible to conditions, tables and the authority matrix (which reads amount, margin,
    contract_kind, product_class, credit_class). people: further persons of the record for `person:<name>` and
    `superior:<name>`. do: for a step with work="do", where its business act is done; without it the record's
    page. amount: path to the field that lists of work show as the amount ("amount", "project__amount").
    """

    title: Callable[[Any], str]
    owner: Callable[[Any], User | None]
    department: Callable[[Any], Department | None]
    url: Callable[[Any], str]
    facts: Callable[[Any], Mapping[str, FactValue]] = field(default=lambda _record: {})
    fact_types: Mapping[str, Fact] = field(default_factory=dict)
    people: Mapping[str, Callable[[Any], User | None]] = field(default_factory=dict)
    do: Callable[[Any, str], Link | None] = _no_link
    amount: str = ""


@dataclass(frozen=True, kw_only=True)
class Signer:
    """One who must sign.

    A person, or whoever holds a role (nearest to the record's department; one of them signs).

    slot: a stable code, the row in the table of opinions; label: its name there, data in the company's
    language.
    """

    slot: str
    role: str = ""
    person: User | None = None
    label: str = ""


class Service(Protocol):
    """What a serviceTask does to the record.

    In the engine's transaction, on the locked, freshly read record.
    """

    def __call__(self, record: Any, *, act: Act, instance: ProcessInstance) -> None: ...


SignerList = Callable[[Any, "ProcessInstance"], Sequence[Signer]]

subjects: Registry[Subject] = Registry("process subject")
services: Registry[Service] = Registry("process service")
lists: Registry[SignerList] = Registry("list of signers")
#: what a list is called where no process says it in its own words
list_names: Registry[Promise] = Registry("name of a list of signers")
