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
    return GinIndex(Grams(field), name=name, fastupdate=True, gin_pending_list_limit=1024)


@CharField.register_lookup
@TextField.register_lookup
class Fits(Lookup):
    """`field__grams`: has these signs and pairs of signs, as the index knows: all that `zh` asks of up to two signs."""

    lookup_name = "grams"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, values = self.process_lhs(compiler, connection)
        return f"zh_grams({left}) @@ %s::tsquery", [*values, _query(str(self.rhs))]


@CharField.register_lookup
@TextField.register_lookup
class Holds(Lookup):
    """`field__signs`: the same as `zh`, looked for in each row. The planner does not take it for rarer than it is."""

    lookup_name = "signs"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, values = self.process_lhs(compiler, connection)
        return f"strpos(lower({left}), lower(%s)) > 0", [*values, str(self.rhs)]


@CharField.register_lookup
@TextField.register_lookup
class Contains(Fits):
    """`field__zh`: contains these signs in this order, upper and lower case being the same.

    Up to two signs the index answers alone; more are looked for in the rows that have all their pairs.
    """

    lookup_name = "zh"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        statement, values = super().as_sql(compiler, connection)
        if len(str(self.rhs)) <= PAIR:
            return statement, values
        held, more = Holds(self.lhs, self.rhs).as_sql(compiler, connection)
        return f"({statement} AND {held})", [*values, *more]


def _query(text: str) -> str:
    """All pairs of signs that follow each other; of a single sign, the sign."""
    text = text.lower()
    pairs = [text[place : place + 2] for place in range(len(text) - 1)] or [text]
    doubled = (pair.replace("\\", "\\\\").replace("'", "''") for pair in dict.fromkeys(pairs))
    return " & ".join(f"'{pair}'" for pair in doubled)
