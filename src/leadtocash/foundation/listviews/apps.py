from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.listviews"
    label = "listviews"
    verbose_name = _("Views of lists")

    def ready(self) -> None:
        from leadtocash.foundation.listviews import keeping, permissions  # noqa: F401

        keeping.offer()
