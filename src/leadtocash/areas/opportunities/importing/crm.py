"""Take over the export of a CRM: accounts, products, sales teams and the pipeline, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from leadtocash.areas.opportunities import permissions
from leadtocash.areas.opportunities.importing import organisation, reading, storing
from leadtocash.areas.opportunities.shipping import ship_methods
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.access.shipping import ship_roles
from leadtocash.foundation.exchange.findings import Findings
from leadtocash.foundation.kernel.act import Act

Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What came of it: per kind of record (made now, in the export), and all findings."""

    counts: dict[str, tuple[int, int]]
    findings: Findings

    def there_already(self, what: str) -> int:
        """How many of a kind were found by their key."""
        made, whole = self.counts[what]
        return whole - made

    @property
    def made(self) -> int:
        """How many records were made; 0 when everything was there already."""
        return sum(made for made, _whole in self.counts.values())


def run(
    folder: Path, *, act: Act, report: Report = lambda what, done, whole: None, password: str | None = None
) -> Outcome:
    """Take over the export in `folder`; a second run finds everything by its key and makes no doubles.

    report: called with (what, done, whole) while it goes on. password: for the people made (tests only; without one
    nobody can sign in as them until an administrator sets one). Raises NotAllowed for anybody but the system
    administrator or the command line, RuleError for missing files or columns; then nothing is written.
    """
    if act.by is not None:
        require(act.by, permissions.IMPORT)
    return _run(folder, act=act.through("import"), report=report, password=password)


@transaction.atomic
def _run(folder: Path, *, act: Act, report: Report, password: str | None) -> Outcome:
    findings = Findings()
    export = reading.read(folder, findings)
    ship_roles()
    ship_methods(act=act)
    company = organisation.settle(export, act=act, password=password)
    products, made_products = storing.store_products(export, act=act)
    customers, made_customers = storing.store_customers(export, company, act=act)
    whole, done = len(export.deals), 0

    def progress(more: int) -> None:
        nonlocal done
        done += more
        report("opportunities", done, whole)

    report("opportunities", 0, whole)
    made = storing.store_deals(export, company, products, customers, findings, act=act, progress=progress)
    counts = {
        "departments": (company.made_regions, len(company.regions)),
        "people": (company.made_people, len(company.people)),
        "products": (made_products, len(export.items)),
        "customers": (made_customers, len(export.accounts)),
        "opportunities": (made, whole),
    }
    return Outcome(counts, findings)
