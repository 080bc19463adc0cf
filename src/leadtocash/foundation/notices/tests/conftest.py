from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices import sending
from leadtocash.foundation.notices.channels import tokens
from leadtocash.foundation.notices.delivering import deliver
from leadtocash.foundation.notices.models import Address, Channel, Delivery
from leadtocash.foundation.notices.secrets import seal
from leadtocash.foundation.notices.tests import platforms as fake

CHINA = ZoneInfo("Asia/Shanghai")
#: a Tuesday with nothing special, ten in the morning
MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)
CONFIG: dict[str, dict[str, str]] = {
    "mail": {"sender": "Lead-to-Cash <noreply@example.com>", "host": "h", "port": "25", "security": "none"},
    "wecom_robot": {"key": fake.WECOM_KEY},
    "wecom_app": {"corpid": fake.CORPID, "agentid": str(fake.AGENT), "secret": fake.WECOM_SECRET},
    "dingtalk_robot": {"access_token": fake.DING_TOKEN, "secret": fake.DING_SIGN},
    "dingtalk_app": {"appkey": fake.APPKEY, "agent_id": str(fake.AGENT_ID), "appsecret": fake.APPSECRET},
    "feishu_robot": {"hook": fake.HOOK, "secret": fake.FEISHU_SIGN},
    "feishu_app": {"app_id": fake.APP_ID, "app_secret": fake.APP_SECRET, "id_type": "open_id"},
}


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    sending.forget()
    tokens.forget_all()
    yield
    sending.forget()


@pytest.fixture
def platforms(settings: Any) -> Iterator[fake.Platforms]:
    """The stand-in, and the product told to go there."""
    server = fake.Platforms()
    settings.NOTICE_PLATFORMS = dict.fromkeys(("wecom", "dingtalk", "feishu"), server.url)
    settings.NOTICE_PLATFORMS_CHANGED = [server.url]
    yield server
    server.close()


@pytest.fixture
def channel(db: None) -> Callable[..., Channel]:
    """channel("mail") sets one up that works."""

    def make(kind: str, **changes: str) -> Channel:
        from leadtocash.foundation.notices.channels import kinds

        config = {**CONFIG[kind], **changes}
        secret = kinds.get(kind).secret_names
        made = Channel.objects.create(
            kind=kind,
            name=kind,
            settings={name: value for name, value in config.items() if name not in secret},
            sealed=seal({name: value for name, value in config.items() if name in secret}),
        )
        sending.forget()
        return made

    return make


@pytest.fixture
def reachable(cast: Any) -> User:
    """Li, with a mail address and an account on every platform."""
    li: User = cast.people["li"]
    User.objects.filter(pk=li.pk).update(email="li@example.com")
    li.refresh_from_db()
    for way, value in fake.ADDRESS.items():
        Address.objects.create(person=li, way=way, value=value, source=Address.Source.PERSON)
    return li


@pytest.fixture
def morning() -> Act:
    return Act(by=None, at=MORNING)


def clock() -> datetime:
    return MORNING


def jobs(task: str) -> list[dict[str, Any]]:
    """The arguments of the jobs of a task that wait."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    rows = ProcrastinateJob.objects.filter(task_name=task, status="todo").order_by("pk")
    return [{**row.args, "_at": row.scheduled_at} for row in rows]


def run_spread(now: datetime | None = None) -> int:
    """Carry out the waiting spread jobs, once each."""
    from procrastinate.contrib.django.models import ProcrastinateJob

    from leadtocash.foundation.notices.spreading import spread

    waiting = jobs("notices.spread")
    assert ProcrastinateJob.objects.filter(task_name="notices.spread").count() == len(waiting)
    return sum(spread(row["key"], row["people"], now=now or MORNING) for row in waiting)


def run_deliveries(now: datetime | None = None) -> list[str]:
    """Carry out every delivery that waits and is due; gives the states."""
    moment = now or MORNING
    rows = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=moment).order_by("pk")
    return [deliver(row.pk, clock=lambda: moment) for row in rows]
