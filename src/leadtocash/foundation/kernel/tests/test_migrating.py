"""What migrations come to when each operation draws up only the model it changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from leadtocash.foundation.kernel.migrating import quickly

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-9")]
FOLDERS: list[Operation] = [
    migrations.CreateModel("Folder", [("id", models.AutoField(primary_key=True)), ("name", models.TextField())]),
    migrations.CreateModel(
        "Sheet",
        [("id", models.AutoField(primary_key=True)), ("folder", models.ForeignKey("probe.Folder", models.CASCADE))],
    ),
    migrations.AddIndex("Folder", models.Index(fields=["name"], name="probe_name")),
]


def migrate(*operations: Operation) -> None:
    migration = migrations.Migration("0001_probe", "probe")
    migration.operations = [*FOLDERS, *operations]
    state = ProjectState()
    assert state.apps is not None  # as the command does, every model is drawn up before the first operation
    with quickly(), connection.schema_editor() as editor:
        migration.apply(state, editor)


def test_a_wider_key_widens_what_points_at_it() -> None:
    """The sheet knows an older class of the folder since the index; its column follows all the same."""
    migrate(migrations.AlterField("Folder", "id", models.BigAutoField(primary_key=True)))
    with connection.cursor() as cursor:
        columns = connection.introspection.get_table_description(cursor, "probe_sheet")
    types = {column.name: connection.introspection.get_field_type(column.type_code, column) for column in columns}
    assert types["folder_id"] == "BigIntegerField"


def test_a_data_migration_knows_the_newest_class_of_every_model() -> None:
    made = []

    def fill(apps: Any, editor: Any) -> None:
        folder = apps.get_model("probe", "Folder").objects.create(name="north")
        made.append(apps.get_model("probe", "Sheet").objects.create(folder=folder))

    migrate(migrations.RunPython(fill))
    assert [sheet.folder.name for sheet in made] == ["north"]
