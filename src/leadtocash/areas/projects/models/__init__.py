"""The records of sales projects, by noun."""

from leadtocash.areas.projects.models.cancellation import Cancellation
from leadtocash.areas.projects.models.change import ChangeLine, EquipmentChange, EquipmentVersion
from leadtocash.areas.projects.models.coordination import CoordinationOrder, SupportBooking
from leadtocash.areas.projects.models.project import EquipmentLine, Project, SerialNumber

__all__ = [
    "Cancellation",
    "ChangeLine",
    "CoordinationOrder",
    "EquipmentChange",
    "EquipmentLine",
    "EquipmentVersion",
    "Project",
    "SerialNumber",
    "SupportBooking",
]
