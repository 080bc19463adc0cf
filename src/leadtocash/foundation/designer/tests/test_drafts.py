"""Drafts on the database: edited, kept, submitted, published by a second person, running ones stay."""

from __future__ import annotations

from typing import Any

import pytest

from leadtocash.foundation.designer import actions, queries
from leadtocash.foundation.designer.models import DraftRevision, ProcessDraft
from leadtocash.foundation.designer.rules import templates
from leadtocash.foundation.designer.rules.document import Document
from leadtocash.foundation.designer.tests.drafts import SMALL, begun, insert, published, set_limit
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError, Stale
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.workflow.definitions import newest
from leadtocash.foundation.workflow.tests.company import Company

pytestmark = [pytest.mark.django_db, pytest.mark.req("WFL-1")]


class _Coded:
    def __init__(self, code: str) -> None:
        self.code = code

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, _trace: Any) -> bool:
        assert isinstance(error, RuleError), error
        assert error.code == self.code, error.code
        return True


def test_a_change_becomes_the_next_version_by_a_second_person_and_running_ones_stay(firm: Company):
    draft = begun(firm)
    running = firm.start("small")
    insert(firm, draft)
    set_limit(firm, draft, 5)
    version = published(firm, draft)
    assert (version.version, version.published_by) == (2, firm.people["sales_vp"])
    assert newest("small") == version
    running.refresh_from_db()
    assert running.definition.version == 1
    fresh = firm.start("small")
    assert fresh.definition == version
    firm.decide(fresh, "apply", "do")
    assert firm.standing(fresh) == ["step_1"]
    draft.refresh_from_db()
    assert (draft.state, draft.published) == ("published", version)
    verbs = [
        verb
        for (verb,) in Entry.objects.filter(record_id=draft.pk, kind="designer.processdraft")
        .order_by("seq")
        .values_list("verb")
    ]
    assert verbs == ["designer.begun", "designer.edited", "designer.edited", "designer.submitted", "designer.published"]


def test_who_has_written_on_a_draft_does_not_publish_it(firm: Company):
    draft = begun(firm)
    insert(firm, draft)
    set_limit(firm, draft, 5, who="sales_vp")
    actions.submit(draft, act=firm.act("system_admin"))
    for author in ("system_admin", "sales_vp"):
        with _Coded("own_draft"):
            actions.publish(draft, act=firm.act(author))
    with pytest.raises(NotAllowed):
        actions.publish(draft, act=firm.act("finance"))
    other = firm.second("sales_vp", "second_vp")
    assert actions.publish(draft, act=firm.act(other)).version == 2


def test_publishers_are_told_of_a_submission_and_the_author_of_the_outcome(firm: Company):
    draft = begun(firm)
    insert(firm, draft)
    published(firm, draft)
    told = set(Notice.objects.filter(topic__startswith="designer.").values_list("topic", "person__username"))
    assert told == {("designer.submitted", "sales_vp"), ("designer.published", "system_admin")}


def test_only_one_draft_of_a_process_is_open(firm: Company):
    draft = begun(firm)
    with _Coded("draft_open"):
        actions.begin(draft.base, title="x", reason="y", act=firm.act("sales_vp"))
    actions.drop(draft, act=firm.act("system_admin"))
    assert actions.begin(draft.base, title="x", reason="y", act=firm.act("sales_vp")).pk != draft.pk


def test_two_editors_are_told_and_nothing_is_lost(firm: Company):
    draft = begun(firm)
    seen = draft.revision
    set_limit(firm, draft, 5)
    with pytest.raises(Stale):
        actions.edit(draft, lambda doc: None, what="x", act=firm.act("sales_vp"), revision=seen)
    drawn = SMALL.decode().replace('lc:limit="3"', 'lc:limit="9"')
    with pytest.raises(Stale):
        actions.save_text(draft, drawn, what="Drawing", act=firm.act("sales_vp"), revision=seen)
    aside = DraftRevision.objects.get(is_aside=True)
    assert (aside.bpmn, aside.by) == (drawn, firm.people["sales_vp"])
    draft.refresh_from_db()
    assert Document(draft.bpmn).graph().nodes["sign"].limit == 5
    actions.restore(draft, aside.number, act=firm.act("sales_vp"))
    draft.refresh_from_db()
    assert Document(draft.bpmn).graph().nodes["sign"].limit == 9


def test_an_edit_that_breaks_the_process_changes_nothing(firm: Company):
    draft = begun(firm)
    before = draft.bpmn
    with _Coded("edit_breaks"):
        insert(firm, draft, only_when="nonsense == 1")
    draft.refresh_from_db()
    assert (draft.bpmn, draft.revision, draft.revisions.count()) == (before, 1, 1)


