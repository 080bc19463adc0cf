from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.insight.process_mining"
    label = "process_mining"
    verbose_name = _("Process performance")

    def ready(self) -> None:
        import_module("leadtocash.insight.process_mining.wiring")
