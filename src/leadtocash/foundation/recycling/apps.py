from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.recycling"
    label = "recycling"
    verbose_name = _("Recycle bin")

    def ready(self) -> None:
        import_module("leadtocash.foundation.recycling.wiring")
