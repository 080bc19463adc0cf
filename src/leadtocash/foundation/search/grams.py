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

PAIR = 2


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

    Up to two signs the index answers alone; more are looked for in the rows that have all their pairs. That
    second look is written so that the planner does not take it for much rarer than it is.
    """

    lookup_name = "zh"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """The condition that the index answers, and the comparison of what it finds."""
        left, values = self.process_lhs(compiler, connection)
        wanted = str(self.rhs)
        statement, held = f"zh_grams({left}) @@ %s::tsquery", [*values, _query(wanted)]
        if len(wanted) <= PAIR:
            return statement, held
        return f"({statement} AND strpos(lower({left}), lower(%s)) > 0)", [*held, *values, wanted]


def _query(text: str) -> str:
    """All pairs of signs that follow each other; of a single sign, the sign."""
    text = text.lower()
    pairs = [text[place : place + 2] for place in range(len(text) - 1)] or [text]
    doubled = (pair.replace("\\", "\\\\").replace("'", "''") for pair in dict.fromkeys(pairs))
    return " & ".join(f"'{pair}'" for pair in doubled)
