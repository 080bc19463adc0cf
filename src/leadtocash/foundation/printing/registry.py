"""Which forms there are, what may stand on them, and which words lie across them by the record's state.

Areas fill these in their `wiring.py`. A form's placeholders are declared once: the same declaration is the list an
administrator clicks from, what an upload is checked against, and what is read from the record when it is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.extra import Extensible
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import Words


@dataclass(frozen=True)
class Slot:
    """A placeholder: its name in templates, what it means, and where it is read ("contract.customer.name").

    Read step by step from the form's facts; protected fields on the way are withheld or masked by themselves.
    """

    name: str
    label: Words
    path: str


@dataclass(frozen=True)
class Rows:
    """A list to repeat: `{% for line in lines %}`; `slots` are read from each of its rows."""

    name: str
    label: Words
    path: str
    slots: tuple[Slot | Rows, ...]


Slots = tuple[Slot | Rows, ...]
BOX_SLOTS = (
    Slot("title", _("who signs"), "title"),
    Slot("name", _("who has signed, empty before"), "name"),
    Slot("note", _("day and words of the signature"), "note"),
)

#: what the company added to the record, as the person who prints reads it
CUSTOM = Rows(
    "custom_fields", _("Custom fields"), "",
    (Slot("label", _("name of the field"), ""), Slot("text", _("what stands in it"), "")),
)  # fmt: skip


def boxes(path: str = "boxes") -> Rows:
    """The signature boxes of a form: mappings of title, name (empty: still to sign), note (None: no line at all)."""
    return Rows("boxes", _("Signature boxes"), path, BOX_SLOTS)


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form of records of one kind.

    template: the shipped layout. facts(record, person): what the paths of `slots` begin at, the record itself unless
    said; it may raise RuleError where the record has no such paper yet. rows: records with what the paper needs.
    visible: those a person may see, where the records themselves know no scope. number: path to what stands in the
    head and in the file's name. mark: the words across the paper, where they do not follow from the record's state.
    decided: states of the record in which the form is decided: then it is kept as it is. clause: of the policy that
    asks for the form.
    """

    code: str
    kind: str
    label: Words
    template: str
    slots: Slots
    number: str
    name: str = ""
    facts: Callable[[Any, User], Any] = lambda record, person: record
    rows: Callable[[], models.QuerySet[Any]] | None = None
    visible: Callable[[User], models.QuerySet[Any]] | None = None
    mark: Callable[[Any], Words] | None = None
    decided: frozenset[str] = frozenset()
    clause: str = ""

    @property
    def model(self) -> Any:
        return apps.get_model(self.kind)

    def seen_by(self, person: User) -> models.QuerySet[Any]:
        """The records of its kind this person may see."""
        if self.visible is not None:
            return self.visible(person)
        found: models.QuerySet[Any] = self.everything().visible_to(person)
        return found

    def everything(self) -> Any:
        """All records of its kind, with what the paper needs."""
        return self.rows() if self.rows else self.model._default_manager.all()

    def record(self, person: User, pk: int) -> Any:
        """The record of this id, else 404."""
        found = self.seen_by(person).filter(pk=pk).first() if 0 < pk < 2**63 else None
        if found is None:
            raise Http404
        return found


forms: Registry[Form] = Registry("printed form")
#: kind -> state -> words across the papers of such a record
marks: Registry[Mapping[str, Words]] = Registry("watermark of a kind")


def add(form: Form) -> Form:
    """Register a form."""
    return forms.add(form.code, form)


def slots_of(form: Form) -> Slots:
    """All placeholders of a form: its own, and the custom fields where its kind has them."""
    return (*form.slots, CUSTOM) if issubclass(form.model, Extensible) else form.slots


def mark_of(form: Form, record: Any) -> str:
    """The words across the paper of this record, "" for none."""
    if form.mark is not None:
        return str(form.mark(record))
    return str((marks.find(form.kind) or {}).get(str(getattr(record, "state", "")), ""))
