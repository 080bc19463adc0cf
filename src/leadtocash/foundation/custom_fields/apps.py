from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.custom_fields"
    label = "custom_fields"
    verbose_name = _("Custom fields")

    def ready(self) -> None:
        import_module("leadtocash.foundation.custom_fields.wiring")
