"""Signing in: the company's rules for it, counters of failures, what happened, and where somebody is signed in."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models.people import User


class SignInPolicy(models.Model):
    """The company's rules for passwords, lock-out, second factor and sessions: one row. 0 turns a limit off."""

    min_length = models.PositiveSmallIntegerField(
        _("shortest password (signs)"), default=10, validators=[MinValueValidator(8), MaxValueValidator(64)]
    )
    past_passwords = models.PositiveSmallIntegerField(
        _("last passwords not taken again"), default=5, validators=[MaxValueValidator(24)]
    )
    max_age_days = models.PositiveSmallIntegerField(
        _("password changed every (days)"), default=0, validators=[MaxValueValidator(3650)]
    )
    tries_account = models.PositiveSmallIntegerField(
        _("wrong tries of one account"), default=6, validators=[MinValueValidator(3), MaxValueValidator(50)]
    )
    tries_address = models.PositiveSmallIntegerField(
        _("wrong tries from one address"), default=60, validators=[MinValueValidator(10), MaxValueValidator(5000)]
    )
    lock_minutes = models.PositiveSmallIntegerField(
        _("locked for (minutes)"), default=15, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    idle_minutes = models.PositiveSmallIntegerField(
        _("signed out when idle (minutes)"), default=240, validators=[MaxValueValidator(10080)]
    )
    session_hours = models.PositiveSmallIntegerField(
        _("signed out after (hours)"), default=12, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    device_days = models.PositiveSmallIntegerField(
        _("a device is remembered for (days)"), default=30, validators=[MaxValueValidator(365)]
    )
    mfa_roles = models.JSONField(_("second factor needed by"), default=list, blank=True)

    class Meta:
        verbose_name = _("sign-in policy")
        verbose_name_plural = _("sign-in policies")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="accounts_one_policy")]

    def __str__(self) -> str:
        return str(_("sign-in policy"))


class SignInCounter(models.Model):
    """Wrong tries in a row, by account name typed (as digest, whether it exists or not) or by network address."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", _("Account")
        ADDRESS = "address", _("Network address")

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(_("wrong tries"), default=0)
    last_at = models.DateTimeField(_("last try"))
    locked_until = models.DateTimeField(_("locked until"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in counter")
        verbose_name_plural = _("sign-in counters")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="accounts_counter_once")]
        indexes = [models.Index(fields=["last_at"], name="accounts_counter_age")]

    def __str__(self) -> str:
        return f"{self.kind} {self.failures}"


class SignInEvent(models.Model):
    """One line of the sign-in log: who, when, from where, how, and why not. Shown to the person himself too."""

    person = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="sign_in_events", verbose_name=_("person")
    )
    name = models.CharField(_("name typed"), max_length=60, blank=True)
    at = models.DateTimeField(_("at"))
    what = models.CharField(_("what"), max_length=30)
    how = models.CharField(_("how"), max_length=20, blank=True)
    why = models.CharField(_("why not"), max_length=30, blank=True)
    detail = models.CharField(_("particulars"), max_length=120, blank=True)
    address = models.CharField(_("network address"), max_length=60, blank=True)
    agent = models.CharField(_("device"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("sign-in event")
        verbose_name_plural = _("sign-in events")
        indexes = [
            models.Index(fields=["person", "-at", "-id"], name="accounts_event_of"),
            models.Index(fields=["-at", "-id"], name="accounts_event_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"


class UserSession(models.Model):
    """Where a person is signed in."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("person"))
    session_key = models.CharField(max_length=40, unique=True)
    how = models.CharField(_("how"), max_length=20, blank=True)
    address = models.CharField(_("network address"), max_length=60, blank=True)
    agent = models.CharField(_("device"), max_length=200, blank=True)
    since = models.DateTimeField(_("since"))
    seen_at = models.DateTimeField(_("last seen"))

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        indexes = [models.Index(fields=["person", "-seen_at"], name="accounts_session_of")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.since:%Y-%m-%d %H:%M}"


class TrustedDevice(models.Model):
    """A browser that need not give the second factor again until the day it ends; known by a digest of its cookie."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices", verbose_name=_("person"))
    digest = models.CharField(max_length=64, unique=True)
    agent = models.CharField(_("device"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))

    class Meta:
        verbose_name = _("trusted device")
        verbose_name_plural = _("trusted devices")

    def __str__(self) -> str:
        return f"{self.person_id} {self.expires_at:%Y-%m-%d}"
