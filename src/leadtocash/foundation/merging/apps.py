from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.merging"
    label = "merging"
    verbose_name = _("Duplicates")

    def ready(self) -> None:
        import_module("leadtocash.foundation.merging.wiring")
