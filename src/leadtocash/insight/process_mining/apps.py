from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.insight.process_mining"
    label = "process_mining"

    def ready(self) -> None:
        import_module("leadtocash.insight.process_mining.wiring")
