from django.apps import AppConfig


class Config(AppConfig):
    name = "leadtocash.foundation.access"
    label = "access"
