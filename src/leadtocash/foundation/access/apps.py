from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.access"
    label = "access"

    def ready(self) -> None:
        from leadtocash.foundation.access.listing import as_seen
        from leadtocash.foundation.web.lists.page import readers

        readers.append(as_seen)
