"""The WSGI application granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from leadtocash.config.operating import reporting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadtocash.config.settings")
application = get_wsgi_application()
reporting.start()
