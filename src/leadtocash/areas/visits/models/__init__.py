"""Meetings, calls and mails with customers, what was said there and promised; trials, journals, plans of accounts."""

from leadtocash.areas.visits.models.journals import SalesJournal
from leadtocash.areas.visits.models.plans import AccountPlan, PlanActivity
from leadtocash.areas.visits.models.trials import Trial
from leadtocash.areas.visits.models.visits import Commitment, Visit, VisitContact, VisitPerson

__all__ = [
    "AccountPlan",
    "Commitment",
    "PlanActivity",
    "SalesJournal",
    "Trial",
    "Visit",
    "VisitContact",
    "VisitPerson",
]
