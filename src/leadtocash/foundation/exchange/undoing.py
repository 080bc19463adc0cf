"""Take an import back: what nobody touched since is removed or put back, the rest stays and is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.exchange.importable import Importable, importables
from leadtocash.foundation.exchange.models import ImportPart, ImportRun
from leadtocash.foundation.exchange.running import act_of, heads_of
from leadtocash.foundation.journal import recording
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError, Stale
from leadtocash.foundation.kernel.extra import Changes
from leadtocash.foundation.kernel.runs import Clock, moved

UNDONE = verb("exchange.undone", gettext_lazy("Import undone: %(file)s"), tone="late", icon="arrow-back-up")
TOLD = 20


def undo(run: ImportRun, clock: Clock) -> dict[str, Any]:
    """Take a run back, portion by portion, the last one first."""
    importer = importables.get(run.kind)
    for part in run.parts.filter(undone=False).order_by("-last_row").iterator():
        with transaction.atomic():
            outcome = _Undoing(run, importer, act_of(run, clock()))
            outcome.part(part)
            ImportPart.objects.filter(pk=part.pk).update(undone=True)
            told = Counter({name: run.undo.get(name, 0) for name in ("removed", "restored", "kept")}) + outcome.counts
            names = [*run.undo.get("names", []), *outcome.names][:TOLD]
            moved(run, clock(), undo={**told, "names": names})
    return {}


class _Undoing:
    """One portion taken back."""

    def __init__(self, run: ImportRun, importer: Importable, act: Act) -> None:
        self.run, self.importer, self.act = run, importer, act
        self.counts: Counter[str] = Counter()
        self.names: list[dict[str, str]] = []

    def part(self, part: ImportPart) -> None:
        """Remove what it made, put back what it changed."""
        model, rows = self.importer.model, [*part.made, *part.changed]
        found = {one.pk: one for one in model._base_manager.filter(pk__in=[row[0] for row in rows]).select_for_update()}
        heads = heads_of(self.run.kind, list(found))
        untouched = {row[0] for row in rows if row[0] in found and heads[row[0]] == row[1]}
        used = used_elsewhere(model, [row[0] for row in part.made if row[0] in untouched])
        made = [found[row[0]] for row in part.made if row[0] in untouched - used]
        for row in rows:
            if row[0] in found and row[0] not in untouched:
                self._keep(found[row[0]], _("changed since"))
            elif row[0] in used:
                self._keep(found[row[0]], _("used by other records"))
        self._remove(made)
        for pk, _seq, before in part.changed:
            if pk in untouched:
                self._restore(found[pk], before)

    def _remove(self, records: list[Any]) -> None:
        if not records:
            return
        self.importer.remove(records, act=self.act)
        data = {"file": self.run.name}
        Entry.objects.bulk_create([recording.entry(one, UNDONE, act=self.act, data=data) for one in records])
        self.counts["removed"] += len(records)

    def _restore(self, record: Any, before: dict[str, Any]) -> None:
        fields = {name: record._meta.get_field(name) for name in before}
        values = {
            fields[name].attname: Changes(value) if isinstance(value, dict) else fields[name].to_python(value)
            for name, value in before.items()
        }
        try:
            with transaction.atomic():
                self.importer.restore(record, values, act=self.act)
            self.counts["restored"] += 1
        except (ValidationError, RuleError, NotAllowed, Stale) as error:
            self._keep(record, getattr(error, "message", "") or " ".join(getattr(error, "messages", [])))

    def _keep(self, record: Any, why: str) -> None:
        self.counts["kept"] += 1
        self.names.append({"name": str(record), "url": self.importer.url_of(record), "why": why})


def used_elsewhere(model: type[models.Model], ids: Iterable[int]) -> set[int]:
    """Those of the records that other records point to, except their own parts."""
    ids, found = list(ids), set[int]()
    for relation in model._meta.related_objects:
        if relation.on_delete is not models.CASCADE and not relation.many_to_many:
            field = relation.field
            model_of: Any = relation.related_model
            rows = model_of._base_manager.filter(**{f"{field.name}__in": ids})
            found.update(rows.values_list(field.attname, flat=True))
    return found
