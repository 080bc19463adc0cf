"""How the people of a buying centre are called on pages and lists."""

from __future__ import annotations

from typing import Any

from leadtocash.areas.winning.models import Barrier, Role, Stakeholder, Standing
from leadtocash.foundation.kernel.text import joined

STANDING_TONES = {
    Standing.COACH: "done",
    Standing.SUPPORTER: "doing",
    Standing.NEUTRAL: "idle",
    Standing.ENEMY: "wait",
    Standing.BLOCKER: "late",
}


BARRIER_TONES = {
    Barrier.State.PLANNED: "idle",
    Barrier.State.PLACED: "doing",
    Barrier.State.IN_TENDER: "done",
    Barrier.State.LOST: "late",
}


def standing_tag(one: Stakeholder) -> tuple[str, Any]:
    """Tone, letter and word of his standing."""
    return STANDING_TONES[Standing(one.standing)], f"{one.standing} {one.get_standing_display()}"


def roles_text(one: Stakeholder) -> str:
    """The roles in words."""
    return joined(Role(role).label for role in one.roles)
