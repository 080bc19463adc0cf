"""The parts the foundation itself brings into every pack."""

from leadtocash.foundation.packs.parts import (
    authority,
    calendar,
    handbook,
    limits,
    numbering,
    print_templates,
    processes,
    roles,
    sign_in,
)
from leadtocash.foundation.packs.registry import parts

for part in (handbook, roles, calendar, limits, numbering, authority, processes, sign_in, print_templates):
    parts.add(part.PART.name, part.PART)
