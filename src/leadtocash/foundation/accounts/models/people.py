"""People, departments, positions and roles (ORG-1, ORG-2)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.language import own_language
from leadtocash.foundation.kernel.text import plain_signs


class Department(models.Model):
    """A node of the organisation: headquarters, business unit, region, office or staff department."""

    class Kind(models.TextChoices):
        HEADQUARTERS = "headquarters", _("Headquarters")
        BUSINESS_UNIT = "business_unit", _("Business unit")
        REGION = "region", _("Region")
        OFFICE = "office", _("Office")
        DEPARTMENT = "department", _("Department")

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.DEPARTMENT)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    path = models.CharField(_("path"), max_length=200, db_index=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the path "/1/4/" that makes "this department and below" one prefix comparison."""
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            type(self).objects.filter(pk=self.pk).update(path=path)
            self.path = path


class Role(models.Model):
    """What a person may be in the company; its permissions are data (`access.RolePermission`)."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return own_language(self.name, self.name_en)


def username_of(text: str) -> str:
    """The user name that is meant by what somebody typed: ordinary signs (NFKC), no blanks around, small letters."""
    return plain_signs(text).lower()


class UserManager(BaseUserManager["User"]):
    def called(self, text: str) -> User | None:
        """The person whose user name somebody typed, active or not."""
        return self.filter(username=username_of(text)).first()

    def create_user(self, username: str, name: str, password: str | None = None, **fields: object) -> User:
        """Make an active person; without a password nobody can sign in as him."""
        person = self.model(username=username_of(username), name=name, **fields)
        if password:
            person.set_password(password)
        else:
            person.set_unusable_password()
        person.full_clean(exclude=["password"])
        person.save()
        return person


class User(AbstractBaseUser):
    """A person of the company. May hold several positions (`Position`), one of them the main one."""

    class Theme(models.TextChoices):
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    username = models.CharField(_("user name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    money_unit = models.CharField(
        _("unit of amounts"), max_length=4, blank=True, choices=[("wan", _("10k yuan")), ("yuan", _("yuan"))]
    )
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, default=Theme.LIGHT)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_changed_at = models.DateTimeField(_("password changed at"), null=True, blank=True, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("administration:person", args=[self.pk])

    @property
    def initial(self) -> str:
        """The surname sign shown in the disc."""
        return self.name[:1]


class Position(models.Model):
    """A person holds a role in a department, for as long as `until` is open."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="positions", verbose_name=_("person"))
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="positions", verbose_name=_("department")
    )
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="positions", verbose_name=_("role"))
    title = models.CharField(_("title"), max_length=60, blank=True)
    superior = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("superior")
    )
    is_main = models.BooleanField(_("main position"), default=False)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            models.UniqueConstraint(fields=["person", "department", "role"], name="accounts_position_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(is_main=True), name="accounts_one_main_position"),
        ]
        indexes = [models.Index(fields=["role", "department"], name="accounts_position_role")]

    def __str__(self) -> str:
        return f"{self.person} · {self.role} · {self.department}"
