from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        import_module("leadtocash.foundation.notices.wiring")
