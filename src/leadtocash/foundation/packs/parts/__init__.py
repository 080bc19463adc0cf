"""The parts the foundation itself brings into every pack."""

from leadtocash.foundation.packs.parts import (
    authority,
    calendar,
    custom_fields,
    handbook,
    limits,
    numbering,
    print_templates,
    processes,
    roles,
    sign_in,
)
from leadtocash.foundation.packs.registry import parts

for part in (
    handbook, roles, custom_fields, calendar, limits, numbering, authority, processes, sign_in, print_templates,
):  # fmt: skip
    parts.add(part.PART.name, part.PART)
