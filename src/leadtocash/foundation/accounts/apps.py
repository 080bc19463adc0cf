from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.accounts"
    label = "accounts"
    verbose_name = _("My account")

    def ready(self) -> None:
        from leadtocash.foundation.accounts import middleware, picking

        middleware.listen()
        picking.offer()
