"""The work processes give to people (WFL-2..4): items in inboxes, copies to read, deputies."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.workflow.graph import Node
from leadtocash.foundation.workflow.models.processes import Activity, ProcessInstance


class WorkItem(models.Model):
    """A step in one person's inbox.

    slot: for whom he signs (a role, a department of a countersign); several items of one slot are a pool in
    which the first to act acts for all. place: the order of signing. revision: the record's revision the
    decision was made on. is_fallback: nobody was found, so it lies with the administrators, who may only hand
    it on. on_behalf_of: whose work it is while it lies with his deputy. under, added: to which item this
    signer was added, and how; he belongs to its slot and never counts by himself. claimed_at, set_aside: one
    of a pool took it, and the others' items wait closed until he gives it back. automatic: why nobody had to
    be asked.
    """

    class State(models.TextChoices):
        OPEN = "open", _("To do")
        WAITING = "waiting", _("Waiting for the one before")
        DONE = "done", _("Done")
        CLOSED = "closed", _("No longer needed")
        TRANSFERRED = "transferred", _("Handed on")
        RECALLED = "recalled", _("Taken back")
        REMOVED = "removed", _("Taken out")

    class Added(models.TextChoices):
        BEFORE = "before", _("signs before")
        AFTER = "after", _("signs after")
        BESIDE = "beside", _("signs beside")

    class Automatic(models.TextChoices):
        REPEAT = "repeat", _("has approved before")
        OWN = "own", _("is the applicant")
        NOBODY = "nobody", _("nobody was found")

    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="items")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="items")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="work_items",
        verbose_name=_("assignee"),
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sent by"),
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("on behalf of"),
    )
    under = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="added_items",
        verbose_name=_("added to"),
    )
    added = models.CharField(_("how added"), max_length=6, choices=Added, blank=True)
    slot = models.CharField(_("signs for"), max_length=60, blank=True)
    label = models.CharField(_("signs for"), max_length=80, blank=True)
    place = models.PositiveSmallIntegerField(_("order"), default=0)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    is_fallback = models.BooleanField(_("nobody was found"), default=False)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    set_aside = models.BooleanField(_("set aside"), default=False)
    automatic = models.CharField(_("automatic"), max_length=8, choices=Automatic, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Activity.Outcome, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    revision = models.PositiveIntegerField(_("revision seen"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    seen_at = models.DateTimeField(_("first seen at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "slot", "assignee"],
                condition=Q(state__in=("open", "waiting")),
                name="workflow_item_once",
            ),
            models.CheckConstraint(
                condition=Q(under=None, added="") | (Q(under__isnull=False) & ~Q(added="")), name="workflow_item_added"
            ),
        ]
        indexes = [
            models.Index(
                F("assignee"),
                F("opened_at").desc(),
                F("id").desc(),
                condition=Q(state="open"),
                name="workflow_item_inbox",
            ),
            models.Index(
                F("assignee"),
                F("closed_at").desc(nulls_last=True),
                F("id").desc(),
                condition=Q(state="done"),
                name="workflow_item_done",
            ),
            models.Index(F("assignee"), F("due_at"), F("id"), condition=Q(state="open"), name="workflow_item_due"),
            models.Index(F("due_at"), F("id"), condition=Q(state="open"), name="workflow_item_late"),
            models.Index(fields=["closed_at"], condition=Q(state="done"), name="workflow_item_closed"),
            models.Index(
                F("on_behalf_of"),
                F("id").desc(),
                condition=Q(on_behalf_of__isnull=False) & Q(state__in=("open", "waiting")),
                name="workflow_item_behalf",
            ),
            models.Index(F("assignee"), F("id"), condition=Q(state__in=("open", "waiting")), name="workflow_item_live"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} · {self.assignee}"

    def get_absolute_url(self) -> str:
        return reverse("workflow:item", args=[self.pk])

    @property
    def step(self) -> Node:
        """The step it belongs to."""
        return self.instance.graph.nodes[self.activity.node]

    @property
    def is_live(self) -> bool:
        """Is it, or will it be, somebody's to do?"""
        return self.state in (self.State.OPEN, self.State.WAITING)


class Copy(models.Model):
    """A person was given a process to read: by a colleague, or by the definition when a step was decided."""

    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="copies")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="process_copies",
        db_index=False,
        verbose_name=_("person"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("from"),
    )
    step = models.CharField(_("step"), max_length=60, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("copy")
        verbose_name_plural = _("copies")
        indexes = [
            models.Index(F("person"), F("at").desc(), F("id").desc(), name="workflow_copy_list"),
            models.Index(F("person"), F("id"), condition=Q(read_at=None), name="workflow_copy_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.instance} · {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("workflow:document", args=[self.instance_id])


class Delegation(models.Model):
    """Somebody's work goes to his deputy from one day until another (both included).

    kinds: keys of processes, none: all. begun_at: when open work was handed over; ended_at: when what was
    left went back. One hop only: what lies with a deputy does not go on to the deputy's own deputy.
    """

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("principal")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deputyships", verbose_name=_("deputy")
    )
    from_day = models.DateField(_("from"))
    until_day = models.DateField(_("until"))
    kinds = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("processes"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("created by"),
    )
    begun_at = models.DateTimeField(_("began at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(condition=Q(until_day__gte=F("from_day")), name="workflow_delegation_days"),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="workflow_delegation_two_people"),
        ]
        indexes = [
            models.Index(fields=["from_day", "until_day"], condition=Q(ended_at=None), name="workflow_delegation_live")
        ]

    def __str__(self) -> str:
        return f"{self.principal} → {self.deputy}"

    def get_absolute_url(self) -> str:
        return reverse("workflow:delegation", args=[self.pk])

    def covers(self, process: str) -> bool:
        """Does it hold for this process?"""
        return not self.kinds or process in self.kinds
