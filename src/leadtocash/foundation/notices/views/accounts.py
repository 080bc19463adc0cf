"""The administrator enters who is who on the platforms, many people at once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.notices import addresses, permissions
from leadtocash.foundation.notices.models import Address
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash

SHOWN = 100


@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """People with their accounts; what is typed is kept for all of them, or for nobody when one is wrong."""
    require(person_of(request), permissions.CHANNELS)
    words = clean_line(request.GET.get("q", ""))[:60]
    people = User.objects.filter(Q(name__icontains=words) | Q(username__icontains=words), is_active=True)
    shown = list(people.order_by("username")[: SHOWN + 1])
    wrong: dict[str, str] = {}
    if request.method == "POST":
        wrong = _keep(request, shown[:SHOWN])
        if not wrong:
            flash(request, _("Saved."))
            return redirect(request.get_full_path())
    context = {
        "rows": _rows(request, shown[:SHOWN], wrong), "more": len(shown) > SHOWN, "words": words,
        "ways": addresses.PLATFORMS, "title": _("Accounts on the platforms"),
        "crumbs": [{"label": _("Channels of notices"), "url": reverse("notices:channels")},
                   {"label": _("Accounts on the platforms")}],
    }  # fmt: skip
    return render(request, "notices/accounts.html", context, status=422 if wrong else 200)


def _keep(request: HttpRequest, people: list[User]) -> dict[str, str]:
    """Keep every typed account; gives what is wrong, by the name of its field."""
    act, wrong = act_of(request), {}
    with transaction.atomic():
        for person in people:
            for way in addresses.PLATFORMS:
                name = f"{person.pk}|{way}"
                if name not in request.POST:
                    continue
                try:
                    addresses.set_address(person, way, request.POST[name], act=act)
                except ValidationError as error:
                    wrong[name] = " ".join(error.messages)
        if wrong:
            transaction.set_rollback(True)
    return wrong


def _rows(request: HttpRequest, people: list[User], wrong: dict[str, str]) -> list[dict[str, Any]]:
    kept = {(row.person_id, row.way): row for row in Address.objects.filter(person__in=people)}
    rows = []
    for person in people:
        cells = []
        for way in addresses.PLATFORMS:
            name, row = f"{person.pk}|{way}", kept.get((person.pk, way))
            cells.append(
                {"name": name, "way": way, "value": request.POST.get(name, row.value if row else ""),
                 "error": wrong.get(name, ""), "source": row.get_source_display() if row else ""}
            )  # fmt: skip
        rows.append({"person": person, "cells": cells})
    return rows
