"""What can be imported: each area declares its kinds of record here (`importables`), in its wiring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from leadtocash.foundation.access.fields import rules_of, sees
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.exchange import cells
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, NotAllowed, RuleError, Stale
from leadtocash.foundation.kernel.extra import NAME as EXTRA
from leadtocash.foundation.kernel.extra import Changes
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.kernel.text import joined


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column one may fill. names: other headings it is known by, "a|b|c", in the catalogue for other languages.

    field: the record's field it fills, for its protection; "" for the key. example: shown in the template.
    once: two rows of a file may not say the same; kept: what was read in the form it is kept in.
    A key "extra.colour" fills the part of a field.
    """

    key: str
    label: Promise | str
    parse: cells.Parse = cells.line
    required: bool = False
    example: Promise | str = ""
    help: Promise | str = ""
    names: Promise | str = ""
    field: str = ""
    options: Sequence[tuple[str, Promise | str]] = ()
    once: bool = False
    kept: cells.Parse = lambda value: value

    @property
    def protected(self) -> str:
        return self.field or self.key


def choosing(key: str, label: Promise | str, options: Sequence[tuple[str, Any]], **more: Any) -> Column:
    """A column whose cells say one of several words."""
    return Column(key=key, label=label, parse=cells.choice(options), options=options, **more)


@dataclass
class Given:
    """A row as it was given: what its cells say, what is wrong with it, and what it met.

    once: what no other row may say (column, value); twin: the record it is about; like: why it may be one that is
    there already; record: what it became.
    """

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)
    once: list[tuple[str, str]] = field(default_factory=list)
    twin: Any = None
    like: str = ""
    record: Any = None
    before: dict[str, Any] | None = None

    def put(self, key: str, value: Any) -> None:
        """What a column says; the parts of a field are kept together."""
        name, dot, part = key.partition(".")
        if dot:
            self.values.setdefault(name, Changes())[part] = value
        else:
            self.values[key] = value

    def refuse(self, key: str, sentence: Any) -> None:
        """Something is wrong in this column ("" for the row as a whole)."""
        self.faults.append((key, str(sentence)))

    def refuse_all(self, error: Exception, keys: Mapping[str, str] | None = None) -> None:
        """What an action refused; `keys`: field of the record -> column."""
        if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            for name, messages in error.message_dict.items():
                for sentence in messages:
                    self.refuse((keys or {}).get(name, name if name.partition(".")[0] == EXTRA else ""), sentence)
        elif isinstance(error, ValidationError):
            self.refuse("", " ".join(error.messages))
        else:
            what = [_owed(one) for one in getattr(error, "missing", ())]
            self.refuse("", " ".join([getattr(error, "message", str(error)), *what]))


