from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.printing"
    label = "printing"
    verbose_name = _("Printing")

    def ready(self) -> None:
        import_module("leadtocash.foundation.printing.wiring")
