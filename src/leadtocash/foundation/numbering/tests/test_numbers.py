"""Numbers are gap-free, in order, never reused, also when many ask at once."""

import threading

import pytest
from django.db import connection, transaction
from tests.cast import NOW

from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.numbering import numbers
from leadtocash.foundation.numbering.checks import gaps
from leadtocash.foundation.numbering.models import GivenNumber, NumberRule

KIND = numbers.declare("test_paper", "test paper", "TP-{year}-{seq:04d}")
EVER = numbers.declare("test_ever", "test ever", "E-{seq}")
BY_DEPARTMENT = numbers.declare("test_slip", "test slip", "{department}-{year}-{seq:03d}")


@pytest.mark.req("ORG-7")
def test_numbers_follow_each_other_within_a_year(cast):
    act = cast.act("zhou")
    assert [numbers.next_number(KIND, act=act) for _ in range(3)] == [
        "TP-2026-0001",
        "TP-2026-0002",
        "TP-2026-0003",
    ]


@pytest.mark.req("ORG-7")
def test_a_rolled_back_act_leaves_no_gap(cast):
    act = cast.act("zhou")

    @transaction.atomic
    def broken_act():
        numbers.next_number(KIND, act=act)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_act()
    assert numbers.next_number(KIND, act=act) == "TP-2026-0001"
    assert list(gaps()) == []


def test_with_a_department_in_the_pattern_each_counts_alone(cast):
    act = cast.act("zhou")
    given = [numbers.next_number(BY_DEPARTMENT, act=act, department_code=code) for code in ("SH", "GZ", "SH")]
    assert given == ["SH-2026-001", "GZ-2026-001", "SH-2026-002"]


def test_without_a_year_in_the_pattern_counting_goes_on_over_new_year(cast):
    late, early = cast.act("zhou", NOW.replace(month=12)), cast.act("zhou", NOW.replace(year=2027, month=1))
    assert [numbers.next_number(EVER, act=act) for act in (late, early, late)] == ["E-1", "E-2", "E-3"]


def test_many_numbers_at_once_follow_each_other(cast):
    assert numbers.next_numbers(KIND, 3, act=cast.act("zhou"))[-1] == "TP-2026-0003"
    assert numbers.next_number(KIND, act=cast.act("zhou")) == "TP-2026-0004"


def test_the_companys_own_pattern_goes_before_the_shipped_one(cast):
    NumberRule.objects.create(kind=KIND, pattern="{year}/{seq:05d}")
    assert numbers.next_number(KIND, act=cast.act("zhou")) == "2026/00001"


def test_a_missing_number_is_found_by_check(cast):
    for _ in range(3):
        numbers.next_number(KIND, act=cast.act("zhou"))
    GivenNumber.objects.filter(number="TP-2026-0002").delete()
    assert [problem.code for problem in gaps()] == ["numbering_gap"]


@pytest.mark.req("ORG-7")
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_get_different_numbers_without_a_gap():
    got: list[str] = []

    def ask() -> None:
        try:
            for _ in range(5):
                with transaction.atomic():
                    got.append(numbers.next_number(KIND, act=system_act()))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(int(number[-4:]) for number in got) == list(range(1, 41))
    assert list(gaps()) == []
