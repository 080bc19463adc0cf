"""The daily digest: half past eight of working days, once, in the person's language, only with something in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices import digesting
from leadtocash.foundation.notices.models import Channel, Delivery, QuietHours
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.notices.tests.conftest import CHINA, run_deliveries

pytestmark = [pytest.mark.req("WFL-7"), pytest.mark.django_db]
TUESDAY = datetime(2026, 11, 24, 8, 35, tzinfo=CHINA)


def news(person: User, key: str = "n", at: datetime = TUESDAY - timedelta(hours=15), **more: Any) -> None:
    act = Act(by=None, at=at)
    notify([person], "projects.closed", act=act, url="/", key=key, project=f"项目 {key}", **more)


def sent(now: datetime = TUESDAY) -> list[str]:
    digesting.send_out(now=now)
    return run_deliveries(now)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 24, 8, 25, tzinfo=CHINA),
        datetime(2026, 11, 24, 18, 5, tzinfo=CHINA),
        datetime(2026, 11, 28, 9, 0, tzinfo=CHINA),
        datetime(2026, 10, 1, 9, 0, tzinfo=CHINA),
    ],
)
def test_it_waits_for_half_past_eight_of_a_working_day(
    channel: Callable[..., Channel], reachable: User, moment: datetime
) -> None:
    channel("mail")
    assert digesting.send_out(now=moment) == 0


def test_a_made_up_working_saturday_has_its_digest(channel: Callable[..., Channel], reachable: User) -> None:
    from leadtocash.foundation.calendar import days
    from leadtocash.foundation.calendar.models import CalendarDay

    channel("mail")
    CalendarDay.objects.update_or_create(
        day=datetime(2026, 11, 28).date(), defaults={"working": True, "name": "补班", "confirmed": True}
    )
    days.forget()
    assert digesting.send_out(now=datetime(2026, 11, 28, 9, 0, tzinfo=CHINA)) == 1


def test_it_is_sent_once_a_day_even_if_two_workers_ask(channel: Callable[..., Channel], reachable: User) -> None:
    channel("mail")
    news(reachable)
    assert digesting.send_out(now=TUESDAY) == 1
    assert digesting.send_out(now=TUESDAY + timedelta(minutes=5)) == 0
    assert run_deliveries(TUESDAY) == ["sent"]
    assert run_deliveries(TUESDAY) == []
    assert digesting.send_out(now=TUESDAY + timedelta(hours=2)) == 0
    assert len(mail.outbox) == 1


def test_with_nothing_to_tell_there_is_none(channel: Callable[..., Channel], reachable: User) -> None:
    channel("mail")
    assert sent() == ["dropped"]
    assert mail.outbox == []


def test_it_takes_the_way_the_person_chose_or_the_first_there_is_or_none(
    channel: Callable[..., Channel], platforms: Any, reachable: User
) -> None:
    channel("mail")
    channel("feishu_app")
    news(reachable)
    assert sent() == ["sent"]
    assert len(mail.outbox) == 1
    QuietHours.objects.create(person=reachable, digest="feishu")
    Delivery.objects.all().delete()
    assert sent() == ["sent"]
    assert len(platforms.sent) == 1
    QuietHours.objects.update(digest="off")
    Delivery.objects.all().delete()
    assert sent() == []


def test_it_tells_the_news_of_the_time_since_the_last_one_that_are_unread_and_visible(
    channel: Callable[..., Channel], reachable: User, cast: Any
) -> None:
    channel("mail")
    news(reachable, "new")
    news(reachable, "old", at=TUESDAY - timedelta(days=2))
    news(reachable, "hidden", about=a_customer(cast.act("zhao")))
    news(reachable, "read")
    reachable.notices.filter(key="read").update(read_at=TUESDAY)
    assert sent() == ["sent"]
    body = str(mail.outbox[0].body)
    assert "项目 new" in body
    for other in ("old", "hidden", "read"):
        assert f"项目 {other}" not in body


def test_after_a_weekend_it_reaches_back_to_friday(channel: Callable[..., Channel], reachable: User) -> None:
    channel("mail")
    monday = datetime(2026, 11, 23, 8, 40, tzinfo=CHINA)
    assert digesting.last_morning(monday) == datetime(2026, 11, 20, 8, 30, tzinfo=CHINA)
    news(reachable, "friday", at=datetime(2026, 11, 20, 16, 0, tzinfo=CHINA))
    assert sent(monday) == ["sent"]
    assert "项目 friday" in str(mail.outbox[0].body)


def test_it_speaks_the_persons_language(channel: Callable[..., Channel], reachable: User) -> None:
    channel("mail")
    User.objects.filter(pk=reachable.pk).update(language="en")
    news(reachable)
    assert sent() == ["sent"]
    assert "Good morning" in str(mail.outbox[0].body)
    assert "is closed" in str(mail.outbox[0].body)
