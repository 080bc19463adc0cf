"""Webhooks: written with the act, signed, sent until taken, with what the person may see."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from leadtocash.areas.customers import actions as customers
from leadtocash.areas.customers.tests.factories import a_customer
from leadtocash.foundation.kernel import outgoing
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.notices.models import Notice
from leadtocash.foundation.webhooks import actions, calling, delivering, outbox, rules, signing
from leadtocash.foundation.webhooks.models import WebhookEndpoint, WebhookMessage

pytestmark = [pytest.mark.django_db, pytest.mark.req("PLT-4")]
NOW = timezone.now()
State = WebhookMessage.State


class Receiver:
    """A program that is told: keeps what it got, answers as it is told to."""

    def __init__(self):
        receiver = self
        self.got, self.status, self.headers = [], 200, {}

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.status)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"an answer")

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?x=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_OWN_HOSTS = ["127.0.0.1"]
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def hook(cast, receiver):
    """An endpoint that hears of customers as wang sees them, and its secret."""
    values = {"name": "ERP", "url": receiver.url, "person": cast.wang, "events": ["customers.*"]}
    yield actions.add(values, act=cast.act("admin"))
    outbox.forget()


def sent(message, at=NOW):
    state = delivering.send(message.pk, clock=lambda: at)
    message.refresh_from_db()
    return state


def test_what_happens_is_told_signed_and_as_the_person_sees_it(cast, hook, receiver):
    _endpoint, secret = hook
    customer = a_customer(cast.act("wang"), name="甬江港务集团")
    message = WebhookMessage.objects.get()
    assert sent(message) == State.SENT
    headers, body = receiver.got[0]
    told = json.loads(body)
    assert (told["type"], told["data"]["id"]) == ("customers.created", customer.pk)
    assert told["data"]["href"] == f"/api/v1/customers/{customer.pk}/"
    assert told["data"]["record"]["name"] == "甬江港务集团"
    assert told["data"]["by"] == {"id": cast.wang.pk, "name": "王敏"}
    uid, stamp = headers["webhook-id"], headers["webhook-timestamp"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    right = base64.b64encode(hmac.new(key, f"{uid}.{stamp}.{body}".encode(), hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{right}"
    assert (uid, message.answer) == (f"msg_{message.uid.hex}", "an answer")


def test_the_example_of_the_standard_is_signed_as_it_says():
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = '{"test": 2432232314}'
    given = signing.sign(secret, uid="msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp=1614265330, body=body)
    assert given == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_act_that_is_undone_is_not_told(cast, hook):
    with transaction.atomic():
        a_customer(cast.act("wang"))
        transaction.set_rollback(True)
    assert not WebhookMessage.objects.exists()


def test_what_the_person_may_not_see_is_not_told(cast, hook, receiver):
    a_customer(cast.act("zhao"), name="广州客户")
    assert sent(WebhookMessage.objects.get()) == State.DROPPED
    assert receiver.got == []


def test_only_chosen_events_are_told(cast, hook):
    endpoint, _secret = hook
    actions.change(endpoint, {"events": ["customers.changed"]}, act=cast.act("admin"))
    customer = a_customer(cast.act("wang"))
    customers.change_customer(customer, {"industry": "港口"}, act=cast.act("wang"))
    message = WebhookMessage.objects.get()
    assert (message.event, message.changed) == ("customers.changed", ["industry"])


def test_what_is_not_taken_is_tried_again_ever_more_slowly_under_the_same_id(cast, hook, receiver):
    endpoint, _secret = hook
    a_customer(cast.act("wang"))
    message, at = WebhookMessage.objects.get(), NOW
    receiver.status = 503
    for number in range(3):
        assert sent(message, at) == State.WAITING
        assert message.attempts == number + 1
        assert message.due_at > at
        at = max(message.due_at, at + rules.REST)
    receiver.status = 200
    assert sent(message, at) == State.SENT
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1
    assert [one["status"] for one in message.tries] == [503, 503, 503, 200]
    endpoint.refresh_from_db()
    assert (endpoint.failing_since, endpoint.fault) == (None, "")


def test_the_receiver_may_ask_to_wait_and_a_failing_one_is_left_in_peace(cast, hook, receiver):
    a_customer(cast.act("wang"))
    first = WebhookMessage.objects.get()
    receiver.status, receiver.headers = 429, {"Retry-After": "3600"}
    sent(first)
    assert first.due_at == NOW + timedelta(hours=1)
    a_customer(cast.act("wang"), name="另一家客户")
    second = WebhookMessage.objects.latest("pk")
    sent(second, NOW + timedelta(seconds=5))
    assert (len(receiver.got), second.attempts, second.due_at) == (1, 0, NOW + rules.REST)


def test_the_tries_go_on_for_three_days():
    total = sum((rules.pause_after(n, lambda: 0.5) for n in range(1, 12)), timedelta())
    assert timedelta(days=2.9) < total < timedelta(days=3.1)
    assert rules.pause_after(12, lambda: 0.5) is None
    assert rules.pause_after(1, lambda: 0.0) != rules.pause_after(1, lambda: 1.0)


def test_an_endpoint_that_fails_for_three_days_is_switched_off_and_what_waits_is_sent_later(cast, hook, receiver):
    endpoint, _secret = hook
    a_customer(cast.act("wang"))
    message = WebhookMessage.objects.get()
    receiver.status = 500
    sent(message)
    sent(message, NOW + timedelta(days=3, minutes=1))
    endpoint.refresh_from_db()
    assert not endpoint.is_active
    assert Notice.objects.filter(person=cast.admin, topic="webhooks.switched_off").exists()
    assert sent(message, NOW + timedelta(days=4)) == State.WAITING
    receiver.status = 200
    actions.change(endpoint, {"is_active": True}, act=cast.act("admin"))
    assert sent(message, NOW + timedelta(days=4)) == State.SENT


def test_gone_switches_the_endpoint_off_at_once(cast, hook, receiver):
    endpoint, _secret = hook
    receiver.status = 410
    sent(actions.test(endpoint, act=cast.act("admin")))
    endpoint.refresh_from_db()
    assert not endpoint.is_active
    with pytest.raises(RuleError):
        actions.test(endpoint, act=cast.act("admin"))


def test_a_redirect_is_not_followed(cast, hook, receiver):
    endpoint, _secret = hook
    receiver.status, receiver.headers = 302, {"Location": "http://169.254.169.254/"}
    assert sent(actions.test(endpoint, act=cast.act("admin"))) == State.WAITING
    assert len(receiver.got) == 1


def test_while_the_secret_changes_both_sign_for_a_day(cast, hook, receiver):
    endpoint, first = hook
    second = actions.change_secret(endpoint, act=cast.act("admin"))
    at = WebhookEndpoint.objects.get().old_until
    for moment, secrets in [(at - timedelta(hours=1), [second, first]), (at + timedelta(hours=1), [second])]:
        sent(actions.test(endpoint, act=cast.act("admin")), moment)
        headers, body = receiver.got[-1]
        stamp = {"uid": headers["webhook-id"], "timestamp": int(headers["webhook-timestamp"]), "body": body}
        assert headers["webhook-signature"].split() == [signing.sign(one, **stamp) for one in secrets]


def test_one_message_and_a_time_can_be_sent_once_more(cast, hook, receiver):
    endpoint, _secret = hook
    a_customer(cast.act("wang"))
    message = WebhookMessage.objects.get()
    with pytest.raises(RuleError):
        actions.send_again(message, act=cast.act("admin"))
    sent(message)
    actions.send_again(message, act=cast.act("admin"))
    sent(message)
    start, end = message.at - timedelta(days=1), message.at + timedelta(days=1)
    assert actions.replay(endpoint, start, end, only_failed=True, act=cast.act("admin")) == 0
    assert actions.replay(endpoint, start, end, only_failed=False, act=cast.act("admin")) == 1
    sent(message)
    assert len({(headers["webhook-id"], body) for headers, body in receiver.got}) == 1
    assert len(receiver.got) == 3


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "[::1]", "169.254.169.254", "[::ffff:10.0.0.1]", "100.64.0.1"]
)
def test_the_own_network_is_refused(host):
    outcome = calling.call(f"https://{host}/", {}, "{}")
    assert (outcome.status, outcome.taken) == (0, False)
    with pytest.raises(outgoing.OwnNetwork):
        outgoing.address_of(host.strip("[]"), 443)


@pytest.mark.parametrize(
    "url",
    ["http://example.com/", "ftp://example.com/", "https://", "x", "https://u:p@example.com/", "https://a:99999/"],
)
def test_only_an_address_with_https_is_taken(url):
    with pytest.raises(ValidationError):
        calling.checked(url)


def test_only_keepers_set_up_webhooks_and_nobody_reads_the_secret_again(cast, api, page, receiver):
    given = {"name": "ERP", "url": receiver.url, "person": cast.wang.pk, "events": ["customers.*"]}
    url = "/api/v1/webhook-endpoints/"
    assert api("wang").post(url, given).status_code == 403
    with pytest.raises(NotAllowed):
        actions.add({**given, "person": cast.wang}, act=cast.act("wang"))
    made = api("admin").post(url, given)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    one = f"{url}{made.json()['id']}/"
    assert "secret" not in api("admin").get(one).json()
    assert api("admin").patch(one, {"events": ["moon.*"]}).json()["fields"].keys() == {"events"}
    assert api("admin").patch(one, {"url": "http://example.com/"}).json()["fields"].keys() == {"url"}
    assert api("admin").post(f"{one}test/").status_code == 201
    assert [row["event"] for row in api("admin").get(f"{one}messages/").json()] == ["webhooks.test"]
    assert api("admin").delete(one).status_code == 204
    assert page("wang").get("/administration/webhooks/").status_code == 403


def test_the_pages_set_up_test_and_show(cast, page, receiver):
    client = page("admin")
    assert client.get("/administration/webhooks/new/").status_code == 200
    given = {"name": "ERP", "url": receiver.url, "person": cast.wang.pk, "is_active": "on", "whole": ["customers.*"]}
    made = client.post("/administration/webhooks/new/", given).content.decode()
    assert "whsec_" in made
    endpoint = WebhookEndpoint.objects.get()
    assert "whsec_" not in client.get(endpoint.get_absolute_url()).content.decode()
    answer = client.post(f"{endpoint.get_absolute_url()}test/")
    message = WebhookMessage.objects.get()
    sent(message, message.due_at)
    assert "an answer" in client.get(answer["Location"]).content.decode()
    assert "webhooks.test" in client.get("/administration/webhook-messages/").content.decode()
    day = timezone.localdate(message.at).isoformat()
    client.post(f"{endpoint.get_absolute_url()}replay/", {"start": day, "end": day})
    message.refresh_from_db()
    assert message.state == State.WAITING
    client.post(f"{endpoint.get_absolute_url()}removal/")
    assert not WebhookEndpoint.objects.exists()
