from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.help"
    label = "help"
    verbose_name = _("Help")

    def ready(self) -> None:
        import_module("leadtocash.foundation.help.wiring")
