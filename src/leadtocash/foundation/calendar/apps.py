from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.calendar"
    label = "calendar"
    verbose_name = _("Calendar feed")

    def ready(self) -> None:
        import_module("leadtocash.foundation.calendar.wiring")
