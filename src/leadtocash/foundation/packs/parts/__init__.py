"""The parts the foundation itself brings into every pack."""

from leadtocash.foundation.packs.parts import authority, calendar, handbook, limits, numbering, processes, roles
from leadtocash.foundation.packs.registry import parts

for part in (handbook, roles, calendar, limits, numbering, authority, processes):
    parts.add(part.PART.name, part.PART)
