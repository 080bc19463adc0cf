"""What a template may do, and everything it may not: reach out, run for ever, fill the memory."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from time import monotonic
from typing import Any

import pytest

from leadtocash.foundation.printing import engines, sandbox
from leadtocash.foundation.printing.sandbox import Fault

pytestmark = pytest.mark.req("PLT-4")


class Model:
    """Stands for a record that slipped into the values."""

    secret = "kept"

    def delete(self) -> str:
        return "deleted"


VALUES: dict[str, Any] = {
    "name": "上海<b>轴承", "amount": Decimal("12300.50"), "day": datetime(2026, 11, 21, 17, 30, tzinfo=UTC),
    "nothing": None, "yes": True, "text": "一\n二", "model": Model(), "row": {"keys": "own", "a": 1},
    "lines": [{"model": "A1", "amount": Decimal("2.50")}, {"model": "B2", "amount": Decimal(4)}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("{{ name }}", "上海&lt;b&gt;轴承"),
        ("{{ amount|money }} {{ amount|in_words }}", "12,300.50 人民币壹万贰仟叁佰元伍角整"),
        ("{{ amount|wan }} {{ amount|short }} {{ amount|number(1) }}", "1.23 万元 12300.5 12,300.5"),
        ("{{ day|date }} {{ day|time }} {{ day }}", "2026-11-22 2026-11-22 01:30 2026-11-22 01:30"),
        ("{{ nothing }}|{{ nothing|default }}|{{ nothing|default('无') }}|{{ nothing|date }}", "|—|无|—"),
        ("{{ text|lines }}", "一<br>二"),
        ("{% for x in lines %}{{ loop.index }}{{ x.model }}{% if not loop.last %},{% endif %}{% endfor %}", "1A1,2B2"),
        ("{{ lines|join('、', 'model') }} {{ lines|sum('amount') }} {{ lines|length }}", "A1、B2 6.50 2"),
        ("{{ lines[0].model }} {{ (lines|last).model }} {{ row.keys }}", "A1 B2 own"),
        ("{% if amount > 100 and yes %}{{ amount * 2 - 1 }}{% else %}no{% endif %}", "24600.00"),
        ("{{ amount * 0.13 }}", "1599.0650"),
        ("{% for i in range(3) %}{{ i }}{% endfor %}", "012"),
        ("{{ 'a' ~ name ~ 1 }}", "a上海&lt;b&gt;轴承1"),
        ("{% set x = amount + 1 %}{{ x }}{{ yes }}", "12301.50是"),
        ("{{ unknown.deep.er }}", ""),
        ("{% for x in lines if x.amount > 3 %}{{ x.model }}{% endfor %}", "B2"),
    ],
)
def test_a_template_prints_chooses_repeats_and_calculates(source: str, printed: str) -> None:
    assert engines.render(source, VALUES) == printed


def fault_or_output(source: str) -> str:
    try:
        return engines.render(source, VALUES).strip()
    except Fault as fault:
        return f"!{fault.sentence}"


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ lines.__class__ }}",
        "{{ name.upper() }}",
        "{{ name.format }}",
        "{{ model.delete() }}",
        "{{ model['delete']() }}",
        "{{ (model|first).secret }}",
        "{{ row.keys() }}",
        "{{ range.__globals__ }}",
        "{{ _.__globals__ }}",
        "{{ self }}",
        "{{ self._TemplateReference__context }}",
        "{{ loop.__init__ }}",
        "{{ name|attr('upper') }}",
        "{{ lines|map('upper')|list }}",
        "{{ lines|pprint }}",
        "{{ name|safe }}",
        "{% macro m() %}x{% endmacro %}{{ m() }}",
        "{% import 'header' as h %}",
        "{% from 'header' import x %}",
        "{% extends 'header' %}",
        "{% include '/etc/passwd' %}",
        "{% include name %}",
        "{% set ns = namespace(x=1) %}",
        "{% set x %}{{ name }}{% endset %}",
        "{% call range() %}{% endcall %}",
        "{% filter upper %}x{% endfilter %}",
        "{{ cycler('a') }}",
        "{{ lipsum() }}",
        "{% for x in lines recursive %}{{ loop(lines) }}{% endfor %}",
        "{{ [lines, lines] }}",
        "{{ {'a': lines} }}",
        "{{ lines }}",
        "{{ range(10**9) }}",
        "{% for i in range(1000000000) %}{% endfor %}",
        "{% for a in range(1000) %}" * 3 + "{% endfor %}" * 3,
        "{{ 'x' * 1000000000 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ name|join('x' ~ 'y', *lines) }}",
        "{{ amount / 0 }}",
        "{{ name + 1 }}",
        "{% if name > 1 %}{% endif %}",
        "{% for x in amount %}{% endfor %}",
        "{{ name",
        "{% if name %}",
        "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
        "{% if 1 %}" * 200 + "{% endif %}" * 200,
        "x" * (sandbox.LONGEST_SOURCE + 1),
    ],
)
def test_what_a_template_may_not_do_is_told_in_words(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 0.5)
    begun = monotonic()
    said = fault_or_output(source)
    assert said == "" or said.startswith("!")  # an attribute there is none of prints nothing
    assert "Traceback" not in said
    assert monotonic() - begun < 3


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ amount|moeny }}", "没有“moeny”这种处理方式。"),
        ("{{ amount｜money }}", "这里不能写“｜”；是不是用了全角符号？"),
        ("{% frob %}", "这里没有“frob”这个指令。"),
        ("{% for x in lines %}", "“for”缺少结尾的 endfor。"),
        ("{{ amount|money }", "“}”前面写错了或缺了符号。"),
        ("{{ amount {{ name }}", "“{”前面写错了或缺了符号。"),
        ("{# x", "注释没有结束。"),
    ],
)
def test_what_cannot_be_read_is_told_in_the_readers_language(source: str, said: str) -> None:
    assert fault_or_output(source) == f"!{said}"


@pytest.mark.parametrize(
    "source",
    [
        "{% set a = 'xxxxxxxxxxxxxxxx' %}" + "".join("{% set a = a ~ a %}" for _n in range(60)),
        "{% set a = 'xxxxxxxxxxxxxxxx' %}" + "".join("{% set a = a + a %}" for _n in range(60)),
        "{% set a = 99 %}" + "".join("{% set a = a * a %}" for _n in range(60)),
        "{% for a in range(999) %}{% for b in range(999) %}" + "x" * 100 + "{% endfor %}{% endfor %}",
    ],
)
def test_nothing_grows_without_end(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 2.0)
    with pytest.raises(Fault):
        engines.render(source, {**VALUES, "lines": ["a", "b", "c"]})


def test_a_fault_names_its_line() -> None:
    with pytest.raises(Fault) as wrong:
        engines.render("<p>\n{{ name }}\n{{ amount / 0 }}", VALUES)
    assert wrong.value.line == 3
    with pytest.raises(Fault) as unreadable:
        engines.render("<p>\n{% iff name %}", VALUES)
    assert unreadable.value.line == 2


def test_a_shipped_layout_becomes_plain_words_for_its_editor() -> None:
    assert engines.in_own_words('<th>{{ _("Customer") }}</th><td>{{ customer }}</td>') == (
        "<th>客户</th><td>{{ customer }}</td>"
    )
