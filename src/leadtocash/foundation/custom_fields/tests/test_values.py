"""Every type: what is understood, how it is kept and printed, what is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from leadtocash.foundation.custom_fields import values
from leadtocash.foundation.custom_fields.models import CustomField

pytestmark = pytest.mark.req("PLT-1")
CHOICES = [
    {"code": "red", "label": "红", "label_en": "Red", "active": True},
    {"code": "blue", "label": "蓝", "label_en": "", "active": True},
    {"code": "old", "label": "旧", "label_en": "", "active": False},
]


def field(of, **more):
    return CustomField(kind="customers.customer", code="x", label="字段", type=of, choices=CHOICES, **more)


@pytest.mark.parametrize(
    ("of", "given", "kept", "text"),
    [
        ("text", " Ａ１  号 ", "A1 号", "A1 号"),
        ("long", "一\n二 ", "一\n二", "一\n二"),
        ("integer", "１２，０００", 12000, "12,000 件"),
        ("integer", "5件", 5, "5 件"),
        ("integer", 7, 7, "7 件"),
        ("decimal", "12.5", "12.50", "12.50 件"),
        ("decimal", -3, "-3.00", "-3.00 件"),
        ("money", "1.5万", "15000.00", "15,000.00"),
        ("money", "¥ 12,000.5", "12000.50", "12,000.50"),
        ("date", "2026/3/1", "2026-03-01", "2026-03-01"),
        ("date", "2026年3月1日", "2026-03-01", "2026-03-01"),
        ("yes_no", "是", True, "是"),
        ("yes_no", False, False, "否"),
        ("choice", "red", "red", "红"),
        ("choice", "RED", "red", "红"),
        ("choice", "蓝", "blue", "蓝"),
        ("choices", "蓝、红", ["red", "blue"], "红、蓝"),
        ("choices", ["blue"], ["blue"], "蓝"),
        ("text", "  ", None, ""),
        ("choices", [], None, ""),
        ("integer", None, None, ""),
    ],
)
def test_what_is_written_is_understood_and_kept_in_one_form(of, given, kept, text):
    one = field(of, unit="件" if of in ("integer", "decimal") else "")
    found = values.clean(one, given)
    assert (found, values.text(one, found, {})) == (kept, text)
    assert values.clean(one, found) == kept


@pytest.mark.parametrize(
    ("of", "given"),
    [
        ("text", "长" * 201), ("text", {"a": 1}), ("text", ["a"]), ("integer", "1.5"), ("integer", True),
        ("integer", 10**15), ("integer", "很多"), ("decimal", "1.234"), ("decimal", "NaN"), ("decimal", "Infinity"),
        ("decimal", True), ("money", "1.234"), ("money", "贵"), ("date", "2026-02-30"), ("date", "明天"),
        ("yes_no", "也许"), ("choice", "old"), ("choice", "紫"), ("choices", ["red", "紫"]), ("choices", [1]),
    ],
)  # fmt: skip
def test_what_is_no_value_of_the_type_is_refused_with_a_sentence(of, given):
    with pytest.raises(ValidationError) as refused:
        values.clean(field(of), given)
    assert all(refused.value.messages)


def test_a_retired_choice_that_is_there_stays(db):
    assert values.clean(field("choice"), "old", there="old") == "old"
    assert values.clean(field("choices"), ["red", "old"], there=["old"]) == ["red", "old"]


def test_a_person_is_named_by_id_or_name_and_must_work_here(cast):
    wang, outsider = cast.people["wang"], cast.people["li"]
    one = field("person")
    assert [values.clean(one, given) for given in (wang.pk, str(wang.pk), wang, wang.name, wang.username)] == [
        wang.pk
    ] * 5
    outsider.is_active = False
    outsider.save()
    with pytest.raises(ValidationError, match="没有这个人"):
        values.clean(one, outsider.pk)
    assert values.clean(one, outsider.pk, there=outsider.pk) == outsider.pk
    assert values.text(one, wang.pk, values.names_of({wang.pk})) == wang.name
