"""The list of requirements and the marks of the tests fit each other."""

from __future__ import annotations

from tests import coverage


def test_every_requirement_is_listed_once_in_both_languages() -> None:
    rows = coverage.requirements()
    assert len({row.id for row in rows}) == len(rows) > 90
    assert all(row.en and row.zh and row.id.split("-")[0] in coverage.GROUPS for row in rows)


def test_no_test_names_a_requirement_that_is_not_listed() -> None:
    assert {one for one, _test in coverage.marks()} <= {row.id for row in coverage.requirements()}


def test_marks_on_modules_classes_and_functions_are_found() -> None:
    import ast

    tree = ast.parse(
        "pytestmark = [pytest.mark.req('A-1')]\n"
        "@pytest.mark.req('B-1')\n"
        "class TestIt:\n"
        "    @pytest.mark.req('C-1', 'C-2')\n"
        "    def test_one(self): ...\n"
        "def test_two(): ...\n"
    )
    found = list(coverage._marked(tree.body, coverage._of_module(tree)))
    assert found == [("TestIt::test_one", ["A-1", "B-1", "C-1", "C-2"]), ("test_two", ["A-1"])]
