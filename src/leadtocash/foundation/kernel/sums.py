"""Sums the database keeps with every change, so that nothing is counted when somebody looks.

A trigger writes rows of its own for each change (+ and -), which are added up when read and put together now and then:
nobody waits for anybody, and two acts cannot lock each other out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, transaction

MOST_TOLD = 20


@dataclass(frozen=True, kw_only=True)
class KeptSums:
    """table: of the figures; cell: columns that say what a figure is about; empty: those of them that can be null;
    sums: columns that add up; counted: SQL of what the records themselves come to, with these columns."""

    table: str
    cell: Sequence[str]
    empty: Sequence[str]
    sums: Sequence[str]
    counted: str

    def fold(self) -> None:
        """Put rows of the same cell together, so that few are read; people work on meanwhile."""
        nothing = " AND ".join(f"sum({name}) = 0" for name in self.sums)
        something = " OR ".join(f"sum({name}) <> 0" for name in self.sums)
        same = " AND ".join(
            f"f.{name} {'IS NOT DISTINCT FROM' if name in self.empty else '='} s.{name}" for name in self.cell
        )
        self._in_turn(
            f"WITH several AS (SELECT {self._cell} FROM {self.table} GROUP BY {self._cell} "  # noqa: S608 - own names
            f"HAVING count(*) > 1 OR ({nothing})), "
            f"gone AS (DELETE FROM {self.table} f USING several s WHERE {same} RETURNING f.*) "
            f"{self._into} SELECT {self._summed} FROM gone GROUP BY {self._cell} HAVING {something}"
        )

    def rebuild(self) -> None:
        """Write all figures anew from the records, while people work."""
        self._in_turn(
            f"WITH gone AS (DELETE FROM {self.table}) "  # noqa: S608 - own names
            f"{self._into} SELECT {self._summed} FROM ({self.counted}) c GROUP BY {self._cell}"
        )

    def drifted(self) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]]:
        """Cells of which the figures are not what the records come to: the cell, what is kept, what is right."""
        names = [*(f"coalesce(k.{name}, t.{name})" for name in self.cell)]
        names += [f"coalesce({side}.{name}, 0)" for side in "kt" for name in self.sums]
        same = " AND ".join(
            f"coalesce(k.{name}::text, '') = coalesce(t.{name}::text, '')"
            if name in self.empty
            else f"k.{name} = t.{name}"
            for name in self.cell
        )
        differs = " OR ".join(f"coalesce(k.{name}, 0) <> coalesce(t.{name}, 0)" for name in self.sums)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(names)} FROM "  # noqa: S608 - own names
                f"(SELECT {self._summed} FROM {self.table} GROUP BY {self._cell}) k FULL JOIN "
                f"(SELECT {self._summed} FROM ({self.counted}) c GROUP BY {self._cell}) t ON {same} "
                f"WHERE {differs} ORDER BY {', '.join(str(n + 1) for n in range(len(self.cell)))} LIMIT {MOST_TOLD}"
            )
            for row in cursor.fetchall():
                cell, half = len(self.cell), len(self.cell) + len(self.sums)
                yield (
                    dict(zip(self.cell, row[:cell], strict=True)),
                    dict(zip(self.sums, row[cell:half], strict=True)),
                    dict(zip(self.sums, row[half:], strict=True)),
                )

    @cached_property
    def _cell(self) -> str:
        return ", ".join(self.cell)

    @cached_property
    def _summed(self) -> str:
        return ", ".join([self._cell, *(f"sum({name}) AS {name}" for name in self.sums)])

    @cached_property
    def _into(self) -> str:
        return f"INSERT INTO {self.table} ({self._cell}, {', '.join(self.sums)})"

    def _in_turn(self, statement: str) -> None:
        """One statement sees one state of all tables: what others do at the same time is wholly in it or wholly not.
        Whoever puts rows together and whoever writes them anew take turns."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [self.table])
            cursor.execute(statement)
