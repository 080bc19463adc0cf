from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.listviews"
    label = "listviews"
    verbose_name = _("Views of lists")

    def ready(self) -> None:
        from leadtocash.foundation.kernel.references import references
        from leadtocash.foundation.listviews import keeping, permissions  # noqa: F401
        from leadtocash.foundation.listviews.models import SavedView
        from leadtocash.foundation.listviews.renaming import Conditions

        keeping.offer()
        references.add("listviews.view", Conditions(model=SavedView))
