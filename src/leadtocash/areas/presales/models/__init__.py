"""Pre-sales projects, their teams, the four elements, risks, communication and cost."""

from leadtocash.areas.presales.models.budgets import BudgetRequest
from leadtocash.areas.presales.models.parts import Communication, Cost, Element, ElementAction, Risk, TeamMember
from leadtocash.areas.presales.models.projects import PresalesProject

__all__ = [
    "BudgetRequest",
    "Communication",
    "Cost",
    "Element",
    "ElementAction",
    "PresalesProject",
    "Risk",
    "TeamMember",
]
