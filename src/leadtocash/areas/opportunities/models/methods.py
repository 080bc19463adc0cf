"""Sales methods as data (OPP-3): stages with the buyer's step, criteria of the gate, tasks."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.models import Record


class SalesMethod(Record):
    """One version of a named stage model; several methods stand side by side.

    What is in force does not change any more: a change is a draft that takes its place as the next version, and
    opportunities that are under way keep theirs.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_FORCE = "in_force", _("In force")
        RETIRED = "retired", _("Out of force")

    code = models.CharField(_("code"), max_length=30)
    version = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.IN_FORCE, editable=False)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    is_default = models.BooleanField(_("default"), default=False)

    access = Access(view="opportunities.see_methods", owner="", department="")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("sales method")
        verbose_name_plural = _("sales methods")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="opportunities_method_version"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(state="in_force"), name="opportunities_method_in_force"
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(state="draft"),
                name="opportunities_method_draft",
                violation_error_message=_("There is a draft of this method already."),
            ),
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True, state="in_force"),
                name="opportunities_one_default",
            ),
        ]

    def __str__(self) -> str:
        return own_language(self.name, self.name_en)

    def get_absolute_url(self) -> str:
        return reverse("opportunities:method", args=[self.pk])


class Stage(models.Model):
    """A step of a method: what the buyer does meanwhile, the win probability in percent, expected days.

    review: somebody decides before the stage is entered, whoever holds the role `review_by`; empty: as the authority
    matrix says. quote_required: it is not left without an approved quotation. may_skip: one may go past it.
    max_probability: no forecast of a deal in this stage goes beyond it.
    """

    class Phase(models.TextChoices):
        """The step of the funnel (OPP-2)."""

        PROSPECT = "prospect", _("Prospect")
        INTEREST = "interest", _("Interested")
        NEGOTIATION = "negotiation", _("In negotiation")

    method = models.ForeignKey(SalesMethod, on_delete=models.CASCADE, related_name="stages", verbose_name=_("method"))
    position = models.PositiveSmallIntegerField(_("order"))
    name = models.CharField(_("stage"), max_length=40)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    buyer_step = models.CharField(_("buyer's step"), max_length=60, blank=True)
    phase = models.CharField(_("step of the funnel"), max_length=12, choices=Phase, default=Phase.PROSPECT)
    probability = models.PositiveSmallIntegerField(_("probability %"), validators=[MaxValueValidator(100)])
    max_probability = models.PositiveSmallIntegerField(
        _("probability at most %"), default=100, validators=[MaxValueValidator(100)]
    )
    expected_days = models.PositiveSmallIntegerField(_("expected days"), default=14, validators=[MinValueValidator(1)])
    review = models.BooleanField(_("review before it"), default=False)
    review_by = models.CharField(_("reviewed by"), max_length=40, blank=True, default="sales_manager")
    quote_required = models.BooleanField(_("needs an approved quotation"), default=False)
    may_skip = models.BooleanField(_("may be skipped"), default=False)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["method", "position"]
        constraints = [
            models.UniqueConstraint(fields=["method", "position"], name="opportunities_stage_once"),
            models.CheckConstraint(
                condition=Q(max_probability__gte=F("probability")),
                name="opportunities_stage_probability",
                violation_error_message=_("The stage's own probability is above its highest."),
            ),
        ]

    def __str__(self) -> str:
        return own_language(self.name, self.name_en)


class Criterion(models.Model):
    """What must be so before the stage after this one is entered (OPP-4).

    check: the name of what the system can find out itself, with its `params`; empty: somebody confirms it, with the
    evidence that is asked for. clause: where the policy asks for it.
    """

    class Evidence(models.TextChoices):
        NOTE = "note", _("A note")
        FILE = "file", _("A file")
        PROMISE = "promise", _("Who promised it, and when")

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="criteria", verbose_name=_("stage"))
    position = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("criterion"), max_length=160)
    text_en = models.CharField(_("English text"), max_length=200, blank=True)
    check_name = models.CharField(_("checked by the system"), max_length=40, blank=True)
    params = models.JSONField(_("details of the check"), default=dict, blank=True)
    evidence = models.CharField(_("evidence"), max_length=8, choices=Evidence, default=Evidence.NOTE)
    clause = models.CharField(_("clause"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("gate criterion")
        verbose_name_plural = _("gate criteria")
        ordering = ["stage", "position"]
        constraints = [models.UniqueConstraint(fields=["stage", "position"], name="opportunities_criterion_once")]

    def __str__(self) -> str:
        return own_language(self.text, self.text_en)


class StageTask(models.Model):
    """Work the method asks for in a stage, within so many working days of entering it. role: whose work it is."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="tasks", verbose_name=_("stage"))
    position = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("task"), max_length=160)
    text_en = models.CharField(_("English text"), max_length=200, blank=True)
    days = models.PositiveSmallIntegerField(_("within working days"), default=5)
    required = models.BooleanField(_("asked for at the gate"), default=False)
    role = models.CharField(_("role"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("task of a stage")
        verbose_name_plural = _("tasks of a stage")
        ordering = ["stage", "position"]
        constraints = [models.UniqueConstraint(fields=["stage", "position"], name="opportunities_task_once")]

    def __str__(self) -> str:
        return own_language(self.text, self.text_en)


class StagePaper(models.Model):
    """A paper a stage begins with or brings forth.

    code: of the policies' forms; category: among which files of the deal it is looked for; required: the stage is not
    left without it; role: who writes it.
    """

    class Use(models.TextChoices):
        INPUT = "input", _("Needed")
        OUTPUT = "output", _("Brought forth")

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="papers", verbose_name=_("stage"))
    position = models.PositiveSmallIntegerField(_("order"))
    text = models.CharField(_("paper"), max_length=100)
    text_en = models.CharField(_("English text"), max_length=160, blank=True)
    use = models.CharField(_("use"), max_length=6, choices=Use, default=Use.OUTPUT)
    code = models.CharField(_("form"), max_length=8, blank=True)
    category = models.CharField(_("kind of file"), max_length=40, blank=True)
    required = models.BooleanField(_("asked for at the gate"), default=False)
    role = models.CharField(_("role"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("paper of a stage")
        verbose_name_plural = _("papers of a stage")
        ordering = ["stage", "position"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "position"], name="opportunities_paper_once"),
            models.CheckConstraint(
                condition=Q(required=False) | ~Q(category=""),
                name="opportunities_paper_findable",
                violation_error_message=_("A paper asked for at the gate needs its kind of file."),
            ),
        ]

    def __str__(self) -> str:
        return own_language(self.text, self.text_en)
