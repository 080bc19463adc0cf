"""What is known of how a deal is won: people, needs and values, evidence, rivals."""

from leadtocash.areas.winning.models.evidence import Evidence
from leadtocash.areas.winning.models.needs import Need, Value
from leadtocash.areas.winning.models.people import (
    ACROSS,
    Influence,
    Level,
    Role,
    Stakeholder,
    Standing,
    StandingChange,
)
from leadtocash.areas.winning.models.rivals import Barrier, Rival, RivalScore, Yardstick

__all__ = [
    "ACROSS",
    "Barrier",
    "Evidence",
    "Influence",
    "Level",
    "Need",
    "Rival",
    "RivalScore",
    "Role",
    "Stakeholder",
    "Standing",
    "StandingChange",
    "Value",
    "Yardstick",
]
