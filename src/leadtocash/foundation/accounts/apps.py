from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.accounts"
    label = "accounts"

    def ready(self) -> None:
        from leadtocash.foundation.accounts import middleware

        middleware.listen()
