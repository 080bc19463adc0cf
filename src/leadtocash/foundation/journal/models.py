"""The journal: every act on a business record, append-only, hash-chained per record (WFL-5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.events import Journalled
from leadtocash.foundation.kernel import bulk, storing
from leadtocash.foundation.kernel.events import publish
from leadtocash.foundation.kernel.models import Record


class Entries(models.QuerySet["Entry"]):
    """Entries are stored, and what was journalled is told."""

    def add(self, entry: Entry) -> None:
        """Store one."""
        storing.insert(entry)
        publish(Journalled([(entry.kind, entry.record_id)], [entry]))

    def bulk_create(self, objs: Iterable[Entry], *args: Any, **kwargs: Any) -> list[Entry]:
        """Store the entries; whoever follows the journal hears of their records, once each."""
        stored = list(objs)
        if len(stored) >= bulk.MANY:
            bulk.store(stored)
        else:
            stored = super().bulk_create(stored, *args, **kwargs)
        publish(Journalled(list(dict.fromkeys((entry.kind, entry.record_id) for entry in stored)), stored))
        return stored


class Entry(models.Model):
    """Who did what to which record, when, why, through which door, and which fields changed from what to what.

    `seq`, `previous` and `digest` are set by the database; nobody can change or delete an entry.
    """

    kind = models.CharField(_("kind"), max_length=60)
    record_id = models.BigIntegerField(_("record"))
    seq = models.PositiveIntegerField(default=0, editable=False)
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    verb = models.CharField(_("what"), max_length=80)
    door = models.CharField(_("door"), max_length=10)
    place = models.CharField(_("from where"), max_length=80, blank=True)
    changes = models.JSONField(_("changes"), default=dict, encoder=DjangoJSONEncoder)
    data = models.JSONField(_("particulars"), default=dict, encoder=DjangoJSONEncoder)
    reason = models.TextField(_("why"), blank=True)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = Entries.as_manager()

    #: the record that was saved with it, for those who hear of it
    saved: Record | None = None

    @property
    def made(self) -> Record | None:
        """The record, where it begins with this entry."""
        return self.saved if self.saved is not None and self.saved.revision == 1 else None

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        constraints = [models.UniqueConstraint(fields=["kind", "record_id", "seq"], name="journal_entry_seq")]
        indexes = [models.Index(fields=["actor", "-at"], name="journal_entry_actor")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} #{self.seq} {self.verb}"


class Head(models.Model):
    """The last link of each record's chain; its row lock puts concurrent entries in order."""

    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("journal head")
        verbose_name_plural = _("journal heads")
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="journal_head_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id} #{self.seq}"
