"""What a person proves himself with. No secret stands here in clear: digests, or sealed with the site's key."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models.people import User


class ApiToken(models.Model):
    """A bearer token of the API; only its SHA-256 is kept. scopes: what it is for (see accounts/scopes.py)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens", verbose_name=_("person"))
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(_("label"), max_length=60, blank=True)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        indexes = [models.Index(fields=["person", "-created_at"], name="accounts_token_of")]

    def __str__(self) -> str:
        return self.label or str(self.pk)


class ApiCounter(models.Model):
    """Requests of a token or a network address in the current minute. Lost when the database crashes, no harm done."""

    key = models.CharField(max_length=80, primary_key=True)
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("API counter")
        verbose_name_plural = _("API counters")

    def __str__(self) -> str:
        return self.key


class PastPassword(models.Model):
    """A password of the past, hashed, so that the last ones are not taken again."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_passwords", verbose_name=_("person"))
    encoded = models.CharField(max_length=200)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("past password")
        verbose_name_plural = _("past passwords")
        indexes = [models.Index(fields=["person", "-at"], name="accounts_past_password_of")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d}"


class PasswordLink(models.Model):
    """A link by which a person sets his password once; `made_by` is the administrator, None when it went by mail."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="password_links", verbose_name=_("person"))
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("password link")
        verbose_name_plural = _("password links")

    def __str__(self) -> str:
        return f"{self.person_id} {self.created_at:%Y-%m-%d}"


class TotpSecret(models.Model):
    """The secret an authenticator app computes its six digits from, sealed; last_step: the newest step used."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="totp", verbose_name=_("person"))
    sealed = models.CharField(max_length=300)
    created_at = models.DateTimeField(_("created at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")

    def __str__(self) -> str:
        return str(self.person_id)


class RecoveryCode(models.Model):
    """A code for the day the phone is lost; 80 random bits, kept as digest, good once."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes", verbose_name=_("person"))
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="accounts_recovery_code_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Passkey(models.Model):
    """A WebAuthn credential: the public key and the counter of a phone, computer or security key."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys", verbose_name=_("person"))
    label = models.CharField(_("label"), max_length=60)
    credential_id = models.CharField(max_length=1400, unique=True)
    data = models.TextField()
    sign_count = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(_("created at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")

    def __str__(self) -> str:
        return self.label


class PlatformIdentity(models.Model):
    """Who a person is on a sign-in platform: its name for him, linked by himself or found by verified address."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities", verbose_name=_("person"))
    provider = models.CharField(_("platform"), max_length=20)
    subject = models.CharField(_("name on the platform"), max_length=255)
    label = models.CharField(_("label"), max_length=120, blank=True)
    linked_at = models.DateTimeField(_("linked at"))
    last_used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("platform identity")
        verbose_name_plural = _("platform identities")
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="accounts_identity_once"),
            models.UniqueConstraint(fields=["person", "provider"], name="accounts_identity_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} · {self.label or self.subject}"
