"""The records of sales projects, by noun."""

from leadtocash.areas.projects.models.project import EquipmentLine, Project, SerialNumber

__all__ = ["EquipmentLine", "Project", "SerialNumber"]
