from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.authority"
    label = "authority"

    def ready(self) -> None:
        import_module("leadtocash.foundation.authority.wiring")
