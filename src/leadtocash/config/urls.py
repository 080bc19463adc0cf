"""Addresses: each area brings its own; an address is a noun, a state change is a POST on a noun."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
for config in settings.INSTALLED_APPS:
    if not config.startswith("leadtocash."):
        continue
    package = config.removesuffix(".apps.Config")
    if find_spec(f"{package}.urls"):
        urlpatterns.append(path("", include(f"{package}.urls")))
        api = getattr(import_module(f"{package}.urls"), "api_urlpatterns", None)
        if api:
            urlpatterns.append(path("api/v1/", include((api, f"{package.rsplit('.', 1)[1]}-api"))))

handler400 = "leadtocash.foundation.web.errors.bad_request"
handler403 = "leadtocash.foundation.web.errors.forbidden"
handler404 = "leadtocash.foundation.web.errors.not_found"
handler500 = "leadtocash.foundation.web.errors.server_error"
