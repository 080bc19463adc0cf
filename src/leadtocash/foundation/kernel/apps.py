from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.kernel"
    label = "kernel"

    def ready(self) -> None:
        import_module("leadtocash.foundation.kernel.stamps")
