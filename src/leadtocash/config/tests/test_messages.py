"""The translation catalogues: what is said is in them, translated, fitting, and the same everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadtocash.config import messages
from leadtocash.config.messages import App, Sentence
from leadtocash.config.sentences import read_catalogue

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
def f(n):
    _("Approve %(name)s")
    _("One sentence "
      "on two lines")
    ngettext("%(n)s day", "%(n)s days", n)
    pgettext("verb", "Order")
    raise PlainError("No room in {folder}.", folder=1)
"""
TEMPLATE = """{% if a %}{% translate "Save it" %}{% endif %} it's {# _("not this") #}
{{ x|default:_("None yet") }}
{% blocktranslate trimmed with name=a.b %}
  Dear {{ name }},
  100% yours
{% endblocktranslate %}
{% blocktranslate count n=n %}{{ n }} file{% plural %}{{ n }} files{% endblocktranslate %}
{% translate "Order" context "noun" %}"""


@pytest.fixture
def app(tmp_path: Path) -> App:
    folder = tmp_path / "areas" / "sales"
    (folder / "templates").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "apps.py").write_text("")
    (folder / "actions.py").write_text(PYTHON)
    (folder / "templates" / "page.html").write_text(TEMPLATE)
    (folder / "tests" / "test_x.py").write_text('_("Only in a test")')
    return App("sales", folder)


TRANSLATED = {
    "Approve %(name)s": "批准%(name)s",
    "One sentence on two lines": "两行的一句话",
    "%(n)s day": "%(n)s天",
    "verb|Order": "订购",
    "noun|Order": "订单",
    "No room in {folder}.": "{folder}没有空间。",
    "Save it": "保存",
    "None yet": "暂无",
    "Dear %(name)s, 100%% yours": "尊敬的%(name)s,100%%属于您",
    "%(n)s file": "%(n)s个文件",
}


def test_every_sentence_of_python_and_templates_is_found_and_no_other(app: App) -> None:
    assert set(messages.said(app)) == {
        Sentence("Approve %(name)s"),
        Sentence("One sentence on two lines"),
        Sentence("%(n)s day", plural="%(n)s days"),
        Sentence("Order", context="verb"),
        Sentence("Order", context="noun"),
        Sentence("No room in {folder}."),
        Sentence("Save it"),
        Sentence("None yet"),
        Sentence("Dear %(name)s, 100%% yours"),
        Sentence("%(n)s file", plural="%(n)s files"),
    }


def test_a_catalogue_filled_completely_has_no_fault_and_is_compiled(app: App) -> None:
    assert messages.fill(app, TRANSLATED, [app]) == []
    assert messages.faults([app]) == []
    messages.compile_all([app])
    assert app.catalogue.with_suffix(".mo").stat().st_size > 100


def test_translations_are_kept_when_the_source_changes_and_what_is_no_longer_said_goes(app: App) -> None:
    messages.fill(app, TRANSLATED, [app])
    (app.folder / "actions.py").write_text('_("Approve %(name)s"); _("A new one")')
    assert any("stale" in fault for fault in messages.faults([app]))
    messages.update([app], [app])
    kept = read_catalogue(app.catalogue.read_text())
    assert kept["Approve %(name)s"] == "批准%(name)s"
    assert "No room in {folder}." not in kept
    assert messages.faults([app]) == ["sales: not translated: A new one"]


def test_updating_twice_changes_nothing_and_names_no_place_or_date(app: App) -> None:
    messages.fill(app, TRANSLATED, [app])
    once = app.catalogue.read_text()
    messages.update([app], [app])
    assert app.catalogue.read_text() == once
    assert "actions.py" not in once
    assert "Date" not in once


@pytest.mark.parametrize(
    ("key", "chinese", "fault"),
    [
        ("Save it", "", "not translated"),
        ("Approve %(name)s", "批准%(nome)s", "other placeholders"),
        ("No room in {folder}.", "没有空间。", "other placeholders"),
    ],
)
def test_a_missing_or_misfitting_translation_is_a_fault(app: App, key: str, chinese: str, fault: str) -> None:
    messages.fill(app, {**TRANSLATED, key: chinese}, [app])
    assert messages.faults([app]) == [f"sales: {fault}: {key}"]


def test_a_fuzzy_translation_is_a_fault(app: App) -> None:
    messages.fill(app, TRANSLATED, [app])
    text = app.catalogue.read_text()
    app.catalogue.write_text(text.replace('msgid "Save it"', '#, fuzzy\nmsgid "Save it"'))
    assert messages.faults([app]) == ["sales: fuzzy: Save it"]


def test_filling_in_a_sentence_the_app_does_not_say_is_reported(app: App) -> None:
    assert messages.fill(app, {"Never said": "没说过"}, [app]) == ["Never said"]


def test_another_app_takes_a_translation_over_and_may_not_contradict_it(app: App, tmp_path: Path) -> None:
    other = App("orders", tmp_path / "areas" / "orders")
    other.folder.mkdir()
    (other.folder / "views.py").write_text('_("Save it")')
    messages.fill(app, TRANSLATED, [app, other])
    messages.update([other], [app, other])
    assert read_catalogue(other.catalogue.read_text()) == {"Save it": "保存"}
    assert messages.faults([app, other]) == []
    messages.fill(other, {"Save it": "存"}, [app, other])
    assert messages.faults([app, other]) == ["several translations (保存 / 存): Save it"]
