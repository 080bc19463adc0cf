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

__all__ = [
    "ACROSS",
    "Evidence",
    "Influence",
    "Level",
    "Need",
    "Role",
    "Stakeholder",
    "Standing",
    "StandingChange",
    "Value",
]
