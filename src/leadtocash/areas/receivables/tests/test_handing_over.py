"""When an account manager leaves, what is alive goes to his successor, what is over keeps his name (ORG-5)."""

import pytest
from tests.cast import NOW

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests.factories import draft_contract, submitted_contract
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.tests.factories import closed, prepared, set_up
from leadtocash.areas.receivables.models import Receivable
from leadtocash.foundation.administration import leaving
from leadtocash.foundation.journal.recording import history
from leadtocash.foundation.workflow.models import WorkItem

pytestmark = pytest.mark.req("ORG-5")


def leave(cast, who="wang", to="guo", kind="leaving"):
    return leaving.hand_over(
        cast.people[who], kind=kind, on_day=NOW.date(), successors={"": cast.people[to].pk}, reason="离职",
        act=cast.act("admin"),
    )  # fmt: skip


def lying(person):
    return {one.code: one.count for one in leaving.lying_with(person) if one.count}


def test_open_projects_go_with_their_contracts_and_closed_ones_keep_the_name(cast):
    alive, over = set_up(cast), closed(cast)
    Receivable.objects.filter(contract=over.contract).delete()
    assert lying(cast.wang)["projects"] == 1
    leave(cast)
    alive, over = Project.objects.get(pk=alive.pk), Project.objects.get(pk=over.pk)
    assert (alive.owner, alive.contract.owner) == (cast.guo, cast.guo)
    assert (over.owner, over.contract.owner) == (cast.wang, cast.wang)
    assert history(alive)[0].changes == {"owner": [cast.wang.pk, cast.guo.pk]}
    assert history(alive.contract)[0].verb == "contracts.handed_over"


def test_a_closed_project_with_money_owed_has_somebody_who_asks_for_it(cast):
    over = closed(cast)
    assert Receivable.objects.filter(contract=over.contract, open_amount__gt=0).exists()
    assert lying(cast.wang)["receivables"] == 1
    leave(cast)
    over = Project.objects.get(pk=over.pk)
    assert (over.owner, over.contract.owner) == (cast.wang, cast.guo)


def test_drafts_and_reviews_under_way_go_on_with_the_successor(cast):
    draft, review = draft_contract(cast), submitted_contract(cast)
    leave(cast)
    assert {Contract.objects.get(pk=one.pk).owner for one in (draft, review)} == {cast.guo}
    assert WorkItem.objects.filter(instance__record_id=review.pk, state="open").exists()


def test_an_approver_who_leaves_leaves_no_open_item_behind(cast):
    submitted_contract(cast)
    who = WorkItem.objects.filter(state="open").exclude(assignee=cast.wang).first().assignee
    mine = WorkItem.objects.filter(assignee=who, state__in=("open", "waiting"))
    assert lying(who)["items"] == mine.count() > 0
    leave(cast, who.username, "zheng")
    assert not mine.exists()


def test_nobody_is_left_in_charge_of_anything_alive_after_leaving(cast):
    set_up(cast)
    prepared(cast)
    draft_contract(cast)
    submitted_contract(cast)
    closed(cast)
    leave(cast)
    assert lying(cast.wang) == {}
    assert leave(cast).lines.count() > 0
