from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.workflow"
    label = "workflow"

    def ready(self) -> None:
        from leadtocash.foundation.kernel.checks import checks
        from leadtocash.foundation.workflow.checks import orphans

        checks.add("process_orphans", orphans)
