from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.packs"
    label = "packs"
    verbose_name = _("Limits and policy packs")

    def ready(self) -> None:
        import_module("leadtocash.foundation.packs.wiring")
