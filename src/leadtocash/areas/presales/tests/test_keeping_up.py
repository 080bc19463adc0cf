"""What people are reminded of, two who write at a time, plans from tables, the picture of a plan, how much is asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now
from tests.browsing import queries, text
from tests.cast import NOW

from leadtocash.areas.opportunities import actions as deals
from leadtocash.areas.presales import actions, timeline
from leadtocash.areas.presales.models import Communication, Cost, Element, ElementAction, Risk
from leadtocash.areas.presales.tests.factories import a_report, again, decide, desks, fill_plan, planned, working
from leadtocash.foundation.exchange.tests.driving import carried_out, checked, faults, undone
from leadtocash.foundation.kernel.errors import Stale
from leadtocash.foundation.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.req("OPP-9")]
MONDAY = NOW + timedelta(days=(7 - NOW.weekday()))
HEAD = "立项编号,要素,任务,责任人,开始日期,截止日期"


def told(topic: str) -> list[str]:
    return sorted(Notice.objects.filter(topic=f"presales.{topic}").values_list("person__username", flat=True))


def test_what_is_overdue_is_told_once_a_week_and_to_the_director_when_it_lasts(cast):
    project = planned(cast)  # wang owes four actions, a risk and a talk by NOW + 7
    assert actions.remind(act=cast.act("admin", NOW + timedelta(days=7))) == 0
    first = MONDAY + timedelta(days=2)
    for _twice in range(2):
        actions.remind(act=cast.act("admin", first))
    assert (told("action_late"), told("risk_late"), told("talk_late")) == (["wang"] * 4, ["wang"], ["wang"])
    for later in (8, 9):
        actions.remind(act=cast.act("admin", MONDAY + timedelta(days=later)))
    assert told("action_late") == ["wang"] * 8
    assert told("team_late") == ["li"] * 6
    saturday = MONDAY + timedelta(days=12)
    assert actions.remind(act=cast.act("admin", saturday)) == 0
    for action in ElementAction.objects.filter(project=project):
        actions.complete_part(action, act=cast.act("wang", first))
    Risk.objects.update(state=Risk.State.OVER)
    assert actions.remind(act=cast.act("admin", MONDAY + timedelta(days=14))) == 1  # the talk


def test_a_refused_one_comes_back_on_its_day(cast):
    project = a_report(cast)
    actions.submit_report(project, act=cast.act("wang"))
    refused = decide(cast, project, refuse="预算没有着落")
    actions.watch_again(refused, (MONDAY + timedelta(days=7)).date(), act=cast.act("wang"))
    assert actions.remind(act=cast.act("admin", MONDAY)) == 0
    for _twice in range(2):
        actions.remind(act=cast.act("admin", MONDAY + timedelta(days=7)))
    assert told("watch") == ["wang"]


def test_the_report_and_the_customer_go_with_the_deal(cast):
    draft, team = a_report(cast), working(cast)
    fill_plan(cast, team)
    for project in (draft, team):
        deals.assign_opportunity(project.opportunity, cast.li, act=cast.act("zheng"), reason="大客户")
    assert desks(draft) == {("verify", "li")}
    assert ("analyse_relation", "li") in desks(team)
    roles = {one.role: one.person for one in team.members.filter(released_on=None)}
    assert (roles["customer"], roles["solution"]) == (cast.li, cast.chu)
    assert set(ElementAction.objects.values_list("owner__username", flat=True)) == {"li"}


def test_who_writes_on_an_old_page_is_told_so(page, cast):
    project, li = working(cast, at=now()), page("li")
    element = project.elements.get(kind=Element.Kind.RELATION)
    one = f"/presales/elements/{element.pk}/"
    assert li.post(one, {"findings": "支持", "revision": element.revision}).status_code == 302
    assert page("wang").post(one, {"findings": "反对", "revision": element.revision}).status_code == 412
    assert Element.objects.get(pk=element.pk).findings == "支持"
    fill_plan(cast, project, at=now())
    action, talk, risk = ElementAction.objects.first(), Communication.objects.get(), Risk.objects.get()
    for part, values in ((action, {"result": "谈妥"}), (talk, {"what": "周会"}), (risk, {"measure": "降价"})):
        actions.change_part(part, values, act=cast.act("li"))
        with pytest.raises(Stale):
            actions.change_part(part, values, act=cast.act("wang"), revision=part.revision)
    kick_off = {"day": now().date().isoformat(), "minutes": "又开一次", "revision": 1}
    assert li.post(f"/presales/{project.pk}/kick-off/", kick_off).status_code == 412
    assert li.post(f"/presales/{project.pk}/team/", {"director": cast.li.pk, "revision": 1}).status_code == 422


def test_what_is_done_is_not_done_again_by_the_next_who_presses(cast):
    fill_plan(cast, working(cast))
    action = actions.complete_part(ElementAction.objects.first(), act=cast.act("wang"))
    again_pressed = actions.complete_part(action, act=cast.act("wang", NOW + timedelta(days=3)))
    assert (again_pressed.done_on, again_pressed.revision) == (NOW.date(), action.revision)
    assert actions.complete_part(Risk.objects.get(), act=cast.act("wang")).state == "over"


def test_an_action_does_not_end_before_it_begins(cast):
    day = NOW.date()
    wrong = ElementAction(kind="relation", what="拜访", owner=cast.wang, starts_on=day, due_on=day - timedelta(days=1))
    with pytest.raises(ValidationError):
        actions.add_part(working(cast), wrong, act=cast.act("li"))


def test_a_plan_comes_from_a_table(cast):
    project = working(cast)
    rows = [
        f"{project.number},客户关系,拜访设备部,王敏,2026-12-01,２０２６-12-05",
        f"{project.number.lower()},solution,方案评审,chu,,2026/12/8",
        f"{project.number},客户关系,拜访设备部,,,2026-12-05",
    ]
    table = "\n".join([HEAD, *rows[:2]])
    run = carried_out(cast.act("li"), table, kind="presales.elementaction")
    made = {one.what: one for one in ElementAction.objects.all()}
    assert run.counts["made"] == len(made) == 2
    assert (made["拜访设备部"].owner, made["拜访设备部"].starts_on) == (cast.wang, date(2026, 12, 1))
    assert (made["方案评审"].owner, made["方案评审"].starts_on) == (cast.chu, None)
    undone(cast.act("li"), run)
    assert not ElementAction.objects.exists()
    wrong = [
        "LXPS-0000-9999,客户关系,拜访,,,2026-12-05", f"{project.number},没有,拜访,,,2026-12-05",
        f"{project.number},解决方案,拜访,查无此人,,2026-12-05", f"{project.number},客户关系,,,,2026-12-05",
    ]  # fmt: skip
    run = checked(cast.act("li"), "\n".join([HEAD, *wrong]), kind="presales.elementaction")
    assert {key for _row, key in faults(run)} >= {"project", "kind", "owner", "what"}
    run = checked(cast.act("zhao"), table, kind="presales.elementaction")
    assert {key for _row, key in faults(run)} == {"project"}


def test_the_picture_of_a_plan_lies_within_its_days(cast):
    day = NOW.date()
    days = [(0, 9, None), (None, 29, None), (-10, -5, None), (-10, -5, day)]
    rows = [
        ElementAction(
            pk=n, what="拜访", owner=cast.wang, starts_on=None if start is None else day + timedelta(days=start),
            due_on=day + timedelta(days=due), done_on=done,
        )
        for n, (start, due, done) in enumerate(days)
    ]  # fmt: skip
    drawn = timeline.timeline_of(rows, day)
    assert [row.tone for row in drawn.rows] == ["late", "done", "doing", "doing"]
    assert [(row.left, row.width) for row in drawn.rows] == [(0.0, 15.0), (0.0, 15.0), (25.0, 25.0), (97.5, 2.5)]
    assert (drawn.today, len(drawn.ticks)) == (26.25, 6)
    assert timeline.timeline_of([], day) is None


def test_the_plan_is_shown_as_bars_and_printed(page, cast):
    project, client = planned(cast, at=now()), page("wang")
    shown = text(client.get(f"/presales/{project.pk}/?tab=plan"))
    assert shown.count('class="k-bar doing"') == 4
    assert "k-bar" in text(client.get("/presales/actions/?as=gantt"))
    for paper in ("plan", "mandate", "kick_off"):
        printed = client.get(f"/presales/{project.pk}/print/{paper}/")
        assert (printed.status_code, printed["Content-Type"]) == (200, "application/pdf"), paper


def test_no_page_asks_more_for_more(page, cast):
    project, client = planned(cast, at=now()), page("wang")
    one = f"/presales/{project.pk}/"
    addresses = [
        "/presales/", "/presales/?as=board", "/presales/actions/", "/presales/actions/?as=gantt",
        "/presales/actions/?as=calendar", "/presales/risks/", "/presales/communication/", "/presales/costs/",
        "/presales/budget-requests/", f"/opportunities/{project.opportunity_id}/?tab=presales",
        *(f"{one}?tab={tab}" for tab in ("report", "team", "elements", "plan", "cost")),
    ]  # fmt: skip
    _spend(cast, project)
    before = {address: queries(client, address) for address in addresses}
    for _more in range(3):
        fill_plan(cast, again(project), at=now())
        _spend(cast, project)
        fill_plan(cast, working(cast, at=now()), at=now())
    assert {address: queries(client, address) for address in addresses} == before


def _spend(cast, project) -> None:
    act = cast.act("wang", now())
    values = {"category": Cost.Category.TRAVEL, "amount": 100, "spent_on": act.today, "what": "差旅"}
    actions.record_cost(again(project), values, act=act)
