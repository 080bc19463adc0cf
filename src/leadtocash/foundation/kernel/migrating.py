"""Migrations that draw up anew only the model an operation changes.

Django draws up every model related to the changed one, over any number of relations. Here each is related to the
person, so each of 600 operations drew up nearly all 200 models, and a first installation took twenty times as long as
the database worked. A new model, and an index, a constraint or a field of a known one, concern no other model's table:
for them the model alone is enough. The others may then still know an older class of it, of the same table. Django has
a mark for that, `is_delayed`: before an operation that reads records all models are drawn up.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.migrations.utils import field_is_referenced  # type: ignore[attr-defined]

ALONE = (
    migrations.CreateModel,
    migrations.AddField,
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.AddConstraint,
    migrations.RemoveConstraint,
)


@contextmanager
def quickly() -> Iterator[None]:
    """Apply migrations this way while the block runs."""
    migration_class: Any = migrations.Migration
    state_class: Any = ProjectState
    apply, reload_model = migration_class.apply, state_class.reload_model
    alone = False

    def one_by_one(
        migration: migrations.Migration,
        state: Any,
        editor: BaseDatabaseSchemaEditor,
        collect_sql: bool = False,
    ) -> Any:
        nonlocal alone
        for operation in migration.operations:
            alone = _concerns_one_model(operation, migration.app_label, state)
            one: Any = copy(migration)
            one.operations = [operation]
            state = apply(one, state, editor, collect_sql)
        return state

    def reload_one(state: Any, app_label: str, model_name: str, delay: bool = False) -> None:
        if alone and "apps" in state.__dict__:
            state.is_delayed = True
            state._reload({(app_label, model_name)})  # noqa: SLF001 - the one step of Django's that draws up these alone
        else:
            reload_model(state, app_label, model_name, delay)

    migration_class.apply, state_class.reload_model = one_by_one, reload_one
    try:
        yield
    finally:
        migration_class.apply, state_class.reload_model = apply, reload_model


def _concerns_one_model(operation: Operation, app_label: str, state: ProjectState) -> bool:
    if isinstance(operation, migrations.RunSQL):
        return not operation.state_operations
    if isinstance(operation, migrations.AlterField):
        model, field = (app_label, operation.model_name_lower), operation.field
        return not field.is_relation and not field_is_referenced(state, model, (operation.name_lower, field))
    return isinstance(operation, ALONE)
