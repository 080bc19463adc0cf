from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.numbering"
    label = "numbering"

    def ready(self) -> None:
        from leadtocash.foundation.kernel.checks import checks
        from leadtocash.foundation.numbering.checks import gaps

        checks.add("numbering_gaps", gaps)
