"""Serial numbers from tables, checked as on the sign-off sheet."""

from __future__ import annotations

import pytest

from leadtocash.areas.projects.models import SerialNumber
from leadtocash.areas.projects.tests.factories import arrived, rows
from leadtocash.foundation.exchange.tests.driving import carried_out, faults, undone

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-3", "PRJ-7")]


def test_numbers_are_entered_for_their_lines_and_taken_out_again(cast):
    project = arrived(cast)
    wanted = rows(project)
    places = dict(project.lines.values_list("pk", "position"))
    table = [f"{project.code},{places[row.line]},{row.serial},{row.box}" for row in wanted]
    text = "\n".join(["项目号,行号,序列号,箱号", *table, f"{project.code},99,X1,", "没有,,X2,", ""])
    wang = cast.act("wang")
    run = carried_out(wang, text, kind="projects.serialnumber")
    end = len(wanted)
    assert faults(run) == [(end + 2, "line"), (end + 3, "project")]
    assert set(SerialNumber.objects.values_list("serial", flat=True)) == {row.serial for row in wanted}
    assert carried_out(wang, text, kind="projects.serialnumber").counts["known"] == end
    undone(wang, run)
    assert SerialNumber.objects.count() == 0
