"""The handbook as text files: read and written the same, complete, in both languages, in our own words."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from leadtocash.foundation.handbook import files, shipped
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.workflow import papers

HAN = re.compile(r"[\u3400-\u9fff]")
PACKS = {
    "project_sales": ("S0", 40),
    "sales_rules": ("S1", 40),
    "milestone_sales": ("S2", 100),
    "contract_management": ("S3", 40),
    "quality_processes": ("S4", 60),
}
SOURCES = next(
    (up / "shared/spec/policies" for up in Path(__file__).parents if (up / "shared/spec/policies").is_dir()), None
)
LONGEST_COMMON = 20


@pytest.mark.parametrize("pack", PACKS)
def test_a_folder_written_from_what_was_read_is_the_same_byte_for_byte(pack: str, tmp_path: Path) -> None:
    folder = Path(str(shipped.folders()[pack]))
    files.write(files.read(folder), tmp_path)
    written = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert written == {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("pack", PACKS)
def test_each_policy_is_there_with_its_clauses(pack: str) -> None:
    code, least = PACKS[pack]
    book = files.read(shipped.folders()[pack])
    assert book.policy == code
    assert len(list(book.clauses())) >= least


@pytest.mark.req("PLT-1")
def test_every_clause_has_title_and_text_in_both_languages_and_each_in_its_own() -> None:
    clauses = [clause for book in shipped.books() for clause in book.clauses()]
    assert [c.id for c in clauses if not (HAN.search(c.title_zh) and HAN.search(c.text_zh))] == []
    assert [c.id for c in clauses if HAN.search(c.title_en + c.text_en) or not c.title_en or not c.text_en] == []


@pytest.mark.req("ARC-3")
def test_every_form_a_clause_names_is_known_and_every_known_form_is_named() -> None:
    named = {code for book in shipped.books() for clause in book.clauses() for code in clause.forms}
    assert named == {one.code for one in papers.known()}


@pytest.mark.skipif(SOURCES is None, reason="the source policies are not here")
def test_no_clause_copies_a_sentence_of_the_source_policies() -> None:
    source = "".join(file.read_text("utf-8") for file in sorted(SOURCES.glob("*.txt")))  # type: ignore[union-attr]
    han = "".join(HAN.findall(source))
    grams = {han[at : at + LONGEST_COMMON] for at in range(len(han) - LONGEST_COMMON + 1)}
    copied = []
    for row in shipped.rows().values():
        text = "".join(HAN.findall(row.text_zh))
        if any(text[at : at + LONGEST_COMMON] in grams for at in range(len(text) - LONGEST_COMMON + 1)):
            copied.append(row.id)
    assert copied == []


def test_addresses_and_ids_go_both_ways() -> None:
    for identifier in shipped.rows():
        assert policy.id_of(policy.slug_of(identifier)) == identifier
        assert "/" not in policy.slug_of(identifier)


def test_differences_are_told_by_clause_and_by_word() -> None:
    old = next(book for book in shipped.books() if book.policy == "S0")
    chapter = next(one for one in old.chapters if one.id == "S0 2.4")
    first, second, *rest = chapter.clauses
    changed = replace(first, text_zh=first.text_zh.replace("技术部门", "实施部门"))
    added = replace(second, id="S0 2.4.9")
    new = replace(
        old,
        chapters=tuple(
            replace(one, clauses=(changed, *rest, added)) if one.id == chapter.id else one for one in old.chapters
        ),
    )
    found = {one.id: one for one in files.compare(old, new)}
    assert {name: one.kind for name, one in found.items()} == {
        first.id: "changed",
        "S0 2.4.9": "added",
        second.id: "removed",
    }
    parts = found[first.id].words("text_zh")
    assert [(part.how, part.text) for part in parts if part.how != "same"] == [("out", "技术"), ("in", "实施")]
    assert files.compare(old, old) == []


def test_a_broken_folder_is_refused_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "book.md").write_text("# S9 制度\n", "utf-8")
    (tmp_path / "book.en.md").write_text("# S9 Policy\n", "utf-8")
    (tmp_path / "01-one.md").write_text("# S9 1 一\n\n## S9 1.1 甲\n\n文\n\n## 没有编号\n", "utf-8")
    (tmp_path / "01-one.en.md").write_text("# S9 1 One\n\n## S9 1.2 A\n\ntext\n", "utf-8")
    with pytest.raises(files.Unreadable) as refused:
        files.read(tmp_path)
    assert refused.value.problems == [
        "01-one.md:7: no heading with id and title",
        "01-one.en.md: S9 1.1 does not stand beside the same in 01-one.md",
    ]
