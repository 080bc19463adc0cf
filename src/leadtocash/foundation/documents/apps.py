from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.documents"
    label = "documents"
    verbose_name = _("Attachments")

    def ready(self) -> None:

        import_module("leadtocash.foundation.documents.wiring")
