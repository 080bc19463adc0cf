"""The sales journal of a person for a day or a week (XSRZ; CRM-5)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.kernel.extra import Extensible, extra_index
from leadtocash.foundation.kernel.models import Record


class SalesJournal(Record, Extensible):
    """What a seller says about his days; the visits of these days stand in it by themselves."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        HANDED_IN = "handed_in", _("Handed in")
        READ = "read", _("Read")

    number = models.CharField(_("journal number"), max_length=30, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    summary = models.TextField(_("what came of it"), max_length=4000)
    outlook = models.TextField(_("what is next"), max_length=2000, blank=True)
    help_wanted = models.TextField(_("where help is needed"), max_length=1000, blank=True)
    remark = models.TextField(_("superior's remark"), max_length=1000, blank=True, editable=False)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="+", verbose_name=_("read by"),
    )  # fmt: skip
    handed_in_at = models.DateTimeField(_("handed in at"), null=True, blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))

    access = Access(view="visits.journals")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("sales journal")
        verbose_name_plural = _("sales journals")
        constraints = [
            models.CheckConstraint(
                name="visits_journal_days", condition=Q(last_day__gte=F("first_day")),
                violation_error_message=_("The last day lies before the first."),
            ),
            models.UniqueConstraint(
                fields=["owner", "first_day", "last_day"], name="visits_journal_once",
                violation_error_message=_("There is a journal for these days already."),
            ),
        ]  # fmt: skip
        indexes = [
            extra_index("visits_journal_extra"),
            models.Index(fields=["-last_day", "-id"], name="visits_journals_by_day"),
            models.Index(fields=["owner", "-last_day"], name="visits_journals_of_owner"),
            models.Index(fields=["department", "-last_day"], name="visits_journals_of_dept"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.owner}"

    def get_absolute_url(self) -> str:
        return reverse("visits:journal", args=[self.pk])
