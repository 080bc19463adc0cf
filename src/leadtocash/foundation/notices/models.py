"""Messages to people: in the product, and from there to mail, messengers and groups (WFL-7)."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """How a notice reaches a person."""

    PAGE = "page", _("In the program")
    MAIL = "mail", _("Mail")
    WECOM = "wecom", _("WeCom")
    DINGTALK = "dingtalk", _("DingTalk")
    FEISHU = "feishu", _("Feishu")


class Mode(models.TextChoices):
    """When a topic is told on a way."""

    NOW = "now", _("At once")
    DIGEST = "digest", _("In the daily digest")
    OFF = "off", _("Not")


class Notice(models.Model):
    """One sentence for one person, with the page it leads to.

    data fills the holes of the topic's sentence; names that begin with "_" are for the program. record_kind and
    record_id: what it speaks of; whoever may not see that is not told outside.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    topic = models.CharField(_("topic"), max_length=60)
    data = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    key = models.CharField(max_length=120)
    record_kind = models.CharField(max_length=60, blank=True)
    record_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notices_once")]
        indexes = [
            models.Index(F("person"), F("at").desc(), F("id").desc(), name="notices_of"),
            models.Index(F("person"), F("at").desc(), F("id").desc(), condition=Q(read_at=None), name="notices_unread"),
            models.Index(fields=["at"], name="notices_age"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} · {self.person_id}"


class Channel(models.Model):
    """A configured way out: a mail server, a platform's app, a group's robot. `sealed` holds its secrets."""

    kind = models.CharField(_("kind"), max_length=30)
    name = models.CharField(_("name"), max_length=60, unique=True)
    is_active = models.BooleanField(_("in use"), default=True)
    settings = models.JSONField(default=dict, blank=True)
    sealed = models.TextField(blank=True, editable=False)
    fault = models.CharField(_("fault"), max_length=300, blank=True)
    fault_at = models.DateTimeField(_("fault since"), null=True, blank=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("notices:channel", args=[self.pk])


class Route(models.Model):
    """A group's robot hears of a topic (all of them: "") of a department and those below (all: none)."""

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="routes", verbose_name=_("channel"))
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    department = models.ForeignKey(
        "accounts.Department", on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("department"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "topic", "department"], name="notices_route_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} · {self.topic} · {self.department or ''}"


class Address(models.Model):
    """A person's name on a platform: WeCom userid, DingTalk userid, Feishu open_id. One account is one person's."""

    class Source(models.TextChoices):
        PERSON = "person", _("Entered by the person")
        ADMINISTRATOR = "administrator", _("Entered by an administrator")
        SIGN_IN = "sign_in", _("Found at sign-in")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="addresses", verbose_name=_("person")
    )
    way = models.CharField(_("platform"), max_length=10, choices=Way)
    value = models.CharField(_("address"), max_length=120)
    source = models.CharField(_("source"), max_length=14, choices=Source)

    class Meta:
        verbose_name = _("messenger address")
        verbose_name_plural = _("messenger addresses")
        constraints = [
            models.UniqueConstraint(fields=["person", "way"], name="notices_address_one"),
            models.UniqueConstraint(fields=["way", "value"], name="notices_address_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.value}"


class Delivery(models.Model):
    """One message on its way to one address, sent at most once. `key` names it within its channel for ever.

    content: what a message without a notice says (to a group, a digest, a test). state `unclear`: the line broke
    or the program stopped while sending, so it may have arrived; a person decides whether to send it again.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNCLEAR = "unclear", _("Perhaps sent")
        DROPPED = "dropped", _("Not needed")

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("channel"))
    notice = models.ForeignKey(Notice, on_delete=models.SET_NULL, null=True, blank=True, related_name="deliveries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("person"),
    )  # fmt: skip
    key = models.CharField(max_length=160)
    topic = models.CharField(_("topic"), max_length=60, blank=True)
    content = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    made_at = models.DateTimeField(_("made at"))
    due_at = models.DateTimeField(_("to be sent at"))
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.CharField(_("what went wrong"), max_length=300, blank=True)
    receipt = models.CharField(_("receipt"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="notices_delivery_once")]
        indexes = [
            models.Index(F("made_at").desc(), F("id").desc(), name="notices_delivery_log"),
            models.Index(fields=["channel", "begun_at"], name="notices_delivery_pace"),
            models.Index(
                fields=["state", "due_at"], condition=Q(state__in=("waiting", "sending")), name="notices_delivery_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} · {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("notices:delivery", args=[self.pk])


class Preference(models.Model):
    """When a person wants a topic on a way; only what differs from the default is stored."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    topic = models.CharField(_("topic"), max_length=60)
    way = models.CharField(_("way"), max_length=10, choices=Way)
    mode = models.CharField(_("when"), max_length=6, choices=Mode)

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")
        constraints = [models.UniqueConstraint(fields=["person", "topic", "way"], name="notices_preference_once")]

    def __str__(self) -> str:
        return f"{self.topic} {self.way} {self.mode}"


class ForcedMode(models.Model):
    """What the company has fixed for everybody: a person cannot choose otherwise."""

    topic = models.CharField(_("topic"), max_length=60)
    way = models.CharField(_("way"), max_length=10, choices=Way)
    mode = models.CharField(_("when"), max_length=6, choices=Mode)

    class Meta:
        verbose_name = _("fixed notice mode")
        verbose_name_plural = _("fixed notice modes")
        constraints = [models.UniqueConstraint(fields=["topic", "way"], name="notices_forced_once")]

    def __str__(self) -> str:
        return f"{self.topic} {self.way} {self.mode}"


class QuietHours(models.Model):
    """When a person wants to be left in peace outside the program, and on which way the digest comes.

    Times of day in the company's time zone; `on`: quiet at night and on free days, urgent topics excepted.
    """

    class Digest(models.TextChoices):
        FIRST = "", _("First way there is")
        MAIL = "mail", _("Mail")
        WECOM = "wecom", _("WeCom")
        DINGTALK = "dingtalk", _("DingTalk")
        FEISHU = "feishu", _("Feishu")
        OFF = "off", _("No digest")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiet_hours")
    on = models.BooleanField(_("nothing at night and on free days"), default=True)
    starts = models.TimeField(_("quiet from"), default=time(20))
    ends = models.TimeField(_("quiet until"), default=time(8))
    digest = models.CharField(_("daily digest"), max_length=10, choices=Digest, default=Digest.FIRST, blank=True)

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")

    def __str__(self) -> str:
        return f"{self.starts}\u2013{self.ends}"
