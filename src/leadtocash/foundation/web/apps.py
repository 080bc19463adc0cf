from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.web"
    label = "web"

    def ready(self) -> None:
        import_module("leadtocash.foundation.web.groups")
