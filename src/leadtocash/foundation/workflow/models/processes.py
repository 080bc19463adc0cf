"""Definitions and running processes (WFL-1): instances, activities, tokens, timers.

The business record is the truth; a process holds tokens and routing values only. Live tokens exist while a
process runs; what happened stays in activities, work items and the record's journal.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.workflow.graph import Graph


class ProcessDefinition(models.Model):
    """A published version of a process.

    Never changed; a change is the next version, running ones keep theirs.
    """

    key = models.CharField(_("process"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80, blank=True)
    record_kind = models.CharField(_("record kind"), max_length=60)
    bpmn = models.TextField(_("BPMN"))
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        verbose_name = _("process definition")
        verbose_name_plural = _("process definitions")
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="workflow_definition_once")]

    def __str__(self) -> str:
        return f"{self.label} V{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("workflow:process", args=[self.key])

    @property
    def label(self) -> str:
        return own_language(self.name, self.name_en)


class Retirement(models.Model):
    """A process that is started no more; what runs goes on. There as long as it is retired.

    Who retired it, took it back and why stays in the journal of its newest version.
    """

    process = models.CharField(_("process"), max_length=60, unique=True)
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("retired at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("retired by")
    )

    class Meta:
        verbose_name = _("retired process")
        verbose_name_plural = _("retired processes")

    def __str__(self) -> str:
        return self.process


class ProcessInstance(models.Model):
    """One run of a process on one record.

    values: outcomes of steps and results of tables, for the conditions; rounds: how often each step was
    opened. last_item, recallable: which decision (none: the start itself) can still be taken back. round_at:
    since when nothing was rejected, sent back or begun again: only what was approved since then can stand for
    a later approval. restarts: how often it began again. urged_at: when somebody last asked for speed.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        ENDED = "ended", _("Ended")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    definition = models.ForeignKey(
        ProcessDefinition,
        on_delete=models.PROTECT,
        related_name="instances",
        verbose_name=_("process definition"),
    )
    process = models.CharField(_("process"), max_length=60)
    record_kind = models.CharField(_("record kind"), max_length=60)
    record_id = models.BigIntegerField(_("record"))
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RUNNING)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    started_at = models.DateTimeField(_("started at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    values = models.JSONField(default=dict)
    rounds = models.JSONField(default=dict)
    last_item = models.BigIntegerField(null=True, blank=True)
    recallable = models.BooleanField(default=True)
    round_at = models.DateTimeField(_("round began at"))
    restarts = models.PositiveSmallIntegerField(_("began again"), default=0)
    urged_at = models.DateTimeField(_("urged at"), null=True, blank=True)

    class Meta:
        verbose_name = _("process instance")
        verbose_name_plural = _("process instances")
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "process"],
                condition=Q(state="running"),
                name="workflow_instance_runs_once",
            ),
            models.CheckConstraint(
                condition=Q(state="running", ended_at=None) | (~Q(state="running") & ~Q(ended_at=None)),
                name="workflow_instance_end_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["record_kind", "record_id"], name="workflow_instance_record"),
            models.Index(F("started_by"), F("started_at").desc(), F("id").desc(), name="workflow_instance_started"),
        ]

    def __str__(self) -> str:
        return f"{self.process} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("workflow:instance", args=[self.pk])

    @property
    def graph(self) -> Graph:
        """The process it runs by."""
        from leadtocash.foundation.workflow.definitions import graph_of

        return graph_of(self.definition_id)


class Activity(models.Model):
    """One opening of a step or of a waiting for an event.

    process: that of its instance, for the board of open steps. lineage: the ids of its token and of the tokens
    around it, from the outermost: where a recall puts it back. resume_to: the step that sent it back and is
    entered directly when this one is finished (straight back).
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        DONE = "done", _("Done")
        RETURNED = "returned", _("Sent back")
        RECEIVED = "received", _("Has happened")
        TIMED_OUT = "timed_out", _("Timed out")
        CANCELLED = "cancelled", _("No longer needed")
        RECALLED = "recalled", _("Taken back")

    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="activities")
    process = models.CharField(_("process"), max_length=60)
    node = models.CharField(_("step"), max_length=60)
    round = models.PositiveIntegerField(_("round"), default=1)
    lineage = models.CharField(max_length=200)
    event = models.CharField(_("event"), max_length=60, blank=True)
    resume_to = models.CharField(max_length=60, blank=True)
    is_open = models.BooleanField(_("open"), default=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=True, outcome="", closed_at=None)
                | (Q(is_open=False) & ~Q(outcome="") & ~Q(closed_at=None)),
                name="workflow_activity_open_or_closed",
            )
        ]
        indexes = [
            models.Index(fields=["instance", "node"], name="workflow_activity_step"),
            models.Index(fields=["event"], condition=Q(is_open=True) & ~Q(event=""), name="workflow_activity_waiting"),
            models.Index(
                fields=["process", "node", "opened_at", "id"], condition=Q(is_open=True), name="workflow_activity_board"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node} #{self.round}"

    @property
    def name(self) -> str:
        """The step's name in the reader's language."""
        return self.instance.graph.nodes[self.node].label


class Token(models.Model):
    """Where a running process stands.

    A fork parks its token; the children stand on its branches until the join.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        PARKED = "parked", _("Parked at a fork")
        ARRIVED = "arrived", _("Waiting at a join")

    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="tokens")
    parent = models.ForeignKey("self", on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+")
    node = models.CharField(_("step"), max_length=60)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE)
    activity = models.OneToOneField(
        Activity,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="token",
        verbose_name=_("activity"),
    )

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return f"{self.node} {self.state}"


class Timer(models.Model):
    """A moment at which something happens to an open activity:

    `boundary` names the timer, "" is the limit itself.
    """

    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="timers")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="timers")
    boundary = models.CharField(max_length=60, blank=True)
    fire_at = models.DateTimeField(_("fires at"))

    class Meta:
        verbose_name = _("timer")
        verbose_name_plural = _("timers")
        indexes = [models.Index(fields=["fire_at", "id"], name="workflow_timer_due")]

    def __str__(self) -> str:
        return f"{self.activity} {self.boundary}"
