from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.administration"
    label = "administration"
    verbose_name = _("Administration")

    def ready(self) -> None:
        import_module("leadtocash.foundation.administration.wiring")
