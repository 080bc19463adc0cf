from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.designer"
    label = "designer"
    verbose_name = _("Process designer")

    def ready(self) -> None:
        import_module("leadtocash.foundation.designer.wiring")
