"""The lists of the area, for page, export and API."""

from leadtocash.areas.winning.tables.evidence import EVIDENCE
from leadtocash.areas.winning.tables.needs import NEEDS, VALUES
from leadtocash.areas.winning.tables.people import STAKEHOLDERS
from leadtocash.areas.winning.tables.rivals import BARRIERS, RIVALS

__all__ = ["BARRIERS", "EVIDENCE", "NEEDS", "RIVALS", "STAKEHOLDERS", "VALUES"]
