"""The WSGI application granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from leadtocash.config.operating import reporting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadtocash.config.settings")
application = get_wsgi_application()
reporting.start()
get_resolver().url_patterns  # noqa: B018 - every view is imported now, not by the first who calls
# What is there now stays: the collector of garbage need not walk through it in every request, nor look so often.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
