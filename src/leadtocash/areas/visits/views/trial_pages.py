"""What a trial's page shows: facts, steps, the verb of whoever has the step."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.visits import permissions
from leadtocash.areas.visits.models import Trial
from leadtocash.areas.visits.views.showing import linked
from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.details import Verb

State = Trial.State
STEPS = {
    "assign": gettext_lazy("Assign by region"),
    "approve": gettext_lazy("Approve the trial"),
    "hand_over": gettext_lazy("Set up and hand over"),
    "call_back": gettext_lazy("Call back"),
}
_PATH = (State.ASKED, State.ASSIGNED, State.APPROVED, State.RUNNING, State.CALLED_BACK)


def facts(trial: Trial, person: User) -> list[dict[str, Any]]:
    return [
        {"label": _("Customer"), "value": linked(trial.customer, person)},
        {"label": _("Opportunity"), "value": linked(trial.opportunity, person)},
        {"label": _("Quantity"), "value": trial.quantity},
        {"label": _("Wanted on"), "value": formats.full_date(trial.wanted_on)},
        {"label": _("Handed over on"), "value": formats.full_date(trial.handed_over_on)},
        {"label": _("Trial ends on"), "value": formats.full_date(trial.ends_on)},
        {"label": _("Account manager"), "value": trial.owner.name},
    ]


def steps(trial: Trial) -> list[dict[str, Any]]:
    """The step bar; nothing for one that was refused or withdrawn."""
    if trial.state not in _PATH:
        return []
    here = _PATH.index(State(trial.state))
    at_end = trial.state == State.CALLED_BACK
    shown = []
    for place, state in enumerate(_PATH):
        now = "past" if at_end or place < here else "now" if place == here else "next"
        shown.append({"label": state.label, "state": now})
    return shown


def verbs(trial: Trial, person: User) -> list[Verb]:
    """The one thing to do next, for whoever may do it."""
    step = {
        State.ASKED: (_("Assign by region"), "visits:trial-assignment", permissions.ASSIGN_TRIAL),
        State.APPROVED: (_("Hand over the trial"), "visits:trial-handover", permissions.SET_UP_TRIAL),
        State.RUNNING: (_("Record the call-back"), "visits:trial-callback", permissions.ASK_TRIAL),
    }.get(State(trial.state))
    if step is None or not allowed(person, step[2], trial):
        return []
    return [Verb(label=step[0], url=reverse(step[1], args=[trial.pk]), primary=True)]
