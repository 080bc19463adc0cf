from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.notices"
    label = "notices"

    def ready(self) -> None:
        import_module("leadtocash.foundation.notices.wiring")
