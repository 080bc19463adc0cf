from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.exchange"
    label = "exchange"
    verbose_name = _("Imports")

    def ready(self) -> None:
        import_module("leadtocash.foundation.exchange.wiring")
