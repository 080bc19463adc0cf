from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.areas.after_sales"
    label = "after_sales"

    def ready(self) -> None:
        if find_spec(f"{self.name}.wiring"):
            import_module(f"{self.name}.wiring")
