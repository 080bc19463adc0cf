"""What is kept for finding (PLT-2): one row for every record that can be found, and what each person opened last."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _


class Terms(Func):
    """What a row is found by, as the database computes it."""

    function = "search_terms"
    output_field = SearchVectorField()


class Findable(models.Model):
    """A record as the search knows it.

    names: its texts, folded, each on a line of its own; letters: pinyin and numbers; phones: digits. gate_kind and
    gate_id: the record that decides who sees it, owner and department those of that record: they only narrow the
    search down; whether a person may see a hit is asked of the record itself, every time.
    """

    kind = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    gate_kind = models.CharField(max_length=60)
    gate_id = models.BigIntegerField()
    owner_id = models.BigIntegerField(null=True)
    department_id = models.BigIntegerField(null=True)
    names = models.TextField()
    letters = models.TextField()
    phones = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("findable record")
        verbose_name_plural = _("findable records")
        constraints = [models.UniqueConstraint(fields=["kind", "record_id"], name="search_findable_once")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="search_findable_recent"),
            models.Index(fields=["gate_kind", "gate_id"], name="search_findable_gate"),
            GinIndex(
                Terms("kind", "gate_kind", "owner_id", "department_id", "names", "letters", "phones"),
                name="search_findable_terms", fastupdate=True, gin_pending_list_limit=1024,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class LastOpened(models.Model):
    """The records a person opened last, the newest first: "customers.customer:12"."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    records = ArrayField(models.CharField(max_length=80))

    class Meta:
        verbose_name = _("records opened last")
        verbose_name_plural = _("records opened last")

    def __str__(self) -> str:
        return f"{self.person_id}: {len(self.records)}"
