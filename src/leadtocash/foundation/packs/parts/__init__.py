"""The parts the foundation itself brings into every pack."""

from leadtocash.foundation.packs.parts import authority, calendar, limits, numbering, processes, roles
from leadtocash.foundation.packs.registry import parts

for part in (roles.PART, calendar.PART, limits.PART, numbering.PART, authority.PART, processes.PART):
    parts.add(part.name, part)
