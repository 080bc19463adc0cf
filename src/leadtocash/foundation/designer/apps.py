from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.designer"
    label = "designer"

    def ready(self) -> None:
        import_module("leadtocash.foundation.designer.wiring")
