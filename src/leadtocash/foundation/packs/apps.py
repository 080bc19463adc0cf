from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.packs"
    label = "packs"

    def ready(self) -> None:
        import_module("leadtocash.foundation.packs.wiring")
