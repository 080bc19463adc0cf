"""Numbers of documents: rule, counter, register of what was given (ORG-7)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NumberRule(models.Model):
    """A company's own pattern for one document kind, in place of the shipped one."""

    kind = models.CharField(_("document kind"), max_length=40, unique=True)
    pattern = models.CharField(_("pattern"), max_length=80)

    class Meta:
        verbose_name = _("numbering rule")
        verbose_name_plural = _("numbering rules")

    def __str__(self) -> str:
        return f"{self.kind}: {self.pattern}"


class Counter(models.Model):
    """The last sequence given per kind, year and department; its row lock makes numbers gap-free."""

    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    department_code = models.CharField(max_length=20, blank=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter")
        verbose_name_plural = _("counters")
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "department_code"], name="numbering_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.department_code}: {self.last}"


class GivenNumber(models.Model):
    """A number that was given; kept for ever, so that it is never given again."""

    kind = models.CharField(max_length=40)
    number = models.CharField(_("number"), max_length=60)
    year = models.PositiveSmallIntegerField()
    department_code = models.CharField(max_length=20, blank=True)
    seq = models.PositiveIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("given number")
        verbose_name_plural = _("given numbers")
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="numbering_number_once"),
            models.UniqueConstraint(fields=["kind", "year", "department_code", "seq"], name="numbering_seq_once"),
        ]

    def __str__(self) -> str:
        return self.number
