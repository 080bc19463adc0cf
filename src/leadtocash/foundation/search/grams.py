"""Finding part of a name in a large table: an index over its single signs and pairs of signs.

Chinese is written without spaces, and a search of two signs is the usual one; a word index does not know where
words end, and a trigram index needs three. Use `gram_index("name", name="…")`
among the model's indexes and the lookup `name__zh="…"`. Upper and lower case are the same.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db.models import CharField, Func, Lookup, TextField


class Grams(Func):
    """The signs and pairs of signs of a text, as the database computes them."""

    function = "zh_grams"
    output_field = SearchVectorField()


def gram_index(field: str, *, name: str) -> GinIndex:
    """The index that makes `field__zh` fast; search's own migration names the apps that have one."""
    return GinIndex(Grams(field), name=name, fastupdate=False)


@CharField.register_lookup
@TextField.register_lookup
class Contains(Lookup):
    """`field__zh`: contains these signs in this order, upper and lower case being the same.

    The comparison comes first: where the planner walks rows in another order, it alone sorts out almost all.
    """

    lookup_name = "zh"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """The comparison, and the condition that the index answers."""
        left, values = self.process_lhs(compiler, connection)
        wanted = str(self.rhs)
        statement = f"({left} ILIKE %s ESCAPE '\\' AND zh_grams({left}) @@ %s::tsquery)"
        return statement, [*values, f"%{_escaped(wanted)}%", *values, _query(wanted)]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _query(text: str) -> str:
    """All pairs of signs that follow each other; of a single sign, the sign."""
    text = text.lower()
    pairs = [text[place : place + 2] for place in range(len(text) - 1)] or [text]
    doubled = (pair.replace("\\", "\\\\").replace("'", "''") for pair in dict.fromkeys(pairs))
    return " & ".join(f"'{pair}'" for pair in doubled)
