from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.collaboration"
    label = "collaboration"
    verbose_name = _("Working together")

    def ready(self) -> None:
        import_module("leadtocash.foundation.collaboration.wiring")
