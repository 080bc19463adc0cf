"""How projects and their parts are called on lists and pages: marks and tones."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext

from leadtocash.areas.presales.models import BudgetRequest, ElementAction, PresalesProject, Risk

State = PresalesProject.State
TONES = {
    State.DRAFT: "idle", State.REVIEW: "wait", State.NO_GO: "late", State.GO: "doing", State.PLANNING: "doing",
    State.WATCHING: "doing", State.CLOSING: "wait", State.CLOSED: "done", State.DROPPED: "void",
}  # fmt: skip
BUDGET_TONES = {
    BudgetRequest.State.ASKED: "wait", BudgetRequest.State.APPROVED: "done", BudgetRequest.State.REFUSED: "late",
    BudgetRequest.State.WITHDRAWN: "void",
}  # fmt: skip
HEAVY, LIGHT = 6, 2


def tag_of(project: PresalesProject) -> tuple[str, Any]:
    """Tone and words of a project's state."""
    return TONES[State(project.state)], project.get_state_display()


def tag_of_action(one: ElementAction, today: date) -> tuple[str, Any]:
    if one.done_on is not None:
        return "done", gettext("Done")
    return ("late", gettext("Overdue")) if one.due_on < today else ("wait", gettext("Not done yet"))


def tag_of_risk(one: Risk, today: date) -> tuple[str, Any]:
    if one.state == Risk.State.OPEN:
        return ("late", gettext("Overdue")) if one.due_on < today else ("wait", one.get_state_display())
    return ("late" if one.state == Risk.State.HAPPENED else "done"), one.get_state_display()


def tag_of_budget(one: BudgetRequest) -> tuple[str, Any]:
    return BUDGET_TONES[BudgetRequest.State(one.state)], one.get_state_display()


def tone_of_weight(weight: int) -> str:
    """Of a risk's weight of 1 to 9."""
    if weight >= HEAVY:
        return "late"
    return "plain" if weight <= LIGHT else "wait"
