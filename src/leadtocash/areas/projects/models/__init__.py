"""The records of sales projects, by noun."""

from leadtocash.areas.projects.models.cancellation import Cancellation
from leadtocash.areas.projects.models.change import ChangeLine, EquipmentChange, EquipmentVersion
from leadtocash.areas.projects.models.closing import ClosingNotice, Successor
from leadtocash.areas.projects.models.coordination import CoordinationOrder, SupportBooking
from leadtocash.areas.projects.models.project import EquipmentLine, Project, SerialNumber
from leadtocash.areas.projects.models.purchasing import Arrival, Purchase
from leadtocash.areas.projects.models.signoff import AcceptanceReport, SignoffSheet

__all__ = [
    "AcceptanceReport",
    "Arrival",
    "Cancellation",
    "ChangeLine",
    "ClosingNotice",
    "CoordinationOrder",
    "EquipmentChange",
    "EquipmentLine",
    "EquipmentVersion",
    "Project",
    "Purchase",
    "SerialNumber",
    "SignoffSheet",
    "Successor",
    "SupportBooking",
]
