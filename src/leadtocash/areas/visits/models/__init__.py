"""Meetings, calls and mails with customers, what was said there and promised; trials."""

from leadtocash.areas.visits.models.trials import Trial
from leadtocash.areas.visits.models.visits import Commitment, Visit, VisitContact, VisitPerson

__all__ = ["Commitment", "Trial", "Visit", "VisitContact", "VisitPerson"]
