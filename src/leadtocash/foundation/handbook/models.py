"""The company's policy handbook, edition by edition, and the memory of refusals.

A published edition is never changed: what counts is the newest published one of each policy.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.models import Record


class Book(Record):
    """A policy.

    is_own: the company works by it; of the others only what the product cites is shown, as product rules.
    """

    policy = models.CharField(_("policy code"), max_length=12, unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=120)
    text_zh = models.TextField(_("Chinese introduction"), blank=True)
    text_en = models.TextField(_("English introduction"), blank=True)
    is_own = models.BooleanField(_("own policy"), default=False)

    class Meta:
        verbose_name = _("policy book")
        verbose_name_plural = _("policy books")
        ordering = ["policy"]

    def __str__(self) -> str:
        return f"{self.policy} {self.title}"

    def get_absolute_url(self) -> str:
        return f"{reverse('handbook:handbook')}?policy={self.policy}"

    @property
    def title(self) -> str:
        return own_language(self.title_zh, self.title_en)

    @property
    def text(self) -> str:
        return own_language(self.text_zh, self.text_en)


class HandbookEdition(Record):
    """One edition of a policy: a draft until published_at is set; never changed afterwards (the database refuses)."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="editions", verbose_name=_("policy book"))
    number = models.PositiveIntegerField(_("edition"))
    reason = models.CharField(_("reason for the change"), max_length=300)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("written by"))

    class Meta:
        verbose_name = _("handbook edition")
        verbose_name_plural = _("handbook editions")
        ordering = ["book", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["book", "number"], name="handbook_edition_once"),
            models.UniqueConstraint(
                fields=["book"], condition=Q(published_at=None), name="handbook_one_draft_of_a_book"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book.policy} V{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("handbook:edition", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class Chapter(models.Model):
    """A chapter of an edition. ref: its id in the policy ("S0 2.4"); slug: its name as a file."""

    edition = models.ForeignKey(
        HandbookEdition, on_delete=models.CASCADE, related_name="chapters", verbose_name=_("handbook edition")
    )
    place = models.PositiveSmallIntegerField(_("order"))
    ref = models.CharField(_("chapter number"), max_length=40)
    slug = models.CharField(max_length=60)
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=120)

    class Meta:
        verbose_name = _("handbook chapter")
        verbose_name_plural = _("handbook chapters")
        ordering = ["edition", "place"]
        constraints = [models.UniqueConstraint(fields=["edition", "ref"], name="handbook_chapter_once")]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    @property
    def title(self) -> str:
        return own_language(self.title_zh, self.title_en)


class ClauseRows(models.QuerySet["Clause"]):
    """Clauses by whether they count."""

    def in_force(self) -> ClauseRows:
        """Those of the newest published edition of each policy."""
        newest = (
            HandbookEdition.objects.exclude(published_at=None)
            .order_by("book_id", "-number")
            .distinct("book_id")
            .values("pk")
        )
        return self.filter(edition__in=newest)


class Clause(models.Model):
    """A clause of an edition. ref: what code, processes and people cite ("S0 2.4.3"); forms: codes it names."""

    edition = models.ForeignKey(
        HandbookEdition, on_delete=models.CASCADE, related_name="clauses", verbose_name=_("handbook edition")
    )
    chapter = models.ForeignKey(
        Chapter, on_delete=models.CASCADE, related_name="clauses", verbose_name=_("handbook chapter")
    )
    place = models.PositiveSmallIntegerField(_("order"))
    ref = models.CharField(_("clause number"), max_length=40)
    title_zh = models.CharField(_("Chinese title"), max_length=120)
    title_en = models.CharField(_("English title"), max_length=120)
    text_zh = models.TextField(_("Chinese text"))
    text_en = models.TextField(_("English text"))
    forms = ArrayField(models.CharField(max_length=10), verbose_name=_("forms"), default=list, blank=True)

    objects = models.Manager.from_queryset(ClauseRows)()

    class Meta:
        verbose_name = _("policy clause")
        verbose_name_plural = _("policy clauses")
        ordering = ["edition", "place"]
        constraints = [models.UniqueConstraint(fields=["edition", "ref"], name="handbook_clause_once")]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("handbook:clause", args=[self.ref.replace(" ", "-", 1)])

    @property
    def title(self) -> str:
        return own_language(self.title_zh, self.title_en)

    @property
    def text(self) -> str:
        return own_language(self.text_zh, self.text_en)


class Refusal(models.Model):
    """A rule said no to somebody. No text of a record is kept, only which rule, where, and on which record.

    area: app whose page or address was called; verb: name of that address; digest: of the sentence told, so that
    equal answers can be counted; record_kind and record_id: on what, where the address tells.
    """

    class Door(models.TextChoices):
        PAGE = "page", _("Page")
        API = "api", _("API")
        IMPORT = "import", _("Import")
        PROCESS = "process", _("Process")

    at = models.DateTimeField(_("at"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    code = models.CharField(_("code"), max_length=80)
    clause = models.CharField(_("clause number"), max_length=40, blank=True)
    digest = models.CharField(max_length=16)
    door = models.CharField(_("door"), max_length=8, choices=Door)
    area = models.CharField(_("area"), max_length=40, blank=True)
    verb = models.CharField(_("what"), max_length=120, blank=True)
    record_kind = models.CharField(_("record kind"), max_length=60, blank=True)
    record_id = models.BigIntegerField(_("record"), null=True, blank=True)

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        indexes = [
            models.Index(fields=["clause", "at"], name="handbook_refusal_clause"),
            models.Index(fields=["at"], name="handbook_refusal_at"),
        ]

    def __str__(self) -> str:
        return f"{self.clause} {self.code}"
