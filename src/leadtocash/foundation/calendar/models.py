"""Days that differ from the ordinary week, statutory holidays and make-up days; the hours of work (ORG-6)."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CalendarDay(models.Model):
    """A weekday that is free, or a weekend day that is worked. `confirmed`: by an official notice."""

    day = models.DateField(_("day"), unique=True)
    working = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    confirmed = models.BooleanField(_("confirmed by official notice"), default=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class WorkingHours(models.Model):
    """When a working day begins and ends in the company, and its break. There is one row; without it 9 to 18.

    Reminders go out when work begins; working time is counted between these hours.
    """

    begin = models.TimeField(_("work begins"), default=time(9))
    break_begin = models.TimeField(_("break begins"), default=time(12))
    break_end = models.TimeField(_("break ends"), default=time(13))
    end = models.TimeField(_("work ends"), default=time(18))

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(begin__lt=F("end"))
                & Q(break_begin__gte=F("begin"))
                & Q(break_end__gte=F("break_begin"))
                & Q(end__gte=F("break_end")),
                name="calendar_hours_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}-{self.end:%H:%M}"

    def clean(self) -> None:
        """The four moments must follow each other."""
        if not self.begin <= self.break_begin <= self.break_end <= self.end or self.begin >= self.end:
            raise ValidationError({"end": _("Work begins, breaks, goes on and ends in this order.")})


class CalendarFeed(models.Model):
    """The secret address under which a person's deadlines are read by other programs; only its digest is kept."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.person_id)
