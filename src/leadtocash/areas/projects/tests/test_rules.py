"""Serial numbers and the clock, by table."""

from __future__ import annotations

from datetime import date

import pytest

from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.rules.clock import clock_of
from leadtocash.areas.projects.rules.serials import Model, Row, check_rows, cleaned, exact_length, misfit

PATTERN = "X68L[A-Z0-9]{8}"


@pytest.mark.req("PRJ-5")
@pytest.mark.parametrize(
    ("serial", "pattern", "reason"),
    [
        ("X68L4M220781", PATTERN, ""),
        ("X68L4M22078", PATTERN, "只有 11 位，这个型号应为 12 位。"),
        ("Y68L4M220781", PATTERN, f"不像这个型号的序列号（{PATTERN}）。"),
        ("ANYTHING-1", "", ""),
        ("ANYTHING-1", "[broken", ""),
    ],
)
def test_a_serial_number_fits_its_models_pattern(serial: str, pattern: str, reason: str) -> None:
    assert misfit(serial, pattern) == reason


@pytest.mark.parametrize(
    ("pattern", "length"), [(PATTERN, 12), (r"\d{4}-\w", 6), ("[A-Z]+", 0), ("(A|B){2}", 0), ("", 0)]
)
def test_the_length_of_a_pattern_is_known_where_it_is_fixed(pattern: str, length: int) -> None:
    assert exact_length(pattern) == length


def checked(rows: list[tuple[int, str]], *, taken: dict[str, str] | None = None) -> list[str]:
    models = {1: Model(2, PATTERN), 2: Model(2), 3: Model(0)}
    given = cleaned([Row(line=line, serial=serial) for line, serial in rows])
    return [row.error for row in check_rows(given, models, taken or {})]


@pytest.mark.req("PRJ-5")
@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ([(1, "x68l 4m220781"), (2, "Ａ１"), (2, "")], ["", "", ""]),
        ([(2, "A1"), (2, "a1")], ["", "与第 1 行重复。"]),
        ([(2, "A1"), (2, "A2"), (2, "A3")], ["", "", "这一行只有 2 台。"]),
        ([(3, "A1")], ["这一行不用序列号。"]),
        ([(9, "A1")], ["这一行不在设备清单里。"]),
        ([(2, "A" * 61)], ["超过 60 位。"]),
        ([(2, "机器一号")], ["序列号只能有字母、数字和 - . / # +。"]),
        ([(2, "=SUM(1)")], ["序列号只能有字母、数字和 - . / # +。"]),
    ],
)
def test_each_row_says_what_is_wrong_with_it(rows: list[tuple[int, str]], errors: list[str]) -> None:
    assert checked(rows) == errors


@pytest.mark.req("PRJ-5")
def test_a_number_of_another_project_is_refused() -> None:
    assert checked([(2, "A1"), (2, "A2")], taken={"A2": "XM-1 已用过"}) == ["", "XM-1 已用过"]


@pytest.mark.req("PRJ-5", "ORG-6")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "used", "state", "text"),
    [
        (date(2026, 11, 10), 0, "ok", "剩 10 个工作日"),
        (date(2026, 11, 14), 3, "ok", "剩 7 个工作日"),
        (date(2026, 11, 20), 8, "soon", "剩 2 个工作日"),
        (date(2026, 11, 24), 10, "soon", "今天到期"),
        (date(2026, 11, 26), 12, "over", "超 2 个工作日"),
    ],
)
def test_the_clock_counts_working_days_only(today: date, used: int, state: str, text: str) -> None:
    project = Project(state="arrived", arrived_on=date(2026, 11, 10), signoff_due_on=date(2026, 11, 24))
    clock = clock_of(project, today, 10)
    assert clock is not None
    assert (clock.used, clock.limit, clock.text) == (used, 10, text)
    assert clock.state == state


def test_no_clock_runs_before_arrival_and_after_the_signature() -> None:
    for state in ("set_up", "signed_off", "closed", "cancelled"):
        project = Project(state=state, arrived_on=date(2026, 11, 10), signoff_due_on=date(2026, 11, 24))
        assert clock_of(project, date(2026, 11, 20), 10) is None
