from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.journal"
    label = "journal"
    verbose_name = _("History")

    def ready(self) -> None:
        from leadtocash.foundation.journal.checks import journal_chains
        from leadtocash.foundation.journal.proof import records_match_journal
        from leadtocash.foundation.kernel.checks import checks

        checks.add("journal_chains", journal_chains)
        checks.add("records_match_journal", records_match_journal)
        import_module("leadtocash.foundation.journal.wiring")
