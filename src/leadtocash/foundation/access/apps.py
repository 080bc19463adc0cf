from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.access"
    label = "access"

    def ready(self) -> None:
        from leadtocash.foundation.access.listing import as_seen
        from leadtocash.foundation.access.models import Participation
        from leadtocash.foundation.kernel.references import Reference, references
        from leadtocash.foundation.web.lists.page import readers

        references.add("access.participation", Reference(model=Participation))
        readers.append(as_seen)
