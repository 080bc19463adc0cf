from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.workflow"
    label = "workflow"

    def ready(self) -> None:
        import_module("leadtocash.foundation.workflow.wiring")
