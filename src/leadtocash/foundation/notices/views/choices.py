"""One's own choices: topics by ways, quiet hours and digest, accounts on the platforms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.notices import addresses, choosing, permissions
from leadtocash.foundation.notices.channels import kinds
from leadtocash.foundation.notices.models import Address, Channel, Mode, QuietHours, Way
from leadtocash.foundation.notices.topics import default_mode, group_label, group_names, label_of, topics
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import ClockField, Form

_CLOCK = {"inputmode": "numeric", "placeholder": "20:00", "maxlength": "5", "autocomplete": "off"}


class QuietForm(Form):
    """When to leave one in peace, and how the digest comes."""

    on = forms.BooleanField(label=gettext_lazy("Nothing at night and on free days"), required=False)
    starts = ClockField(label=gettext_lazy("quiet from"), widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M"))
    ends = ClockField(label=gettext_lazy("quiet until"), widget=forms.TimeInput(attrs=_CLOCK, format="%H:%M"))
    digest = forms.ChoiceField(label=gettext_lazy("daily digest"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = {QuietHours.Digest.FIRST, QuietHours.Digest.OFF, *ways_there()}
        found = [(value, label) for value, label in QuietHours.Digest.choices if value in usable]
        self.fields["digest"].choices = found  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """The matrix of topics and ways."""
    person = person_of(request)
    if request.method == "POST":
        choosing.choose(person, posted(request), act=act_of(request))
        flash(request, _("Your choices are kept."))
        return redirect("notices:choices")
    return _page(request, QuietForm(initial=_habits(person)), {})


@require_POST
def quiet(request: HttpRequest) -> HttpResponse:
    """Quiet hours and digest."""
    form = QuietForm(request.POST)
    if not form.is_valid():
        return _page(request, form, {}, status=422)
    choosing.keep_habits(person_of(request), form.cleaned_data)
    flash(request, _("Your choices are kept."))
    return redirect("notices:choices")


@require_POST
def own_addresses(request: HttpRequest) -> HttpResponse:
    """One's accounts on the platforms."""
    person, act = person_of(request), act_of(request)
    wanted = {str(way): request.POST[way] for way in addresses.PLATFORMS if way in request.POST}
    try:
        with transaction.atomic():
            for way, value in wanted.items():
                addresses.set_address(person, way, value, act=act)
    except ValidationError as error:
        return _page(request, QuietForm(initial=_habits(person)), error.message_dict, status=422, typed=wanted)
    flash(request, _("Your accounts are kept."))
    return redirect("notices:choices")


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    """What is fixed for everybody."""
    require(person_of(request), permissions.CHANNELS)
    if request.method == "POST":
        count = choosing.fix(posted(request), act=act_of(request))
        flash(request, _("Saved.") if count else _("Nothing was changed."))
        return redirect("notices:rules")
    ways = list(Way)
    fixed = choosing.choices_of([]).forced
    groups_shown = matrix(ways, lambda topic, way: {"value": fixed.get((topic.code, way), ""), "free": True})
    crumbs = [
        {"label": _("Channels of notices"), "url": reverse("notices:channels")},
        {"label": _("Fixed for everybody")},
    ]
    return render(request, "notices/rules.html", {"ways": ways, "groups": groups_shown, "crumbs": crumbs})


def posted(request: HttpRequest) -> dict[tuple[str, str], str]:
    """The cells of a posted matrix: (topic, way) -> mode."""
    cells = {}
    for name, value in request.POST.items():
        topic, sign, way = name.partition("|")
        if sign:
            cells[topic, way] = str(value)
    return cells


def matrix(ways: list[Way], cell: Any) -> list[dict[str, Any]]:
    """Topics in groups, each with a cell for every way. `cell`: (topic, way) -> what the cell shows."""
    labels = dict(Mode.choices)
    shown = []
    for name in group_names():
        rows = []
        for topic in topics.values():
            if topic.group != name:
                continue
            cells = []
            for way in ways:
                modes = [(mode, labels[mode]) for mode in choosing.allowed_modes(way)]
                usual = labels[default_mode(topic, way)]
                cells.append({"name": f"{topic.code}|{way}", "way": way, "modes": modes, "usual": usual,
                              **cell(topic, way)})  # fmt: skip
            rows.append({"topic": topic, "label": label_of(topic), "cells": cells})
        if rows:
            shown.append({"label": group_label(name), "rows": rows})
    return shown


def ways_there() -> list[Way]:
    """The page and every way a channel in use serves."""
    found = Channel.objects.filter(is_active=True).values_list("kind", flat=True)
    used = {kinds.get(kind).way for kind in found if kind in kinds}
    return [way for way in Way if way == Way.PAGE or way in used]


def _page(
    request: HttpRequest, form: QuietForm, wrong: dict[str, list[str]], *, status: int = 200, typed: Any = None
) -> HttpResponse:
    person = person_of(request)
    ways, held = ways_there(), choosing.choices_of([person])
    reached = addresses.of_people([person])

    def cell(topic: Any, way: Way) -> dict[str, Any]:
        fixed = (topic.code, way) in held.forced
        mode = held.mode(person.pk, topic, way)
        return {"value": mode, "free": not fixed, "words": dict(Mode.choices)[mode]}

    heads = [{"way": way, "lost": way != Way.PAGE and (person.pk, way) not in reached} for way in ways]
    crumbs = [{"label": _("My account"), "url": reverse("accounts:me")}, {"label": _("What I am told of")}]
    context = {
        "crumbs": crumbs,
        "heads": heads, "groups": matrix(ways, cell), "quiet": form, "outside": len(ways) > 1,
        "accounts": _accounts(person, ways, wrong, typed or {}), "no_mail": Way.MAIL in ways and not person.email,
    }  # fmt: skip
    return render(request, "notices/choices.html", context, status=status)


def _accounts(person: Any, ways: list[Way], wrong: dict[str, list[str]], typed: dict[str, str]) -> list[dict[str, Any]]:
    rows = {row.way: row for row in Address.objects.filter(person=person)}
    shown = []
    for way in addresses.PLATFORMS:
        row = rows.get(way)
        if way in ways or row:
            value = typed.get(way, row.value if row else "")
            source = row.get_source_display() if row else ""
            shown.append({"way": way, "value": value, "source": source, "errors": wrong.get(way, [])})
    return shown


def _habits(person: Any) -> dict[str, Any]:
    row = choosing.habits_of(person)
    return {name: getattr(row, name) for name in choosing.HABITS}