def test_a_drawing_may_be_wrong_but_is_not_submitted(firm: Company):
    draft = begun(firm)
    wrong = SMALL.decode().replace("role:bu_manager", "role:nobody_knows")
    _draft, problems = actions.save_text(draft, wrong, what="Drawing", act=firm.act("system_admin"), revision=None)
    assert len(problems) == 1
    with _Coded("draft_problems"):
        actions.submit(draft, act=firm.act("system_admin"))
    assert [one.step for one in queries.findings(wrong) if one.level == "problem"] == ["sign"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (SMALL.decode().replace('id="small"', 'id="other"'), "other_process"),
        (SMALL.decode().replace("accounts.department", "contracts.contract"), "other_process"),
        ("<not-bpmn/>", "no_process"),
        ("no xml", "no_process"),
    ],
)
def test_another_process_is_not_saved_into_a_draft(firm: Company, text: str, code: str):
    draft = begun(firm)
    with _Coded(code):
        actions.save_text(draft, text, what="File", act=firm.act("system_admin"), revision=None)


def test_a_draft_that_changes_nothing_or_whose_base_is_old_is_not_submitted(firm: Company):
    draft = begun(firm)
    with _Coded("nothing_changed"):
        actions.submit(draft, act=firm.act("system_admin"))
    set_limit(firm, draft, 5)
    firm.publish(SMALL.replace(b'lc:limit="3"', b'lc:limit="8"'))
    with _Coded("base_outdated"):
        actions.submit(draft, act=firm.act("system_admin"))


def test_a_submitted_draft_stands_still_until_it_is_given_back(firm: Company):
    draft = begun(firm)
    set_limit(firm, draft, 5)
    actions.submit(draft, act=firm.act("system_admin"))
    with _Coded("draft_submitted"):
        set_limit(firm, draft, 6)
    with _Coded("reason_missing"):
        actions.give_back(draft, act=firm.act("sales_vp"), reason=" ")
    actions.give_back(draft, act=firm.act("sales_vp"), reason="Two days are enough")
    set_limit(firm, draft, 2)
    with _Coded("not_submitted"):
        actions.publish(draft, act=firm.act("sales_vp"))


def test_a_new_process_begins_empty_or_as_a_copy_and_is_sound(firm: Company):
    made = actions.create(
        key="lending", name="Lending", record_kind="accounts.department", reason="needed", act=firm.act("system_admin")
    )
    assert queries.problems(made.bpmn) == []
    source = firm.publish(SMALL)
    copy = actions.create(key="again", name="Again", copy_of=source, reason="needed", act=firm.act("system_admin"))
    graph = Document(copy.bpmn).graph()
    assert (graph.key, graph.name, len(graph.nodes)) == ("again", "Again", 5)
    assert published(firm, made).version == 1
    for key, code in (("small", "key_taken"), ("Two words", "bad_key"), ("x y", "bad_key")):
        with _Coded(code):
            actions.create(key=key, name="N", copy_of=source, reason="r", act=firm.act("system_admin"))


def test_the_empty_process_names_stay_free_of_markup():
    text = templates.empty(key="k", name='<a & "b">', record_kind="accounts.department")
    assert Document(text).graph().name == '<a & "b">'


def test_who_may_not_design_changes_nothing(firm: Company):
    draft = begun(firm)
    for act in (firm.act("finance"), firm.act("legal")):
        with pytest.raises(NotAllowed):
            actions.edit(draft, lambda doc: None, what="x", act=act, revision=None)
        with pytest.raises(NotAllowed):
            actions.drop(draft, act=act)
    assert ProcessDraft.objects.get().state == "draft"


def test_a_process_of_the_companys_own_is_started_by_the_owner_of_a_record(firm: Company):
    draft = actions.create(
        key="lending", name="Lending", record_kind="accounts.department", reason="needed", act=firm.act("system_admin")
    )
    record = firm.record()
    with _Coded("not_by_hand"):
        actions.start("lending", record, act=firm.act("account_manager"))
    published(firm, draft)
    with pytest.raises(NotAllowed):
        actions.start("lending", record, act=firm.act("finance"))
    instance = actions.start("lending", record, act=firm.act("account_manager"))
    assert firm.holders(instance) == ["sales_manager"]
    with _Coded("process_running"):
        actions.start("lending", record, act=firm.act("account_manager"))
    assert "contract_review" in queries.shipped_keys()
