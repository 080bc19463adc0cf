"""Editions of a policy: drafted with a reason, complete, published by a second person, never changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from leadtocash.foundation.handbook import actions, comparison, queries, shipped, shipping, source
from leadtocash.foundation.handbook.actions.storing import book_of
from leadtocash.foundation.handbook.models import Book, Clause, HandbookEdition
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError

pytestmark = pytest.mark.django_db
NEW = {"title_zh": "新", "title_en": "New", "text_zh": "新的一条。", "text_en": "A new one.", "forms": ["QSMX"]}


@pytest.fixture
def draft(cast: Any) -> HandbookEdition:
    return actions.draft_edition(Book.objects.get(policy="S0"), reason="Board of May", act=cast.act("admin"))


def code_of(call: Any) -> str:
    with pytest.raises(RuleError) as refused:
        call()
    return refused.value.code


def publish(edition: HandbookEdition, cast: Any, who: str = "chen") -> HandbookEdition:
    return actions.publish_edition(edition, act=cast.act(who))


def test_shipping_publishes_the_five_policies_once_and_the_first_is_the_companys_own(cast: Any) -> None:
    shipping.ship_handbook()
    assert list(Book.objects.values_list("policy", "is_own", "editions__number")) == [
        ("S0", True, 1), ("S1", False, 1), ("S2", False, 1), ("S3", False, 1), ("S4", False, 1),
    ]  # fmt: skip
    assert [book_of(queries.edition_in_force(book)) for book in Book.objects.all()] == list(shipped.books())


def test_a_draft_begins_as_a_copy_and_what_counts_stays_until_it_is_published(draft: Any, cast: Any) -> None:
    clause = draft.clauses.get(ref="S0 2.4.3")
    actions.change_clause(clause, {"text_zh": "改过的内容。"}, act=cast.act("admin"))
    in_force = queries.clause_in_force("S0 2.4.3")
    assert in_force.text_zh != "改过的内容。"
    publish(draft, cast)
    assert queries.clause_in_force("S0 2.4.3").text_zh == "改过的内容。"
    assert Clause.objects.get(pk=in_force.pk).text_zh == in_force.text_zh


def test_only_one_draft_of_a_policy_and_never_without_a_reason(draft: Any, cast: Any) -> None:
    assert (
        code_of(lambda: actions.draft_edition(draft.book, reason="again", act=cast.act("admin")))
        == "handbook_draft_open"
    )
    other = Book.objects.get(policy="S1")
    assert code_of(lambda: actions.draft_edition(other, reason=" ", act=cast.act("admin"))) == "handbook_reason_missing"


def test_who_wrote_in_it_does_not_publish_it(draft: Any, cast: Any) -> None:
    actions.change_clause(draft.clauses.first(), {"text_zh": "别的。"}, act=cast.act("admin"))
    assert code_of(lambda: publish(draft, cast, "admin")) == "handbook_same_person"
    assert publish(draft, cast, "chen").published_by == cast.people["chen"]


def test_an_edition_that_changes_nothing_is_not_published(draft: Any, cast: Any) -> None:
    assert code_of(lambda: publish(draft, cast)) == "handbook_no_change"


def test_a_published_edition_is_never_changed(draft: Any, cast: Any) -> None:
    clause = draft.clauses.first()
    actions.change_clause(clause, {"text_zh": "别的。"}, act=cast.act("admin"))
    publish(draft, cast)
    clause.refresh_from_db()
    act = cast.act("admin")
    calls = [
        lambda: actions.change_clause(clause, {"text_zh": "又改。"}, act=act),
        lambda: actions.remove_clause(clause, act=act),
        lambda: actions.add_clause(clause.chapter, {**NEW, "ref": "S0 9"}, act=act),
        lambda: actions.discard_draft(draft, act=act),
        lambda: publish(draft, cast),
    ]
    assert [code_of(call) for call in calls] == ["handbook_published"] * 5


def test_a_clause_that_rules_processes_or_the_authority_table_cite_cannot_vanish(draft: Any, cast: Any) -> None:
    act = cast.act("admin")
    cited = draft.clauses.get(ref="S0 2.4.3")
    assert code_of(lambda: actions.remove_clause(cited, act=act)) == "handbook_clause_cited"
    free = draft.clauses.get(ref="S0 2.4.3.2")
    actions.remove_clause(free, act=act)
    cited.delete()  # past the action: the publication still sees it
    assert code_of(lambda: publish(draft, cast)) == "handbook_clause_gone"


def test_a_clause_is_added_at_the_end_of_its_chapter_with_a_number_of_the_policy(draft: Any, cast: Any) -> None:
    chapter = draft.chapters.get(ref="S0 2.4")
    act = cast.act("admin")
    for wrong in ("", "S3 2.4.9", "S0", "2.4.9", "S0 a/b"):
        with pytest.raises(ValidationError):
            actions.add_clause(chapter, {**NEW, "ref": wrong}, act=act)
    with pytest.raises(ValidationError):
        actions.add_clause(chapter, {**NEW, "ref": "S0 2.4.3"}, act=act)
    actions.add_clause(chapter, {**NEW, "ref": "S0  2.4.9"}, act=act)
    ids = [clause.id for clause in book_of(draft).clauses()]
    assert ids[ids.index("S0 2.4.9") - 1 : ids.index("S0 2.4.9") + 2] == ["S0 2.4.4", "S0 2.4.9", "S0 2.5.1"]
    assert [(one["id"], one["kind"]) for one in comparison.told(draft)] == [("S0 2.4.9", "added")]


def test_only_administrators_draft_and_only_publishers_publish(draft: Any, cast: Any) -> None:
    with pytest.raises(NotAllowed):
        actions.draft_edition(Book.objects.get(policy="S1"), reason="mine", act=cast.act("wang"))
    with pytest.raises(NotAllowed):
        publish(draft, cast, "wang")


def test_a_draft_can_be_thrown_away(draft: Any, cast: Any) -> None:
    actions.discard_draft(draft, act=cast.act("admin"))
    assert not HandbookEdition.objects.filter(published_at=None).exists()


def test_a_pack_brings_the_next_edition_of_a_policy_and_nothing_when_it_is_the_same(cast: Any) -> None:
    book = shipped.books()[0]
    act = cast.act("admin")
    assert actions.import_book(book, reason="", act=act).number == 1
    changed = replace(book, title_zh="新的名称")
    assert code_of(lambda: actions.import_book(changed, reason="", act=act)) == "handbook_reason_missing"
    assert actions.import_book(changed, reason="New pack", act=act).number == 2
    assert Book.objects.get(policy="S0").title_zh == "新的名称"
    less = replace(changed, chapters=changed.chapters[:1])
    assert code_of(lambda: actions.import_book(less, reason="Less", act=act)) == "handbook_clause_gone"


@pytest.mark.parametrize(
    "change",
    [
        lambda edition: HandbookEdition.objects.filter(pk=edition.pk).update(reason="other"),
        lambda edition: HandbookEdition.objects.filter(pk=edition.pk).update(published_at=None),
        lambda edition: edition.clauses.update(text_zh="改"),
        lambda edition: edition.clauses.all().delete(),
        lambda edition: edition.chapters.update(title_zh="改"),
        lambda edition: edition.clauses.create(
            chapter=edition.chapters.all()[0], place=999, ref="S0 99.9", title_zh="加", title_en="x", text_zh="加"
        ),
    ],
)
def test_the_database_itself_keeps_a_published_edition(stored: None, change: Callable[[HandbookEdition], Any]) -> None:
    edition = HandbookEdition.objects.exclude(published_at=None)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        change(edition)


def test_a_policy_not_taken_is_shown_as_product_rules(stored: None, cast: Any) -> None:
    assert [policy.clause(one).own for one in ("S0 2.4.3", "S3 4.5")] == [True, False]
    assert policy.clause("S3 4.5").short == "产品规则 S3 4.5"
    actions.adopt(Book.objects.get(policy="S3"), own=True, act=cast.act("admin"))
    source.forget()
    assert policy.clause("S3 4.5").short == "制度 S3 4.5"


def test_without_any_policy_stored_the_shipped_text_counts(stored: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE handbook_book CASCADE")
    assert [row.id for row in policy.handbook()] == list(shipped.rows())


def test_a_hundred_citations_ask_the_database_at_most_twice(stored: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for _turn in range(50):
            assert policy.known("S0 2.4.3")
            policy.clause("S3 4.5")
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as asked:
        policy.clause("S0 2.4.3")
    assert len(asked) == 0


def test_another_process_sees_a_publication_when_its_few_seconds_are_over(
    stored: None, draft: Any, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = policy.clause("S0 2.4.3").title
    actions.change_clause(draft.clauses.get(ref="S0 2.4.3"), {"title_zh": "十天签收"}, act=cast.act("admin"))
    publish(draft, cast)
    assert policy.clause("S0 2.4.3").title == before
    monkeypatch.setattr(source, "FRESH_SECONDS", 0.0)
    assert policy.clause("S0 2.4.3").title == "十天签收"
