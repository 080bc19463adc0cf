"""Passwords, links to set them, sessions and tokens (PLT-6)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from leadtocash.foundation.accounts import jobs, log, passwords, sessions, tokens
from leadtocash.foundation.accounts.models import SignInPolicy, UserSession

pytestmark = pytest.mark.req("PLT-6")
RIGHT = {"username": "wang", "password": "demo-password"}


@pytest.mark.parametrize("text", ["kurz-7", "password123", "1234567890", "xx-wang-xx-2026", "总部的密码2026!"])
def test_short_common_numeric_and_names_are_refused(cast, text):
    with pytest.raises(ValidationError):
        passwords.check_new(text, cast.wang)


def test_the_last_five_are_not_taken_again_an_older_one_is(cast):
    now = timezone.now()
    words = ["demo-password", *(f"berg-und-tal-{n}" for n in range(6))]
    for word in words[1:]:
        passwords.keep(cast.wang, word, at=now, by_himself=True)
        now += timedelta(seconds=1)
    for word in words[2:]:
        with pytest.raises(ValidationError):
            passwords.check_new(word, cast.wang)
    passwords.check_new(words[1], cast.wang)


def test_a_password_set_by_an_administrator_is_changed_before_coming_in(cast):
    passwords.keep(cast.wang, "vom-amt-2026-x", at=timezone.now(), by_himself=False)
    client = Client()
    first = client.post("/sign-in/", {"username": "wang", "password": "vom-amt-2026-x"})
    assert first["Location"] == "/sign-in/password/"
    assert client.get("/customers/").status_code == 302
    assert client.post("/sign-in/password/", {"new": "vom-amt-2026-x", "again": "vom-amt-2026-x"}).status_code == 422
    assert client.post("/sign-in/password/", {"new": "mei-hua-2026", "again": "other"}).status_code == 422
    assert client.post("/sign-in/password/", {"new": "mei-hua-2026", "again": "mei-hua-2026"})["Location"] == "/"
    assert client.get("/me/").status_code == 200


def test_a_password_too_old_is_changed_where_the_company_says_so(cast):
    SignInPolicy.objects.create(pk=1, max_age_days=90)
    now = timezone.now()
    cast.wang.password_changed_at = now - timedelta(days=91)
    assert passwords.must_change(cast.wang, at=now)
    cast.wang.password_changed_at = now - timedelta(days=89)
    assert not passwords.must_change(cast.wang, at=now)


def test_a_link_sets_the_password_once_within_a_day(cast):
    secret = passwords.make_link(cast.wang, at=timezone.now())
    new = {"new": "mei-hua-2026", "again": "mei-hua-2026"}
    assert Client().get(f"/sign-in/link/{secret}/").status_code == 200
    assert Client().post(f"/sign-in/link/{secret}/", new)["Location"] == "/sign-in/"
    assert Client().post(f"/sign-in/link/{secret}/", new).status_code == 404
    assert Client().post("/sign-in/", {"username": "wang", "password": "mei-hua-2026"})["Location"] == "/"
    old = passwords.make_link(cast.wang, at=timezone.now() - timedelta(hours=25))
    assert Client().get(f"/sign-in/link/{old}/").status_code == 404


@pytest.fixture
def mail():
    """A mail server that keeps what it is given."""
    before = (passwords.mailer._works, passwords.mailer._send)
    sent = []
    passwords.mailer.use(works=lambda: True, send=lambda *letter: sent.append(letter))
    yield sent
    passwords.mailer.use(works=before[0], send=before[1])


def test_the_forgotten_page_says_the_same_for_every_name(cast, mail):
    one = Client().post("/sign-in/forgotten/", {"username": "wang"})
    other = Client().post("/sign-in/forgotten/", {"username": "nobody"})
    assert one.context["sent"] is other.context["sent"] is True
    assert mail == []  # sent by a job, so that both answers take equally long


def test_the_job_mails_a_link_that_works_to_the_one_person_of_the_name(cast, mail):
    cast.wang.email = "wang@example.com"
    cast.wang.save()
    base = "http://testserver/sign-in/link/"
    for name in ("wang", "WANG@example.com", "nobody", "li"):
        jobs.send_link(name=name, base=base)
    assert [letter[3] for letter in mail] == ["wang@example.com"] * 2
    assert Client().get(mail[1][2].removeprefix("http://testserver")).status_code == 200


def test_without_a_mail_server_the_page_says_whom_to_ask(db):
    assert Client().get("/sign-in/forgotten/").context["works"] is False


def test_changing_ones_password_ends_every_other_session(cast):
    here, there = Client(), Client()
    for client in (here, there):
        client.post("/sign-in/", RIGHT)
    here.post("/me/", {"current": "demo-password", "new": "mei-hua-2026"})
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert [row.session_key for row in sessions.of(cast.wang)] == [here.session.session_key]


def test_wrong_tries_of_the_current_password_are_counted_even_with_the_forms_key(cast, page):
    client = page("wang")
    for n in range(9):
        answer = client.post("/me/", {"current": "wrong", "new": "mei-hua-2026", "_key": f"k{n}"})
    assert "Too many" in str(answer.context["form"].errors) or "次" in str(answer.context["form"].errors)


def test_one_sees_and_ends_ones_sessions_and_nobody_elses(cast):
    here, there = Client(), Client()
    for client in (here, there):
        client.post("/sign-in/", RIGHT, headers={"User-Agent": "Mozilla Firefox/1 Linux"})
    rows = here.get("/me/sessions/").context["rows"]
    assert [(row["device"], row["here"]) for row in rows if row["here"]] == [("Firefox · Linux", True)]
    other = next(row["session"] for row in rows if not row["here"])
    stranger = Client()
    stranger.post("/sign-in/", {"username": "li", "password": "demo-password"})
    assert stranger.post(f"/me/sessions/{other.pk}/ending/").status_code == 404
    here.post(f"/me/sessions/{other.pk}/ending/")
    assert there.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200


def test_an_idle_and_an_old_session_end(cast):
    client = Client()
    client.post("/sign-in/", RIGHT)
    for name, seconds in (("seen", 241 * 60), ("since", 13 * 3600)):
        client.post("/sign-in/", RIGHT)
        session = client.session
        session[name] = int(timezone.now().timestamp()) - seconds
        session["seen"] = min(session["seen"], int(timezone.now().timestamp()) - 200)
        session.save()
        assert client.get("/me/").status_code == 302


def test_the_api_lists_and_ends_sessions_and_tokens(cast, api):
    browser = Client()
    browser.post("/sign-in/", RIGHT)
    client = api("wang")
    assert len(client.get("/api/v1/me/sessions/").json()) == 1
    assert client.post("/api/v1/me/sessions/endings/").json() == {"ended": 1}
    assert browser.get("/me/").status_code == 302
    assert not UserSession.objects.exists()
    row = client.get("/api/v1/me/tokens/").json()[0]
    assert client.post(f"/api/v1/me/tokens/{row['id']}/withdrawal/").json()["revoked_at"]
    assert client.get("/api/v1/me/").status_code == 401


def test_a_token_made_on_the_page_is_shown_once(cast, page):
    client = page("wang")
    made = client.post("/me/tokens/", {"label": "ERP", "days": "30", "reach": "write"})
    clear = made.context["clear"]
    assert tokens.owner_of(clear, at=timezone.now()) == cast.wang
    assert clear not in client.get("/me/tokens/").content.decode()
    client.post(f"/me/tokens/{tokens.of(cast.wang).get().pk}/withdrawal/")
    assert tokens.owner_of(clear, at=timezone.now()) is None


def test_devices_are_named_as_people_say_them():
    windows = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
    assert log.device_of(windows) == "Chrome · Windows"
    assert log.device_of(windows + " wxwork/4.1") == "WeCom · Windows"
