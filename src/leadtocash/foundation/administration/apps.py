from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.administration"
    label = "administration"

    def ready(self) -> None:
        import_module("leadtocash.foundation.administration.wiring")
