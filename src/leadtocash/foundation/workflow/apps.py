from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.workflow"
    label = "workflow"
    verbose_name = _("Processes")

    def ready(self) -> None:
        import_module("leadtocash.foundation.workflow.wiring")
