"""Mails: two parts, one thread for each process, the way to one's choices, and what the server says."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.channels import kinds
from leadtocash.foundation.notices.channels.base import Message, Refused, Temporary, Unclear
from leadtocash.foundation.notices.channels.mail import compose
from leadtocash.foundation.notices.models import Channel, Notice
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.notices.tests.conftest import CONFIG, MORNING, run_deliveries, run_spread

pytestmark = pytest.mark.req("WFL-7")
MESSAGE = Message(
    title="合同评审\r\nBcc: evil@example.com", text="请审批 <b>合同</b>", url="https://crm.example.com/notices/7/",
    button="去审批", key="k", thread="process-1", settings_url="https://crm.example.com/me/notices/",
    heading="审批与待办",
)  # fmt: skip


def test_a_mail_has_a_text_and_an_html_part_with_the_same_link() -> None:
    one = compose(MESSAGE, "li@example.com", "Lead-to-Cash <noreply@example.com>").message()
    text, html = (part.get_payload(decode=True).decode() for part in one.get_payload())
    assert one.get_content_type() == "multipart/alternative"
    for body in (text, html):
        assert "https://crm.example.com/notices/7/" in body
        assert "https://crm.example.com/me/notices/" in body
    assert "&lt;b&gt;合同" in html
    assert "<b>合同" in text


def test_its_headers_name_thread_choices_and_a_machine_as_sender() -> None:
    first = compose(MESSAGE, "li@example.com", "noreply@example.com").message()
    again = compose(MESSAGE, "li@example.com", "noreply@example.com").message()
    assert first["List-Unsubscribe"] == "<https://crm.example.com/me/notices/>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["References"] == first["In-Reply-To"]
    assert first["References"].endswith(".thread@example.com>")
    assert first["Message-ID"] == again["Message-ID"]
    assert "\n" not in str(first["Subject"]).replace("\n ", "")
    assert first["Bcc"] is None


@pytest.mark.django_db
def test_what_belongs_to_one_process_has_one_thread(channel: Callable[..., Channel], reachable: User) -> None:
    channel("mail")
    for key, thread in (("a", "process-1"), ("b", "process-1"), ("c", "process-2")):
        act = Act(by=None, at=MORNING)
        notify([reachable], "workflow.rejected", act=act, url="/", key=key, thread=thread, title="合同 1", comment="贵")
    run_spread()
    run_deliveries()
    threads = [one.extra_headers["References"] for one in mail.outbox]
    assert threads[0] == threads[1] != threads[2]
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 3


@pytest.mark.django_db
def test_the_link_goes_to_the_message_and_carries_no_key(channel: Callable[..., Channel], reachable: User,
                                                        settings: Any) -> None:  # fmt: skip
    settings.SITE_URL = "https://crm.example.com"
    channel("mail")
    notify([reachable], "workflow.rejected", act=Act(by=None, at=MORNING), url="/x/", key="a", title="合同 1",
           comment="底价 100 万太贵")  # fmt: skip
    run_spread()
    run_deliveries()
    body = str(mail.outbox[0].body)
    assert f"https://crm.example.com/notices/{Notice.objects.get().pk}/\n" in body
    assert "token" not in body
    assert "底价" not in body


class Angry(EmailBackend):
    """Raises what the test asks for, at opening or at sending."""

    at_open: Exception | None = None
    at_send: Exception | None = None

    def open(self) -> None:
        if self.at_open:
            raise self.at_open

    def send_messages(self, messages: Any) -> int:
        if self.at_send:
            raise self.at_send
        return super().send_messages(messages)


OPENING: list[tuple[Exception, type[Exception]]] = [
    (smtplib.SMTPAuthenticationError(535, b"no"), Refused),
    (ConnectionRefusedError(), Temporary),
    (smtplib.SMTPConnectError(421, b"busy"), Temporary),
    (TimeoutError(), Temporary),
]
SENDING: list[tuple[Exception, type[Exception]]] = [
    (smtplib.SMTPRecipientsRefused({"x": (550, b"unknown")}), Refused),
    (smtplib.SMTPRecipientsRefused({"x": (450, b"greylisted")}), Temporary),
    (smtplib.SMTPSenderRefused(553, b"no", "x"), Refused),
    (smtplib.SMTPDataError(452, b"full"), Temporary),
    (smtplib.SMTPDataError(554, b"spam"), Refused),
    (smtplib.SMTPServerDisconnected("gone"), Unclear),
    (ConnectionResetError(), Unclear),
    (TimeoutError(), Unclear),
]


@pytest.mark.parametrize("step", ["at_open", "at_send"])
def test_what_the_server_says_becomes_a_sentence_and_a_fate(
    settings: Any, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Angry"
    for problem, expected in OPENING if step == "at_open" else SENDING:
        monkeypatch.setattr(Angry, step, problem)
        with pytest.raises(expected) as refusal:
            kinds.get("mail").send(MESSAGE, "li@example.com", CONFIG["mail"])
        assert len(str(refusal.value)) > 6
