"""The tables of workload W."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass

WORK = {
    "W1": "API: 50 of one seller in one stage by expected signing, and how many",
    "W2": "API: search, a common word of two signs, and how many",
    "W2r": "API: search, a rare word, and how many",
    "W3": "API: revenue and weighted revenue by stage and month, all rows",
    "W4": "API: create one, with all checks and journal",
    "W5": "API: move one to the next stage, with all checks and journal",
    "W6": "page: one opportunity, whole HTML, some with 200 journal entries",
    "W3p": "page: the pipeline, whole HTML",
    "list": "page: the list as it opens, whole HTML",
}


@dataclass(frozen=True)
class Row:
    """Milliseconds of one work by so many clients; cpu, database: processor time of the web processes and of
    PostgreSQL for one answer; sql, wsgi: the floors."""

    work: str
    clients: int
    p50: float
    p95: float
    cpu: float
    database: float
    sql: float = 0.0
    wsgi: float = 0.0


@dataclass(frozen=True)
class Size:
    """All of one size: filled in so many seconds (0: kept from before), seconds to the first page, megabytes."""

    size: int
    rows: list[Row]
    filled: float
    cold: float
    web: float
    worker: float

    def of(self, work: str, clients: int) -> Row:
        """One measurement."""
        return next(row for row in self.rows if (row.work, row.clients) == (work, clients))


def report(found: dict[int, Size], requests: int, *, durable: bool) -> str:
    """One table for each size, one for what grows, one for the machine's share."""
    lines = [
        f"# Workload W at {' and '.join(f'{size:,}' for size in sorted(found))} opportunities",
        "",
        "Written by `python3 dev.py bench workload`; how to read it: docs/benchmark-workload.md. Milliseconds, at",
        f"least {requests} calls each; {os.cpu_count()} cores, Python {platform.python_version()}, load at the end",
        f"{os.getloadavg()[0]:.1f}; commits {'wait' if durable else 'do not wait'} for the disk.",
    ]
    for size in sorted(found):
        lines += ["", f"## {size:,}", "", *_of(found[size])]
    if len(found) > 1:
        small, large = found[min(found)], found[max(found)]
        lines += ["", "## Growth", "", f"From {small.size:,} to {large.size:,}.", "", *_growth(small, large)]
    lines += ["", "## Memory and start", "", "| rows | filled, s | first page after, s | web, MB | worker, MB |"]
    lines += ["|---:|---:|---:|---:|---:|"]
    for one in (found[size] for size in sorted(found)):
        filled = f"{one.filled:.0f}" if one.filled else "kept"
        lines.append(f"| {one.size:,} | {filled} | {one.cold:.1f} | {one.web:.0f} | {one.worker:.0f} |")
    return "\n".join(lines)


def _of(size: Size) -> list[str]:
    lines = [
        "| work | clients | p50 | p95 | p95/p50 of one | CPU web | CPU PostgreSQL | SQL | WSGI | ratio |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    first = size.rows[0].clients
    for row in size.rows:
        what = f"{row.work} {WORK[row.work]}" if row.clients == first else row.work
        cells = [f"{row.p50:.1f}", f"{row.p95:.1f}", f"{row.p95 / size.of(row.work, first).p50:.1f}"]
        cells += [f"{row.cpu:.1f}", f"{row.database:.1f}"]
        cells += [f"{row.sql:.2f}", f"{row.wsgi:.1f}", f"{row.p50 / row.wsgi:.1f}"] if row.wsgi else ["\u2013"] * 3
        lines.append(f"| {what} | {row.clients} | {' | '.join(cells)} |")
    return lines


def _growth(small: Size, large: Size) -> list[str]:
    lines = ["| work | clients | p50 | CPU web | CPU PostgreSQL |", "|---|---:|---:|---:|---:|"]
    for row in large.rows:
        before = small.of(row.work, row.clients)
        pairs = ((row.p50, before.p50), (row.cpu, before.cpu), (row.database, before.database))
        cells = [f"{now / then:.2f}" if then else "\u2013" for now, then in pairs]
        lines.append(f"| {row.work} | {row.clients} | {' | '.join(cells)} |")
    return lines
