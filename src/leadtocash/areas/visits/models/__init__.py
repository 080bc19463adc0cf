"""Meetings, calls and mails with customers, what was said there and promised."""

from leadtocash.areas.visits.models.visits import Commitment, Visit, VisitContact, VisitPerson

__all__ = ["Commitment", "Visit", "VisitContact", "VisitPerson"]
