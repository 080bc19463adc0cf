"""What every stored record has, and the memory of posts already answered."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import cache
from math import inf
from typing import Any, Self, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import connection, models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.errors import Stale
from leadtocash.foundation.kernel.querying import NotPlain, holds

R = TypeVar("R", bound="Record")


class Record(models.Model):
    """A business record: when and by whom made, and a revision that grows with every change (optimistic lock)."""

    created_at = models.DateTimeField(_("created at"), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("created by"),
    )
    updated_at = models.DateTimeField(_("updated at"), editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)

    _loaded: dict[str, Any]
    held_in: object = None

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        """Remember what was read, so that a later save knows which fields changed."""
        record = super().from_db(db, field_names, values)
        record._loaded = dict(zip(field_names, values, strict=False))
        return record


class Removable(Record):
    """A record that can be put into the recycle bin: then only the bin knows it. What is unique stays taken by it.

    merged_into: the record that has taken its place; then `removed_at` is set, too, but it lies in no bin.
    """

    removed_at = models.DateTimeField(_("in the recycle bin since"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("merged into"),
    )

    class Meta:
        abstract = True

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        """Also against what lies in the bin, which the ordinary rows do not show."""
        super().validate_unique(exclude)
        own = {field.name: models.Value(getattr(self, field.attname), field) for field in self._meta.concrete_fields}
        removed = type(self)._base_manager.filter(removed_at__isnull=False).exclude(pk=self.pk)
        for names, condition in _unique(type(self)):
            values = {name: getattr(self, name) for name in names}
            if set(names) <= set(exclude or ()) or None in values.values() or is_ruled_out(condition, self):
                continue
            taken = removed.filter(condition, **values).exists()
            if taken and condition.check(own):
                sentence = gettext("The same %(kind)s lies in the recycle bin. Have it restored instead.")
                raise ValidationError(sentence % {"kind": self._meta.verbose_name}, code="in_recycle_bin")


def plainly_right(record: models.Model) -> set[str]:
    """The fields `clean_fields` would find nothing in: days, and texts that are only not to be too long."""
    values = vars(record)
    texts, days = _free(type(record))
    found = {
        name for name, most, blank in texts
        if isinstance(value := values.get(name), str) and len(value) <= most and (value or blank)
    }  # fmt: skip
    return found.union(name for name in days if type(values.get(name)) is date)


@cache
def _free(model: type[models.Model]) -> tuple[list[tuple[str, float, bool]], list[str]]:
    """Text fields of which only the length is checked (name, longest, may it be empty), and days of any time."""
    texts = []
    for field in model._meta.concrete_fields:
        if type(field) in (models.CharField, models.TextField) and not field.choices:
            limits = [check.limit_value for check in field.validators if type(check) is MaxLengthValidator]
            if len(limits) == len(field.validators):
                texts.append((field.name, min(limits, default=inf), field.blank))
    days = [f.name for f in model._meta.concrete_fields if type(f) is models.DateField and not f.validators]
    return texts, days


def is_ruled_out(condition: models.Q, record: models.Model) -> bool:
    """Whether a condition surely does not hold for this record, without asking the database."""
    values = {field.name: getattr(record, field.attname) for field in record._meta.concrete_fields}
    try:
        return holds(condition, values) is not True
    except NotPlain:
        return False


def _unique(model: type[models.Model]) -> Iterator[tuple[tuple[str, ...], models.Q]]:
    """What is unique in a model: names of fields, and under which condition."""
    for field in model._meta.concrete_fields:
        if field.unique and not field.primary_key:
            yield (field.name,), models.Q()
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            yield tuple(constraint.fields), constraint.condition or models.Q()


def absorbed(record: models.Model) -> list[int]:
    """The ids of the records that were merged into this one."""
    if not isinstance(record, Removable):
        return []
    rows: Any = type(record)._base_manager
    return list(rows.filter(merged_into=record.pk).order_by("pk").values_list("pk", flat=True))


_meanwhile: Callable[[Record, int], str] | None = None


def tell_meanwhile(teller: Callable[[Record, int], str]) -> None:
    """Have this function say who changed a record since a revision, and what (the journal does)."""
    global _meanwhile  # noqa: PLW0603
    _meanwhile = teller


def lock(record: R, *, revision: int | None = None) -> R:
    """Read the record again under its row lock (inside the caller's transaction).

    With `revision`: raises Stale when somebody else has changed it since that revision was shown. A record that was
    read under its lock (`held`) is given back as it is, once.
    """
    if record.held_in is not None and record.held_in is _transaction():
        fresh = record
    else:
        fresh = type(record)._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    fresh.held_in = None
    if revision is not None and fresh.revision != revision:
        if _meanwhile is not None and (who := _meanwhile(fresh, revision)):
            raise Stale(gettext("%(who)s Look at the new state, then act again.") % {"who": who})
        raise Stale(gettext("Somebody changed this record meanwhile. Look at the new state, then act again."))
    return fresh


def held(record: R) -> R:
    """Remember that a record was just read under its row lock, so that the action it is handed to need not again."""
    record.held_in = _transaction()
    return record


def _transaction() -> object:
    """What is the same until the caller's transaction ends; None outside of one."""
    return next(iter(connection.atomic_blocks), None)


class AnsweredPost(models.Model):
    """A post that was carried out, by its client key: a repeat gives the same answer and does nothing again."""

    person_id = models.BigIntegerField()
    key = models.CharField(max_length=80)
    path = models.CharField(max_length=300)
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=0)
    location = models.CharField(max_length=500, blank=True)
    body = models.TextField(blank=True)

    class Meta:
        verbose_name = _("answered post")
        verbose_name_plural = _("answered posts")
        constraints = [models.UniqueConstraint(fields=["person_id", "key"], name="kernel_answered_post_once")]
        indexes = [models.Index(fields=["at"], name="kernel_answered_at")]

    def __str__(self) -> str:
        return self.key


class Stamp(models.Model):
    """The present stamp of some small tables; another one with each change of theirs (see stamps.py)."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.UUIDField()

    class Meta:
        verbose_name = _("stamp")
        verbose_name_plural = _("stamps")

    def __str__(self) -> str:
        return self.name
