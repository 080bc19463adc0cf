"""The frame around every page: the desk in the menu, the phone's bottom bar, what one may create."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.contracts import permissions as contracts
from leadtocash.areas.customers import permissions as customers
from leadtocash.areas.opportunities import permissions as opportunities
from leadtocash.areas.visits import permissions as visits
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.organisation import main_place
from leadtocash.foundation.web import navigation
from leadtocash.foundation.web.context import extras
from leadtocash.foundation.web.navigation import Entry, entries

#: what the phone's bottom bar holds, in order, by the names of the menu's entries
BOTTOM = ("home", "todo", "opportunities", "projects")

entries.add("home", Entry(group="top", label=gettext_lazy("Work desk"), icon="home", url_name="home:home", order=0))


def _bottom_bar(request: HttpRequest) -> list[dict[str, Any]]:
    shown = {entry["key"]: entry for group in navigation.menu(request) for entry in group["entries"]}
    me = {"label": _("Me"), "icon": "user", "url": reverse("accounts:me"), "count": 0}
    me["current"] = request.path == me["url"]
    return [*(shown[key] for key in BOTTOM if key in shown), me]


def _creatable(request: HttpRequest) -> list[dict[str, Any]]:
    offers = (
        (customers.EDIT, _("Customer"), "building", "customers:new"),
        (opportunities.EDIT, _("Opportunity"), "target", "opportunities:new"),
        (visits.EDIT, _("Visit or call"), "notes", "visits:log"),
        (contracts.EDIT, _("Contract"), "file-text", "contracts:new"),
    )
    person: Any = request.user
    return [
        {"label": label, "icon": icon, "url": reverse(name)}
        for permission, label, icon, name in offers
        if allowed(person, permission)
    ]


def _title(request: HttpRequest) -> str:
    person: Any = request.user
    place = main_place(person)
    return (place.title or str(place.role)) if place else ""


extras.add("tabbar", _bottom_bar)
extras.add("create_entries", _creatable)
extras.add("person_title", _title)
extras.add("me_url", lambda request: reverse("accounts:me"))
