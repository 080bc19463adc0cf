from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.areas.presales"
    label = "presales"
    verbose_name = _("Pre-sales projects")

    def ready(self) -> None:
        if find_spec(f"{self.name}.wiring"):
            import_module(f"{self.name}.wiring")
        import_module(f"{self.name}.views.papers")  # the printed forms
