"""The second factor: an app's digits, recovery codes, remembered devices, needed by role (PLT-6)."""

from datetime import timedelta

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from leadtocash.foundation.accounts import devices, sealing
from leadtocash.foundation.accounts.factors import check_code, recovery, take_off, totp
from leadtocash.foundation.accounts.models import SignInPolicy, TotpSecret, TrustedDevice

pytestmark = pytest.mark.req("PLT-6")
RIGHT = {"username": "wang", "password": "demo-password"}


def digits(secret, at=None, step=0):
    return pyotp.TOTP(secret).at((at or timezone.now()).timestamp() + 30 * step)


@pytest.fixture
def secret(cast):
    """wang has an authenticator app, set up two minutes ago."""
    made, then = totp.new_secret(), timezone.now() - timedelta(minutes=2)
    assert totp.begin(cast.wang, made, digits(made, then), at=then)
    return made


def test_the_digits_of_the_standard_are_taken():
    """RFC 6238, appendix B (SHA-1, last six digits)."""
    from datetime import UTC, datetime

    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for second, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert totp.matching_step(secret, code, at=datetime.fromtimestamp(second, UTC)) == second // 30


def test_digits_are_good_once_and_only_near_their_time(cast, secret):
    now = timezone.now()
    assert not totp.check(cast.wang, digits(secret, now, step=-3), at=now)
    assert totp.check(cast.wang, digits(secret, now), at=now)
    assert not totp.check(cast.wang, digits(secret, now), at=now)
    assert not totp.check(cast.wang, digits(secret, now, step=-1), at=now)
    assert totp.check(cast.wang, digits(secret, now, step=1), at=now)


def test_the_secret_is_not_readable_in_the_database(cast, secret, settings):
    row = TotpSecret.objects.get()
    assert secret not in row.sealed
    assert sealing.unseal(row.sealed) == secret
    before, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    assert sealing.unseal(row.sealed) == ""
    settings.SECRET_KEY_FALLBACKS = [before]
    assert sealing.unseal(row.sealed) == secret


def test_after_the_password_the_code_is_asked_and_nothing_is_open_before(cast, secret):
    client = Client()
    answer = client.post("/sign-in/?next=/customers/", RIGHT)
    assert answer["Location"] == "/sign-in/code/"
    assert client.get("/customers/").status_code == 302
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    before = client.session.session_key
    answer = client.post("/sign-in/code/", {"code": digits(secret)})
    assert answer["Location"] == "/customers/"
    assert client.get("/customers/").status_code == 200
    assert client.session.session_key != before


def test_codes_cannot_be_guessed_by_beginning_again(cast, secret):
    """A right password does not clear the wrong codes before it."""
    answers = []
    for _ in range(8):
        client = Client()
        client.post("/sign-in/", RIGHT)
        answers.append(client.post("/sign-in/code/", {"code": "000000"}).status_code)
    assert 302 in answers  # no longer asked at all: the account is locked before the password
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_is_good_once(cast, secret):
    codes = recovery.make(cast.wang)
    now = timezone.now()
    assert len(set(codes)) == 10
    assert check_code(cast.wang, codes[3].lower().replace("-", " "), at=now) == "recovery"
    assert check_code(cast.wang, codes[3], at=now) == ""
    assert check_code(cast.li, codes[4], at=now) == ""


def test_a_remembered_device_is_not_asked_until_its_day(cast, secret):
    client = Client()
    client.post("/sign-in/", RIGHT)
    client.post("/sign-in/code/", {"code": digits(secret), "trust": "on"})
    cookie = client.cookies[devices.COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    client.post("/sign-out/")
    assert client.post("/sign-in/", RIGHT)["Location"] == "/"
    client.post("/sign-out/")
    TrustedDevice.objects.update(expires_at=timezone.now())
    assert client.post("/sign-in/", RIGHT)["Location"] == "/sign-in/code/"


def test_a_role_that_needs_it_sets_it_up_before_coming_in(cast):
    SignInPolicy.objects.create(pk=1, mfa_roles=["finance"])
    client = Client()
    assert client.post("/sign-in/", {"username": "qian", "password": "demo-password"})["Location"] == (
        "/sign-in/second-factor/"
    )
    assert client.get("/").status_code == 302
    page = client.get("/sign-in/second-factor/")
    secret = page.context["secret"]
    assert page.context["qr"].startswith("data:image/png;base64,")
    assert client.post("/sign-in/second-factor/", {"code": "000000"}).status_code == 422
    client.post("/sign-in/second-factor/", {"code": digits(secret)})
    assert len(client.get("/sign-in/second-factor/").context["codes"]) == 10
    assert client.post("/sign-in/second-factor/")["Location"] == "/"
    assert client.get("/me/").status_code == 200
    assert Client().post("/sign-in/", RIGHT)["Location"] == "/"


def test_the_last_factor_a_role_needs_cannot_be_removed(cast, page):
    SignInPolicy.objects.create(pk=1, mfa_roles=["account_manager"])
    made = totp.new_secret()
    totp.begin(cast.wang, made, digits(made), at=timezone.now())
    assert page("wang").post("/me/security/authenticator/removal/").status_code == 409
    take_off(cast.wang)
    assert not TotpSecret.objects.exists()


def test_changing_the_factor_asks_first_who_one_is(cast, page):
    client = page("wang")
    session = client.session
    session["proved"] = 0
    session.save()
    answer = client.get("/me/security/authenticator/")
    assert answer["Location"] == "/me/proof/?next=%2Fme%2Fsecurity%2Fauthenticator%2F"
    assert client.post("/me/proof/", {"password": "wrong"}).status_code == 422
    answer = client.post("/me/proof/", {"password": "demo-password", "next": "/me/security/authenticator/"})
    assert answer["Location"] == "/me/security/authenticator/"
    secret = client.get("/me/security/authenticator/").context["secret"]
    assert len(client.post("/me/security/authenticator/", {"code": digits(secret)}).context["codes"]) == 10


def test_a_token_needs_the_code_too(cast, secret):
    post = Client().post
    assert post("/api/v1/tokens/", RIGHT).json()["code"] == "second_factor_required"
    assert post("/api/v1/tokens/", {**RIGHT, "code": "123456"}).json()["code"] == "second_factor_wrong"
    assert post("/api/v1/tokens/", {**RIGHT, "code": digits(secret)}).status_code == 200


def test_without_the_password_no_step_opens(db):
    for step in ("code", "password", "second-factor"):
        assert Client().get(f"/sign-in/{step}/")["Location"] == "/sign-in/"
        assert Client().post(f"/sign-in/{step}/", {"code": "1"})["Location"] == "/sign-in/"
