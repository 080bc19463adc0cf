from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.handbook"
    label = "handbook"

    def ready(self) -> None:
        import_module("leadtocash.foundation.handbook.wiring")
