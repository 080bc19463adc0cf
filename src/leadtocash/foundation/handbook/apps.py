from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.handbook"
    label = "handbook"
    verbose_name = _("Policy handbook")

    def ready(self) -> None:
        import_module("leadtocash.foundation.handbook.wiring")
