"""How a person has arranged his desk."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeskLayout(models.Model):
    """The widgets of one side of a person's desk, in his order; without it the side stands as it is first shown."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    side = models.CharField(_("side"), max_length=10)
    widgets = models.JSONField(_("widgets"), default=list)

    class Meta:
        verbose_name = _("desk layout")
        verbose_name_plural = _("desk layouts")
        constraints = [models.UniqueConstraint(fields=["person", "side"], name="home_layout_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.side}"
