from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.documents"
    label = "documents"

    def ready(self) -> None:

        import_module("leadtocash.foundation.documents.wiring")
