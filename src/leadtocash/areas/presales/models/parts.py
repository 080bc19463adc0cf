"""The parts of a pre-sales project: who is in the team, what is analysed, planned, feared, told and spent."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.presales.models.projects import LONG, PresalesProject
from leadtocash.foundation.access.scoping import Access, ScopedQuerySet
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.kernel.money import MoneyField


class Part(models.Model):
    """What belongs to a project is seen by whoever sees the project, and is journalled there."""

    project = models.ForeignKey(PresalesProject, on_delete=models.CASCADE, verbose_name=_("pre-sales project"))

    access = Access(parent="project")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return self.project.get_absolute_url()


class Written(Part, Record):
    """A part several people may write at a time: it has a revision and a history of its own."""

    class Meta:
        abstract = True


class TeamMember(Part):
    """Somebody in a role of the team, until he is released."""

    class Role(models.TextChoices):
        DIRECTOR = "director", _("Project director")
        CUSTOMER = "customer", _("Responsible for the customer")
        SOLUTION = "solution", _("Responsible for the solution")
        FULFILMENT = "fulfilment", _("Responsible for fulfilment")
        QUALITY = "quality", _("Quality assurance")
        SPONSOR = "sponsor", _("Executive sponsor")
        SUPPLY = "supply", _("Supply chain manager")

    project = models.ForeignKey(
        PresalesProject, on_delete=models.CASCADE, related_name="members", verbose_name=_("pre-sales project")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    since = models.DateField(_("in the team since"), editable=False)
    released_on = models.DateField(_("released on"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "role"], condition=Q(released_on=None), name="presales_role_once"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.person}"


class Element(Written):
    """One of the four elements: what was found, where it should get to, and how."""

    class Kind(models.TextChoices):
        RELATION = "relation", _("Customer relation")
        SOLUTION = "solution", _("Solution")
        DELIVERY = "delivery", _("Project delivery")
        COMMERCIAL = "commercial", _("Commercial and finance")

    project = models.ForeignKey(
        PresalesProject, on_delete=models.CASCADE, related_name="elements", verbose_name=_("pre-sales project")
    )
    kind = models.CharField(_("element"), max_length=10, choices=Kind, editable=False)
    findings = models.TextField(_("analysis"), blank=True, max_length=LONG)
    goal = models.TextField(_("goal"), blank=True, max_length=LONG)
    strategy = models.TextField(_("strategy"), blank=True, max_length=LONG)

    class Meta:
        verbose_name = _("element")
        verbose_name_plural = _("elements")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["project", "kind"], name="presales_element_once")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class ElementAction(Written):
    """What somebody does for an element until a day, from another on where that is said: the schedule of the plan."""

    project = models.ForeignKey(
        PresalesProject, on_delete=models.CASCADE, related_name="actions", verbose_name=_("pre-sales project")
    )
    kind = models.CharField(_("element"), max_length=10, choices=Element.Kind)
    what = models.CharField(_("what to do"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"), db_index=False
    )
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("until"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("planned action")
        verbose_name_plural = _("planned actions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="presales_action_days",
                condition=Q(starts_on=None) | Q(starts_on__lte=F("due_on")),
                violation_error_message=_("It ends on the day it begins, or later."),
            )
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="presales_actions_by_day"),
            models.Index(fields=["owner", "due_on"], condition=Q(done_on=None), name="presales_actions_open"),
        ]

    def __str__(self) -> str:
        return self.what


class Risk(Written):
    """What may go wrong, how likely and how badly (1 to 3 each), and who sees to it until when."""

    class State(models.TextChoices):
        OPEN = "open", _("Followed up")
        HAPPENED = "happened", _("Has happened")
        OVER = "over", _("No longer a risk")

    class Degree(models.IntegerChoices):
        LOW = 1, _("Low")
        MIDDLE = 2, _("Middle")
        HIGH = 3, _("High")

    project = models.ForeignKey(
        PresalesProject, on_delete=models.CASCADE, related_name="risks", verbose_name=_("pre-sales project")
    )
    what = models.CharField(_("risk"), max_length=200)
    probability = models.PositiveSmallIntegerField(
        _("probability"), choices=Degree, default=Degree.MIDDLE, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    effect = models.PositiveSmallIntegerField(
        _("effect"), choices=Degree, default=Degree.MIDDLE, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    measure = models.CharField(_("measure"), max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"), db_index=False
    )
    due_on = models.DateField(_("until"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["due_on", "id"], name="presales_risks_by_day"),
            models.Index((F("probability") * F("effect")).desc(), F("id").desc(), name="presales_risks_by_weight"),
            models.Index(fields=["owner", "due_on"], condition=Q(state="open"), name="presales_risks_open"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def weight(self) -> int:
        """1 to 9: how likely times how badly."""
        return self.probability * self.effect


class Communication(Written):
    """With whom of the customer, partners or ourselves one speaks, about what, how often."""

    class Every(models.TextChoices):
        WEEK = "week", _("every week")
        FORTNIGHT = "fortnight", _("every two weeks")
        MONTH = "month", _("every month")
        NEED = "need", _("when needed")

    project = models.ForeignKey(
        PresalesProject, on_delete=models.CASCADE, related_name="communications", verbose_name=_("pre-sales project")
    )
    with_whom = models.CharField(_("with whom"), max_length=120)
    what = models.CharField(_("about what, how"), max_length=200)
    every = models.CharField(_("rhythm"), max_length=10, choices=Every, default=Every.WEEK)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who"), db_index=False
    )
    next_on = models.DateField(_("next on"))

    class Meta:
        verbose_name = _("communication")
        verbose_name_plural = _("communication plan")
        ordering = ["next_on", "pk"]
        indexes = [
            models.Index(fields=["owner", "next_on"], name="presales_talks_of_owner"),
            models.Index(fields=["next_on", "id"], name="presales_talks_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.with_whom} \u00b7 {self.what}"


class Cost(Part):
    """Money spent on winning the deal, in yuan; one that was wrong is taken back and stays to be seen."""

    class Category(models.TextChoices):
        TRAVEL = "travel", _("Travel")
        RECEPTION = "reception", _("Reception and visits")
        SAMPLE = "sample", _("Samples and tests")
        BID = "bid", _("Bid documents and fees")
        SERVICE = "service", _("Outside services")
        LABOUR = "labour", _("Labour")
        OTHER = "other", _("Other")

    project = models.ForeignKey(
        PresalesProject, on_delete=models.CASCADE, related_name="costs", verbose_name=_("pre-sales project")
    )
    category = models.CharField(_("category"), max_length=10, choices=Category)
    amount = MoneyField(_("amount"))
    spent_on = models.DateField(_("spent on"))
    what = models.CharField(_("spent for"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("spent by"), db_index=False
    )
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("pre-sales cost")
        verbose_name_plural = _("pre-sales costs")
        ordering = ["-spent_on", "-pk"]
        constraints = [models.CheckConstraint(name="presales_cost_is_something", condition=Q(amount__gt=0))]
        indexes = [models.Index(fields=["-spent_on", "-id"], name="presales_costs_by_day")]

    def __str__(self) -> str:
        return self.what
