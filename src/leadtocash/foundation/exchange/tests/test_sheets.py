"""Tables people hand in are read as they were meant, or refused with what is missing."""

from __future__ import annotations

import csv

import pytest

from leadtocash.foundation.exchange import findings, sheets
from leadtocash.foundation.kernel.errors import RuleError

KIND = findings.kind("test_spelling", "repaired", "taken as %(meant)s")


def written(path, text: str, encoding: str = "utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_excel_s_encodings_are_read(tmp_path, encoding):
    file = written(tmp_path / "a.csv", 'Name, 金额 \r\n 甬江　港务 ,１２\r\n\r\n ,\r\n"两\n行",3\r\n', encoding)
    rows = sheets.read_csv(file, ["name", "金额"])
    assert [(row.number, row["name"], row["金额"]) for row in rows] == [(2, "甬江 港务", "12"), (5, "两 行", "3")]


def test_missing_columns_and_files_are_named(tmp_path):
    with pytest.raises(RuleError) as refusal:
        sheets.read_csv(written(tmp_path / "a.csv", "name\n"), ["name", "price", "unit"])
    assert (refusal.value.code, [m.what for m in refusal.value.missing]) == ("columns_missing", ["price", "unit"])
    with pytest.raises(RuleError) as refusal:
        sheets.require_files(tmp_path, ["a.csv", "b.csv"])
    assert (refusal.value.code, [m.what for m in refusal.value.missing]) == ("files_missing", ["b.csv"])


def test_a_picture_is_not_a_table(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n\xff\xff\xff")
    with pytest.raises(RuleError) as refusal:
        sheets.read_csv(tmp_path / "a.csv", ["name"])
    assert refusal.value.code in {"unreadable", "columns_missing"}


def test_an_empty_file_has_no_columns(tmp_path):
    with pytest.raises(RuleError):
        sheets.read_csv(written(tmp_path / "a.csv", ""), ["name"])


def test_short_rows_have_empty_cells(tmp_path):
    (row,) = sheets.read_csv(written(tmp_path / "a.csv", "a,b\n1\n"), ["a", "b"])
    assert (row["a"], row["b"], row["never"]) == ("1", "", "")


def test_findings_are_counted_with_their_first_and_written_in_order(tmp_path):
    found = findings.Findings()
    found.add(KIND, "b.csv", 9, "k9", "name", "x", meant="y")
    found.add(KIND, "a.csv", 3, "k3", "name", "=1", meant="z")
    ((kind, count, first),) = found.summary()
    assert (kind.code, count, first.row, first.sentence()) == ("test_spelling", 2, 9, "taken as y")
    found.write(tmp_path / "r.csv")
    with (tmp_path / "r.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    assert [row[:5] for row in rows[1:]] == [["a.csv", "3", "k3", "name", "'=1"], ["b.csv", "9", "k9", "name", "x"]]


def test_an_undeclared_kind_is_a_programming_error():
    with pytest.raises(LookupError):
        findings.Findings().add("never", "a.csv", 1, "", "", "")
