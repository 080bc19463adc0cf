from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Config(AppConfig):
    name = "leadtocash.foundation.calendar"
    label = "calendar"
    verbose_name = _("Calendar feed")
