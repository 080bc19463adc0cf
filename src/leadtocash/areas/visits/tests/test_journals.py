"""Sales journals, and the week of a manager's people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate, now
from tests.browsing import text

from leadtocash.areas.opportunities.tests.factories import an_opportunity
from leadtocash.areas.visits import actions as visits
from leadtocash.areas.visits.actions import journals as actions
from leadtocash.areas.visits.queries import team
from leadtocash.areas.visits.tests.factories import a_log, a_plan
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(cast):
    return lambda name="wang", days=0: cast.act(name, now() - timedelta(days=days))


@pytest.mark.req("CRM-5")
def test_a_journal_is_written_handed_in_and_read(cast, today):
    day = localdate()
    given = {"first_day": day, "last_day": day, "summary": "两家客户都推进了"}
    journal = actions.write_journal(given, act=today())
    with pytest.raises(ValidationError):
        actions.write_journal(given, act=today())
    with pytest.raises(RuleError) as refused:
        actions.read_journal(journal, act=today("li"))
    assert refused.value.code == "journal_draft"
    journal = actions.hand_in(journal, act=today())
    with pytest.raises(RuleError):
        actions.change_journal(journal, {"summary": "改"}, act=today())
    with pytest.raises(NotAllowed):
        actions.read_journal(journal, act=today())
    journal = actions.read_journal(journal, remark="下周一起去", act=today("li"))
    assert (journal.state, journal.read_by, journal.remark) == ("read", cast.li, "下周一起去")
    told = Notice.objects.filter(topic__startswith="visits.journal").values_list("person__username", flat=True)
    assert sorted(told) == ["li", "wang"]


@pytest.mark.req("CRM-5")
def test_the_journal_on_the_page_on_paper_and_over_the_api(page, api, today):
    a_log(today(), purpose="谈二期")
    client, day = page("wang"), localdate().isoformat()
    made = client.post("/journals/new/", {"first_day": day, "last_day": day, "summary": "推进了"})
    assert "谈二期" in text(client.get(made.url))
    assert client.get(f"{made.url}print/").headers["Content-Type"] == "application/pdf"
    assert page("zhao").get(made.url).status_code == 404
    one = f"/api/v1/sales-journals/{made.url.split('/')[2]}/"
    assert api("wang").post(f"{one}handing-in/").data["state"] == "handed_in"
    assert api("li").post(f"{one}reading/", {"remark": "好"}).data["remark"] == "好"
    again = api("wang").post(f"{one}handing-in/")
    assert (again.status_code, again.data["code"]) == (409, "journal_handed_in")


@pytest.mark.req("CRM-5", "OPP-12")
def test_a_managers_week_counts_plan_against_done(cast, page, today):
    a_log(today())
    visits.hold_visit(a_plan(today()), act=today())
    visits.cancel_visit(a_plan(today()), reason="客户改期", act=today())
    a_plan(today(), day=localdate() + timedelta(days=7))
    silent = an_opportunity(today(days=30), name="没人管的商机")
    monday = localdate() - timedelta(days=localdate().weekday())
    lines = {line.person: line for line in team.week(cast.li, monday, today=localdate())}
    wang = lines[cast.wang]
    assert (wang.planned, wang.done, wang.cancelled, wang.unminuted, wang.late, wang.ahead) == (3, 2, 1, 1, 0, 1)
    assert cast.zhao not in lines
    shown = text(page("li").get("/visits/team/"))
    assert silent.name in shown
    assert page("wang").get("/visits/team/").status_code == 403
