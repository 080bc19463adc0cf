"""Meetings, calls and mails with customers, what was said there and promised; trials; sales journals."""

from leadtocash.areas.visits.models.journals import SalesJournal
from leadtocash.areas.visits.models.trials import Trial
from leadtocash.areas.visits.models.visits import Commitment, Visit, VisitContact, VisitPerson

__all__ = ["Commitment", "SalesJournal", "Trial", "Visit", "VisitContact", "VisitPerson"]
