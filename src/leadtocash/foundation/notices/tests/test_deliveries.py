"""From an act to a message outside: once, only to whom may see it, at the right time, and mended after failures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.notices import delivering, sending
from leadtocash.foundation.notices.models import (
    Address,
    Channel,
    Delivery,
    ForcedMode,
    Notice,
    Preference,
    QuietHours,
    Route,
)
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.notices.tests.conftest import CHINA, MORNING, jobs, run_deliveries, run_spread
from leadtocash.foundation.notices.topics import topic, topics

pytestmark = [pytest.mark.req("WFL-7"), pytest.mark.django_db]
State = Delivery.State
NEWS, ALARM, URGENT, MONEY = "test.news", "test.alarm", "test.urgent", "test.money"
settled: set[int] = set()


def _topics() -> None:
    if NEWS not in topics:
        topic(NEWS, _("News: %(what)s"))
        topic(ALARM, _("Alarm: %(what)s"), tone="late", still=lambda data, person: person not in settled)
        topic(URGENT, _("Urgent: %(what)s"), tone="late", urgent=True)
        topic(MONEY, _("%(what)s: %(amount)s"), tone="late", outside=_("%(what)s was paid"))


_topics()


def tell(people: list[User], code: str = ALARM, *, at: datetime = MORNING, key: str = "k1", **more: Any) -> None:
    notify(people, code, act=Act(by=None, at=at), url="/inbox/", key=key, what="合同 1", **more)


def wants(person: User, way: str, mode: str, code: str = ALARM) -> None:
    Preference.objects.update_or_create(person=person, topic=code, way=way, defaults={"mode": mode})


# ---------------------------------------------------------------- the outbox


def test_without_a_channel_there_is_no_job(reachable: User) -> None:
    tell([reachable])
    assert Notice.objects.count() == 1
    assert jobs("notices.spread") == []


def test_with_a_channel_one_job_is_stored_in_the_acts_own_transaction(
    channel: Callable[..., Channel], reachable: User, django_assert_max_num_queries: Any
) -> None:
    channel("mail")
    sending.goes_outside()
    with django_assert_max_num_queries(4):
        tell([reachable])
    assert len(jobs("notices.spread")) == 1
    with transaction.atomic():
        tell([reachable], key="k2")
        transaction.set_rollback(True)
    assert [job["key"] for job in jobs("notices.spread")] == ["k1"]


def test_one_act_reaches_a_person_once_on_every_way_he_wants(
    channel: Callable[..., Channel], platforms: Any, reachable: User
) -> None:
    for kind in ("mail", "wecom_app", "dingtalk_app", "feishu_app"):
        channel(kind)
    tell([reachable])
    tell([reachable])
    assert run_spread() == 4
    assert run_deliveries() == [State.SENT] * 4
    assert run_spread() == 0
    assert run_deliveries() == []
    assert sorted(row["kind"] for row in platforms.sent) == ["dingtalk_app", "feishu_app", "wecom_app"]
    assert [message.to for message in mail.outbox] == [["li@example.com"]]
    assert len(jobs("notices.deliver")) == 4


def test_a_delivery_is_sent_once_however_often_its_job_runs(
    channel: Callable[..., Channel], platforms: Any, reachable: User
) -> None:
    channel("wecom_app")
    tell([reachable])
    run_spread()
    row = Delivery.objects.get()
    states = [delivering.deliver(row.pk, clock=lambda: MORNING) for _n in range(3)]
    assert states == [State.SENT] * 3
    assert len(platforms.sent) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(channel=row.channel, key=row.key, made_at=MORNING, due_at=MORNING)


def test_who_has_no_address_and_who_does_not_want_it_are_left_out(
    channel: Callable[..., Channel], cast: Any, reachable: User
) -> None:
    channel("mail")
    channel("wecom_app")
    wang = cast.people["wang"]
    User.objects.filter(pk=wang.pk).update(email="")
    wants(reachable, "mail", "off")
    wants(reachable, "wecom", "digest")
    tell([reachable, wang])
    assert run_spread() == 0


def test_what_the_company_has_fixed_goes_before_what_a_person_chose(
    channel: Callable[..., Channel], reachable: User
) -> None:
    channel("mail")
    wants(reachable, "mail", "off")
    ForcedMode.objects.create(topic=ALARM, way="mail", mode="now")
    tell([reachable])
    assert run_spread() == 1


# ---------------------------------------------------------------- still wanted, still visible


def test_who_may_not_see_the_record_is_told_nothing_outside(
    channel: Callable[..., Channel], platforms: Any, cast: Any, reachable: User
) -> None:
    channel("wecom_app")
    seen, unseen = a_customer(cast.act("wang")), a_customer(cast.act("zhao"))
    tell([reachable], key="seen", about=seen)
    tell([reachable], key="unseen", about=unseen)
    assert run_spread() == 2
    run_deliveries()
    found = {row.notice.key: (row.state, row.last_error) for row in Delivery.objects.all() if row.notice}
    assert found["seen"][0] == State.SENT
    assert found["unseen"][0] == State.DROPPED
    assert found["unseen"][1]
    assert len(platforms.sent) == 1


@pytest.mark.parametrize("what", ["read", "settled", "left", "off", "address", "gone"])
def test_what_is_no_longer_needed_is_not_sent(
    channel: Callable[..., Channel], platforms: Any, reachable: User, what: str
) -> None:
    one = channel("wecom_app")
    tell([reachable])
    run_spread()
    if what == "read":
        Notice.objects.update(read_at=MORNING)
    elif what == "settled":
        settled.add(reachable.pk)
    elif what == "left":
        User.objects.filter(pk=reachable.pk).update(is_active=False)
    elif what == "off":
        Channel.objects.filter(pk=one.pk).update(is_active=False)
    elif what == "address":
        Address.objects.all().delete()
    else:
        Notice.objects.all().delete()
    try:
        assert run_deliveries() == [State.DROPPED]
    finally:
        settled.clear()
    assert platforms.sent == []


def test_amounts_stay_inside(channel: Callable[..., Channel], platforms: Any, reachable: User) -> None:
    channel("feishu_app")
    tell([reachable], MONEY, amount="1,234.00")
    run_spread()
    run_deliveries()
    (got,) = platforms.sent
    assert "1,234" not in got["text"]
    assert "合同 1" in got["text"]


def test_every_topic_that_names_an_amount_has_words_for_outside() -> None:
    for one in topics.values():
        sentence = str(one.sentence)
        if "(amount)" in sentence or "(margin)" in sentence:
            assert one.outside, one.code
            assert "(amount)" not in str(one.outside)


# ---------------------------------------------------------------- quiet hours

NIGHT, SATURDAY = datetime(2026, 11, 24, 22, 30, tzinfo=CHINA), datetime(2026, 11, 28, 11, 0, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (NIGHT, datetime(2026, 11, 25, 8, 0, tzinfo=CHINA)),
        (datetime(2026, 11, 25, 3, 0, tzinfo=CHINA), datetime(2026, 11, 25, 8, 0, tzinfo=CHINA)),
        (SATURDAY, datetime(2026, 11, 30, 8, 0, tzinfo=CHINA)),
        (datetime(2026, 11, 27, 21, 0, tzinfo=CHINA), datetime(2026, 11, 30, 8, 0, tzinfo=CHINA)),
        (MORNING, MORNING),
    ],
)
def test_at_night_and_on_free_days_messages_wait_for_the_next_working_morning(
    channel: Callable[..., Channel], reachable: User, at: datetime, due: datetime
) -> None:
    channel("mail")
    tell([reachable], at=at)
    run_spread(at)
    assert Delivery.objects.get().due_at == due
    assert jobs("notices.deliver")[0]["_at"] == due


def test_urgent_topics_and_people_without_quiet_hours_are_told_at_once(
    channel: Callable[..., Channel], reachable: User
) -> None:
    channel("mail")
    tell([reachable], URGENT, at=NIGHT, key="u")
    QuietHours.objects.create(person=reachable, on=False)
    tell([reachable], at=NIGHT, key="q")
    run_spread(NIGHT)
    assert set(Delivery.objects.values_list("due_at", flat=True)) == {NIGHT}


# ---------------------------------------------------------------- groups


def test_a_group_is_left_in_peace_at_night_unless_it_is_urgent(
    channel: Callable[..., Channel], reachable: User
) -> None:
    robot = channel("wecom_robot")
    Route.objects.create(channel=robot, topic="")
    tell([reachable], at=NIGHT, key="news")
    tell([reachable], URGENT, at=NIGHT, key="urgent")
    run_spread(NIGHT)
    due = dict(Delivery.objects.values_list("key", "due_at"))
    assert due == {"group-news": datetime(2026, 11, 25, 8, 0, tzinfo=CHINA), "group-urgent": NIGHT}


def test_a_groups_robot_hears_once_of_what_concerns_its_department(
    channel: Callable[..., Channel], platforms: Any, cast: Any, reachable: User
) -> None:
    east, south = channel("wecom_robot"), channel("feishu_robot")
    Route.objects.create(channel=east, topic=ALARM, department=cast.departments["EAST"])
    Route.objects.create(channel=south, topic=ALARM, department=cast.departments["SOUTH"])
    customer = a_customer(cast.act("wang"))
    tell([reachable, cast.people["wang"]], about=customer)
    assert run_spread() == 1
    run_deliveries()
    assert [row["kind"] for row in platforms.sent] == ["wecom_robot"]
    tell([reachable], NEWS, key="k2", about=customer)
    assert run_spread() == 0


# ---------------------------------------------------------------- failures


def test_a_passing_failure_is_tried_again_later_and_later(
    channel: Callable[..., Channel], platforms: Any, reachable: User
) -> None:
    channel("wecom_app")
    tell([reachable])
    run_spread()
    platforms.plan.extend([(503, b"", {})] * 6)
    waits, now = [], MORNING
    for _n in range(6):
        assert run_deliveries(now) == [State.WAITING]
        due = Delivery.objects.get().due_at
        waits.append(int((due - now).total_seconds()))
        now = due
    assert waits == [30, 120, 600, 1800, 7200, 21600]
    assert run_deliveries(now) == [State.SENT]
    assert Delivery.objects.get().attempts == 7
    assert [job["_at"] for job in jobs("notices.deliver")][-1] == now


def test_after_the_last_attempt_it_has_failed_and_the_channel_shows_it(
    channel: Callable[..., Channel], platforms: Any, reachable: User
) -> None:
    one = channel("wecom_app")
    tell([reachable])
    run_spread()
    Delivery.objects.update(attempts=6)
    platforms.plan.append((503, b"", {}))
    assert run_deliveries() == [State.FAILED]
    one.refresh_from_db()
    assert one.fault


def test_a_wrong_key_is_not_tried_again_and_the_channel_shows_it_until_it_works(
    channel: Callable[..., Channel], platforms: Any, reachable: User, cast: Any
) -> None:
    one = channel("wecom_app", secret="wrong")
    tell([reachable])
    run_spread()
    assert run_deliveries() == [State.FAILED]
    one.refresh_from_db()
    assert one.fault
    from leadtocash.foundation.notices.administering import change_channel

    values = {"name": one.name, "corpid": "ww01", "agentid": "1000002", "secret": "wecom-secret"}
    change_channel(one, values, act=cast.act("admin"))
    delivering.send_again(Delivery.objects.get().pk, act=cast.act("admin"))
    assert run_deliveries(datetime(2027, 1, 5, 10, tzinfo=CHINA)) == [State.SENT]
    one.refresh_from_db()
    assert one.fault == ""


@pytest.mark.parametrize(("kind", "state"), [("wecom_app", State.WAITING), ("wecom_robot", State.UNCLEAR)])
def test_in_doubt_only_what_the_platform_itself_sorts_out_is_sent_again(
    channel: Callable[..., Channel], platforms: Any, reachable: User, kind: str, state: str
) -> None:
    one = channel(kind)
    if kind == "wecom_robot":
        Route.objects.create(channel=one)
    tell([reachable])
    run_spread()
    platforms.plan.append("break")
    assert run_deliveries() == [state]


@pytest.mark.parametrize(("kind", "state"), [("wecom_app", State.WAITING), ("mail", State.UNCLEAR)])
def test_what_a_killed_worker_was_sending_is_not_sent_twice(
    channel: Callable[..., Channel], reachable: User, kind: str, state: str
) -> None:
    channel(kind)
    tell([reachable])
    run_spread()
    Delivery.objects.update(state=State.SENDING, begun_at=MORNING)
    assert delivering.sweep(now=MORNING + timedelta(minutes=5)) == 0
    assert delivering.sweep(now=MORNING + timedelta(minutes=11)) == 1
    assert Delivery.objects.get().state == state


def test_a_message_whose_job_was_lost_is_queued_anew(channel: Callable[..., Channel], reachable: User) -> None:
    channel("mail")
    tell([reachable])
    run_spread()
    before = len(jobs("notices.deliver"))
    assert delivering.sweep(now=MORNING + timedelta(minutes=11)) == 1
    assert len(jobs("notices.deliver")) == before + 1


def test_the_pace_of_a_robot_is_kept(channel: Callable[..., Channel], platforms: Any, reachable: User) -> None:
    Route.objects.create(channel=channel("dingtalk_robot"))
    for n in range(25):
        tell([reachable], key=f"k{n}")
    run_spread()
    states = run_deliveries()
    assert states.count(State.SENT) == 20
    waiting = Delivery.objects.filter(state=State.WAITING)
    assert {row.due_at - MORNING for row in waiting} == {timedelta(seconds=61)}
    assert {row.attempts for row in waiting} == {0}
    assert run_deliveries(MORNING + timedelta(seconds=61)) == [State.SENT] * 5


def test_secrets_sealed_with_another_key_are_named_as_the_reason(
    channel: Callable[..., Channel], reachable: User, settings: Any
) -> None:
    one = channel("wecom_app")
    tell([reachable])
    run_spread()
    settings.SECRET_KEY = "another-" * 8
    assert run_deliveries() == [State.FAILED]
    one.refresh_from_db()
    assert one.fault
    settings.SECRET_KEY_FALLBACKS = ["insecure-" + "development-only-" * 3]


def test_only_what_failed_or_is_in_doubt_is_sent_again_and_only_by_whom_may(
    channel: Callable[..., Channel], reachable: User, cast: Any
) -> None:
    channel("mail")
    tell([reachable])
    run_spread()
    row = Delivery.objects.get()
    with pytest.raises(RuleError):
        delivering.send_again(row.pk, act=cast.act("admin"))
    Delivery.objects.update(state=State.FAILED)
    with pytest.raises(NotAllowed):
        delivering.send_again(row.pk, act=cast.act("li"))
    assert delivering.send_again(row.pk, act=cast.act("admin")).state == State.WAITING


# ---------------------------------------------------------------- addresses from sign-in


def test_sign_in_with_a_platform_gives_the_address_and_takes_it_from_who_only_typed_it(cast: Any) -> None:
    from leadtocash.foundation.accounts.events import PersonLinked
    from leadtocash.foundation.kernel.events import publish

    Address.objects.create(person=cast.wang, way="wecom", value="liqiang", source="person")
    publish(PersonLinked(person=cast.li, kind="wecom", value="liqiang", act=cast.act("li")))
    publish(PersonLinked(person=cast.li, kind="oidc", value="sub", act=cast.act("li")))
    assert list(Address.objects.values_list("person", "value", "source")) == [(cast.li.pk, "liqiang", "sign_in")]


def test_a_dingtalk_unionid_from_sign_in_is_turned_into_the_userid_messages_want(
    channel: Callable[..., Channel], platforms: Any, reachable: User
) -> None:
    from leadtocash.foundation.notices import addresses

    channel("dingtalk_app")
    addresses.remember(reachable, "dingtalk", "unionid:u-li")
    tell([reachable])
    run_spread()
    assert run_deliveries() == [State.SENT]
    assert [row["kind"] for row in platforms.sent] == ["dingtalk_app"]
