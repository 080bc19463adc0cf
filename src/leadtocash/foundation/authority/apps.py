from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.authority"
    label = "authority"
    verbose_name = _("Authority table")

    def ready(self) -> None:
        import_module("leadtocash.foundation.authority.wiring")