class Importable:
    """A kind of record that can be imported. Subclasses say how rows are understood, created and changed.

    Every row passes the same rules as the form. `understand` finds for a portion of rows what they speak of and what
    they meet; it writes nothing. With `trial`, everything written is taken back by the caller.
    """

    kind: ClassVar[str]
    model: ClassVar[type[models.Model]]
    label: ClassVar[Promise | str]
    columns: ClassVar[Sequence[Column]]
    #: name of the list it stands in, and its address
    list_name: ClassVar[str] = ""
    list_url: ClassVar[str] = ""
    note: ClassVar[Promise | str] = ""
    order: ClassVar[int] = 50
    updates: ClassVar[bool] = True
    #: columns of which two rows of one file may not say the same
    once: ClassVar[Sequence[str]] = ()
    #: the record's own field -> column, where the two differ
    fields: ClassVar[Mapping[str, str]] = {}

    def may(self, person: User) -> bool:
        """May this person import at all?"""
        raise NotImplementedError

    def columns_for(self, person: User) -> list[Column]:
        """The columns this person may fill: what he may not see he cannot enter, unless it is only masked."""
        rules = rules_of(self.model)
        hidden = {name for name, rule in rules.items() if rule.mask is None and not sees(person, self.model, name)}
        more = [column for add in additions for column in add(self.model, person)]
        return [*(column for column in self.columns if column.protected not in hidden), *more]

    def keys(self, row: Given) -> list[tuple[str, str]]:
        """(column, key): two rows of a file with the same key are the same."""
        return [(key, str(row.values[key]).casefold()) for key in self.once if row.values.get(key)]

    def understand(self, rows: Sequence[Given], *, act: Act) -> None:
        """Look up what the rows name, and what they meet: sets values, `twin`, `like`, faults."""

    def create(self, rows: Sequence[Given], *, act: Act, trial: bool) -> None:
        """Store new records: sets `record`, or faults. One action a row, unless a subclass does it together."""
        for row in rows:
            self._tried(row, partial(self.make, row, act=act))

    def make(self, row: Given, *, act: Act) -> models.Model:
        """Create one record by its action."""
        raise NotImplementedError

    def change(self, rows: Sequence[Given], *, act: Act, fill: bool) -> None:
        """Change the records the rows are about: sets `record` and `before` where something changes, or faults."""
        for row in rows:
            values = self._differing(row, fill=fill)
            if row.faults or not values:
                continue
            before = {name: _before(row.twin, name, value) for name, value in values.items()}
            hidden = [name for name in values if not sees(act.person, row.twin, name)]
            for name in hidden:
                row.refuse(name, _("You may not see this field, so you cannot change it."))
            if not hidden and self._tried(row, partial(self.alter, row, values, act=act)):
                row.before = before

    def alter(self, row: Given, values: Mapping[str, Any], *, act: Act) -> models.Model:
        """Change the row's record by its action."""
        raise NotImplementedError

    def data_of(self, row: Given) -> dict[str, Any]:
        """The row's values for the record's own fields."""
        names = _fields(self.model)
        return {key: value for key, value in row.values.items() if key in names}

    def remove(self, records: Sequence[Any], *, act: Act) -> None:
        """Take back records that were created and not touched since (the caller has made sure, and journals it)."""
        type(records[0])._base_manager.filter(pk__in=[one.pk for one in records]).delete()

    def restore(self, record: Any, values: Mapping[str, Any], *, act: Act) -> None:
        """Give a record the values it had before the import, by its action."""
        raise NotImplementedError

    def url_of(self, record: Any) -> str:
        """Where a record is shown."""
        return str(record.get_absolute_url())

    def _differing(self, row: Given, *, fill: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in self.data_of(row).items():
            there = getattr(row.twin, name)
            if isinstance(value, Changes):
                parts = {code: one for code, one in value.items() if _differs(there.get(code), one, fill=fill)}
                if parts:
                    found[name] = Changes(parts)
            elif _differs(there, value, fill=fill):
                found[name] = value
        return found

    def begin(self, row: Given, make: Callable[[], models.Model]) -> None:
        """Make the record of a row that will be stored together with others; what is refused becomes faults."""
        try:
            row.record = make()
        except (ValidationError, RuleError, NotAllowed, Stale) as error:
            row.refuse_all(error, {**{c.key: c.key for c in self.columns}, **self.fields})

    def _tried(self, row: Given, do: Callable[[], models.Model]) -> bool:
        def alone() -> models.Model:
            with transaction.atomic():
                return do()

        self.begin(row, alone)
        return row.record is not None


@cache
def _fields(model: type[models.Model]) -> set[str]:
    return {one.name for one in model._meta.get_fields() if isinstance(one, models.Field)}


def _owed(one: Missing) -> str:
    """What is missing, with who owes it, since when and the clause."""
    more = [str(part) for part in (one.who, one.since, one.clause) if part]
    return _("%(what)s (%(more)s)") % {"what": one.what, "more": joined(more)} if more else str(one.what)


def _differs(there: Any, given: Any, *, fill: bool) -> bool:
    return there != given and (not fill or there in (None, "", 0))


def _before(record: models.Model, name: str, value: Any) -> Any:
    there = getattr(record, record._meta.get_field(name).attname)  # type: ignore[union-attr]
    return {code: there.get(code) for code in value} if isinstance(value, Changes) else there


importables: Registry[Importable] = Registry("importable kind")
#: columns of a kind beside those its area declares: (model, person) -> columns
additions: list[Callable[[type[models.Model], User], list[Column]]] = []
#: what looks at rows that were understood before they are stored, and refuses some: (model, rows, person)
looks: list[Callable[[type[models.Model], Sequence[Given], User], None]] = []
