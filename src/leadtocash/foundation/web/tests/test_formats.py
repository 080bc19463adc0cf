"""How numbers, dates and lengths of time are written; and what every template of the product keeps to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import get_template
from django.utils import translation

from leadtocash.foundation.web import formats
from leadtocash.foundation.web.templatetags import lc

PACKAGE = Path(__file__).resolve().parents[3]
ICONS = PACKAGE.parents[1] / "frontend/src/styles/icons.css"
NOW = datetime(2026, 11, 19, 14, 30)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def rendered(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load lc %}" + source).render(context)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal(1898400), "1,898,400.00"),
        (Decimal("1.005"), "1.01"),
        (Decimal("-18.3"), "-18.30"),
        (Decimal("-0.001"), "0.00"),
        (0, "0.00"),
        ("632800", "632,800.00"),
        (Decimal("9999999999999999.99"), "9,999,999,999,999,999.99"),
        (None, "—"),
        ("", "—"),
        ("a lot", "—"),
        (Decimal("NaN"), "—"),
    ],
)
def test_money_has_commas_and_two_decimals_rounded_half_up(value, written):
    assert formats.money(value) == written


@pytest.mark.parametrize(
    ("value", "figure", "unit"),
    [
        (Decimal(4_860_000), "486.00", "10k yuan"),
        (Decimal("99999999.99"), "10,000.00", "10k yuan"),
        (Decimal(100_000_000), "1.00", "100m yuan"),
        (Decimal(-126_000_000), "-1.26", "100m yuan"),
        (None, "—", ""),
    ],
)
def test_large_amounts_change_their_unit_at_a_hundred_million(value, figure, unit):
    assert formats.wan_parts(value) == (figure, unit)
    assert formats.wan(value) == f"{figure} {unit}".strip()


def test_a_column_of_ten_thousands_keeps_one_unit():
    assert [formats.in_wan(v) for v in (Decimal(126_000_000), None)] == ["12,600.00", "—"]


@pytest.mark.parametrize(
    ("ratio", "written"),
    [(Decimal("0.2144"), "21.4%"), (1, "100.0%"), (Decimal("-0.0305"), "-3.1%"), (None, "—")],
)
def test_a_ratio_is_a_percentage_with_one_decimal(ratio, written):
    assert formats.pct(ratio) == written


@pytest.mark.parametrize(("ratio", "whole"), [(Decimal("0.675"), 68), (2, 100), (-1, 0), (None, 0)])
def test_a_bar_is_filled_between_nothing_and_all(ratio, whole):
    assert formats.share(ratio) == whole


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 24), "11-24"),
        (date(2027, 3, 1), "2027-03"),
        (datetime(2025, 1, 2, 3, 4), "2025-01"),
        (None, "—"),
    ],
)
def test_a_day_of_another_year_says_its_year(day, written):
    assert formats.short_date(day, today=NOW.date()) == written


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 11, 19, 0, 5), "today 00:05"),
        (datetime(2026, 11, 18, 23, 59), "yesterday 23:59"),
        (datetime(2026, 11, 17, 9, 0), "11-17 09:00"),
        (datetime(2026, 11, 20, 9, 0), "11-20 09:00"),
        (datetime(2025, 12, 31, 9, 0), "2025-12-31"),
        (None, "—"),
    ],
)
def test_today_and_yesterday_are_said_by_name(moment, written):
    assert formats.when(moment, now=NOW) == written


def test_an_age_is_in_plain_days_and_never_negative():
    ages = [formats.age_days(since, today=NOW.date()) for since in (date(2026, 11, 18), date(2027, 1, 1), 22, None)]
    assert ages == ["1 day", "0 days", "22 days", "—"]


def test_a_limit_is_in_working_days():
    assert [formats.working_days(1), formats.working_days(3)] == ["1 working day", "3 working days"]


@pytest.mark.parametrize(
    ("size", "written"),
    [(None, "—"), (88, "88 B"), (88_000, "88 kB"), (999_600, "1.0 MB"), (2_140_000, "2.1 MB")],
)
def test_a_file_has_a_size(size, written):
    assert formats.file_size(size) == written


@pytest.mark.parametrize(
    ("used", "limit", "filled", "cells"),
    [(2, 10, 2, 10), (0, 3, 0, 3), (5, 3, 3, 3), (12, 15, 8, 10), (1, 30, 1, 10)],
)
def test_a_clock_has_a_cell_a_day_and_is_scaled_above_ten(used, limit, filled, cells):
    found = formats.segments(used, limit)
    assert (sum(found), len(found)) == (filled, cells)


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("money", Decimal("5.5"), "5.50"),
        ("wan", Decimal(486_000), "48.60"),
        ("number", Decimal("1200.50"), "1,200.5"),
        ("number", 1200, "1,200"),
        ("percent", Decimal("0.2"), "20.0%"),
        ("date", date(2027, 3, 9), "2027-03"),
        ("datetime", NOW, "today 14:30"),
        ("text", "HT-2026-0142", "HT-2026-0142"),
        ("text", None, "—"),
    ],
)
def test_a_column_prints_its_kind(kind, value, written):
    assert formats.by_kind(kind, value, now=NOW) == written


def test_units_are_chinese_on_chinese_pages():
    with translation.override("zh-hans"):
        assert formats.wan(Decimal(4_860_000)) == "486.00 \u4e07\u5143"
        assert formats.days(22) == "22 \u5929"
        assert formats.when(NOW, now=NOW) == "\u4eca\u5929 14:30"


# ---------------------------------------------------------------- tags
def test_a_name_is_printed_with_its_initial_and_never_as_markup():
    html = rendered("{% who person %}", person={"name": "<Wang>", "title": "sales"})
    assert "&lt;Wang&gt;" in html
    assert "<small>sales</small>" in html


def test_an_unknown_state_is_idle_and_an_unknown_clause_is_plain():
    assert rendered('{% tag "purple" "Draft" %}') == '<span class="lc-tag idle">Draft</span>'
    assert rendered('{% clause "S9 99.9" %}') == '<span class="lc-clause">S9 99.9</span>'


@pytest.mark.parametrize(("used", "state"), [(3, "ok"), (9, "soon"), (10, "soon"), (11, "over")])
def test_a_clock_warns_on_its_last_day(used, state):
    assert f'class="lc-clock {state}"' in rendered("{% clock used 10 %}", used=used)


def test_a_refusal_names_what_is_missing_and_offers_a_way_on():
    html = get_template("web/_refusal.html").render({
        "refusal": {
            "title": "Not possible yet",
            "message": "Two things are missing.",
            "missing": [{"what": "Serial numbers", "who": "Wang", "since": date(2025, 1, 2), "href": "/x/"}],
            "offer": {"label": "Enter them", "href": "/y/"},
        }
    })  # fmt: skip
    assert 'data-role="alertdialog"' in html
    for part in ("Two things are missing.", "Serial numbers", "Wang", "2025-01", 'href="/x/"', 'href="/y/"'):
        assert part in html


# ---------------------------------------------------------------- every template
def lines(*endings: str) -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in endings and "tests" not in path.parts and "static" not in path.parts:
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                yield f"{path.name}:{number}", line


def test_no_template_holds_inline_styles_scripts_or_handlers():
    inline = re.compile(r"""<[^>]*\s(?:style|on[a-z]+)=["']|<script(?![^>]*\s(?:src=|type="application/json"))""")
    assert [place for place, line in lines(".html") if inline.search(line)] == []


@pytest.mark.skipif(not ICONS.exists(), reason="the frontend's source is not beside an installed package")
def test_every_icon_named_is_carried():
    carried = set(re.findall(r"\.ti-([a-z0-9-]+)::before", ICONS.read_text("utf-8")))
    named = re.compile(r"""(?:\{% icon |\bicon=)["']([a-z0-9-]+)["']""")
    found = {(icon, place) for place, line in lines(".html", ".py") for icon in named.findall(line)}
    assert sorted((icon, place) for icon, place in found if icon not in carried) == []


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "人民币壹万元整"), ("zh-hant", "人民幣壹萬元整")])
def test_amounts_in_words_are_written_in_the_readers_characters(language: str, words: str) -> None:
    with translation.override(language):
        assert lc.rmb_words(Decimal(10000)) == words
