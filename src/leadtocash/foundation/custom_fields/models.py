"""Fields a company adds to a kind of record; their values stand in the records (`kernel.extra`)."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.models import Record


class CustomField(Record):
    """One field of one kind of record. Its code, kind and, once there are values, its type never change.

    choices: [{code, label, label_en, active}] in their order; default: as a value is kept; seen_by, edited_by: codes
    of roles, nobody named: whoever sees the record, whoever sees the field; places: after the point, of a decimal;
    by_words: an index finds words in it, words_ready: it is there (`indexing`).
    """

    class Type(models.TextChoices):
        TEXT = "text", _("Text, one line")
        LONG = "long", _("Long text")
        INTEGER = "integer", _("Whole number")
        DECIMAL = "decimal", _("Decimal number")
        MONEY = "money", _("Money in yuan")
        DATE = "date", _("Date")
        YES_NO = "yes_no", _("Yes or no")
        CHOICE = "choice", _("One choice")
        CHOICES = "choices", _("Several choices")
        PERSON = "person", _("Person")

    journal_hides = ("kind", "position", "words_ready")

    kind = models.CharField(_("kind of record"), max_length=60)
    code = models.CharField(_("code"), max_length=30)
    label = models.CharField(_("label"), max_length=40)
    label_en = models.CharField(_("English label"), max_length=60, blank=True)
    help = models.CharField(_("help"), max_length=200, blank=True)
    help_en = models.CharField(_("English help"), max_length=200, blank=True)
    type = models.CharField(_("type"), max_length=10, choices=Type)
    places = models.PositiveSmallIntegerField(_("decimal places"), default=2, validators=[MaxValueValidator(6)])
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    required = models.BooleanField(_("required"), default=False)
    default = models.JSONField(_("default"), null=True, blank=True)
    heading = models.CharField(_("heading"), max_length=40, blank=True)
    heading_en = models.CharField(_("English heading"), max_length=60, blank=True)
    position = models.PositiveIntegerField(_("place in the order"), default=0)
    seen_by = ArrayField(models.CharField(max_length=40), verbose_name=_("seen by"), default=list, blank=True)
    edited_by = ArrayField(models.CharField(max_length=40), verbose_name=_("edited by"), default=list, blank=True)
    in_list = models.BooleanField(_("column of the list by default"), default=False)
    is_unique = models.BooleanField(_("no two records have the same value"), default=False)
    by_words = models.BooleanField(_("often filtered by words"), default=False)
    words_ready = models.BooleanField(_("index of its words is ready"), default=False, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        ordering = ["kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"],
                name="custom_fields_code_once",
                violation_error_message=_("This kind of record already has a field with this code."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("custom_fields:field", args=[self.pk])

    @property
    def name(self) -> str:
        """The label in the reader's language."""
        return own_language(self.label, self.label_en)

    @property
    def hint(self) -> str:
        """The help in the reader's language."""
        return own_language(self.help, self.help_en)

    @property
    def group(self) -> str:
        """The heading in the reader's language, "" for the common one."""
        return own_language(self.heading, self.heading_en)

    @property
    def key(self) -> str:
        """Its name among the columns, filters and inputs of its kind."""
        return f"extra_{self.code}"

    @property
    def path(self) -> str:
        """Its name in the journal, in imports and in the API's field errors."""
        return f"extra.{self.code}"

    def options(self, *, all_of_them: bool = False) -> list[tuple[str, str]]:
        """(code, label) of the choices in use, or of all there ever were."""
        return [(one["code"], label_of(one)) for one in self.choices if all_of_them or one["active"]]


def label_of(choice: dict[str, Any]) -> str:
    """A choice in the reader's language."""
    return own_language(choice["label"], choice.get("label_en", ""))
