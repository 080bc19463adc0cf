from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        import_module("leadtocash.foundation.search.wiring")
