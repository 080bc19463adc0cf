from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.exports"
    label = "exports"
    verbose_name = _("Exports")

    def ready(self) -> None:
        import_module("leadtocash.foundation.exports.wiring")
