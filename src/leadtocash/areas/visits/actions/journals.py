"""The sales journal: written, handed in, read by the superior (XSRZ)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.models import SalesJournal
from leadtocash.areas.visits.rules import journals as rules
from leadtocash.foundation.access.gate import open_to, require
from leadtocash.foundation.accounts.people import main_department, superior_of
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.notices.sending import notify, topic
from leadtocash.foundation.numbering.numbers import declare, next_number

SERIES = declare("sales_journal", gettext_lazy("Sales journal"), "XSRZ-{year}-{seq:04d}")
BEGUN = verb("visits.journal_begun", gettext_lazy("Journal begun"), icon="book")
CHANGED = verb("visits.journal_changed", gettext_lazy("Journal changed"), icon="pencil")
HANDED_IN = verb("visits.journal_handed_in", gettext_lazy("Journal handed in"), tone="doing", icon="send")
READ = verb("visits.journal_read", gettext_lazy("Journal read"), tone="done", icon="check")
TO_READ = topic(
    "visits.journal_to_read",
    gettext_lazy("%(name)s handed in the sales journal of %(first)s to %(last)s."),
    label=gettext_lazy("A sales journal to read"),
)
REMARKED = topic(
    "visits.journal_remarked",
    gettext_lazy("%(name)s read your sales journal of %(first)s to %(last)s."),
    label=gettext_lazy("My sales journal was read"),
)


@transaction.atomic
def write_journal(values: Mapping[str, Any], *, act: Act) -> SalesJournal:
    """Begin one's journal for some days. Raises ValidationError at the field, also where there is one already."""
    require(act.person, permissions.WRITE_JOURNAL)
    journal = SalesJournal(owner=act.person, department=main_department(act.person), **values)
    rules.check_days(journal.first_day, journal.last_day, today=act.today)
    journal.number = next_number(SERIES, act=act)
    return recording.save(journal, BEGUN, act=act)


@transaction.atomic
def change_journal(
    journal: SalesJournal, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> SalesJournal:
    """Change it as long as it is not handed in."""
    journal = _own(journal, act=act, revision=revision)
    for name, value in values.items():
        setattr(journal, name, value)
    rules.check_days(journal.first_day, journal.last_day, today=act.today)
    return recording.save(journal, CHANGED, act=act)


@transaction.atomic
def hand_in(journal: SalesJournal, *, act: Act, revision: int | None = None) -> SalesJournal:
    """Hand it to the superior, who can read it from then on and is told."""
    journal = _own(journal, act=act, revision=revision)
    journal.state, journal.handed_in_at = SalesJournal.State.HANDED_IN, act.at
    recording.save(journal, HANDED_IN, act=act)
    superior = superior_of(journal.owner)
    if superior is not None:
        open_to(journal, superior, why="approver", act=act)
        key = f"visits.journal.{journal.pk}"
        url = journal.get_absolute_url()
        notify([superior], TO_READ, act=act, url=url, key=key, about=journal, **_facts(journal, journal.owner.name))
    return journal


@transaction.atomic
def read_journal(journal: SalesJournal, *, remark: str = "", act: Act, revision: int | None = None) -> SalesJournal:
    """The superior has read it; a remark is told to the writer. Raises RuleError for one's own or a draft."""
    journal = lock(journal, revision=revision)
    require(act.person, permissions.TEAM)
    rules.check_readable(state=journal.state, number=journal.number)
    rules.check_reader(is_writer=journal.owner_id == act.person.pk)
    journal.state, journal.read_by, journal.remark = SalesJournal.State.READ, act.person, remark.strip()
    recording.save(journal, READ, act=act)
    facts, key = _facts(journal, act.person.name), f"visits.journal_read.{journal.pk}.{journal.revision}"
    notify([journal.owner], REMARKED, act=act, url=journal.get_absolute_url(), key=key, about=journal, **facts)
    return journal


def _own(journal: SalesJournal, *, act: Act, revision: int | None) -> SalesJournal:
    journal = lock(journal, revision=revision)
    require(act.person, permissions.WRITE_JOURNAL, journal)
    rules.check_draft(state=journal.state, number=journal.number)
    return journal


def _facts(journal: SalesJournal, name: str) -> dict[str, str]:
    return {"name": name, "first": journal.first_day.isoformat(), "last": journal.last_day.isoformat()}
