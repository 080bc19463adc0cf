"""The administrator's pages about people and signing in (PLT-6, ORG-1)."""

import pytest
from django.test import Client
from django.utils import timezone

from leadtocash.foundation.accounts import lockout, policy
from leadtocash.foundation.accounts.models import SignInCounter, TotpSecret
from leadtocash.foundation.journal.recording import history

pytestmark = pytest.mark.req("PLT-6")


def test_pages_open_for_administrators_only(page, cast):
    for address in ("sign-in/", "sign-in/log/", "chart/", f"people/{cast.wang.pk}/", "people/?locked=1&factor=1"):
        assert page("admin").get(f"/administration/{address}").status_code == 200, address
        assert page("chen").get(f"/administration/{address}").status_code == 403, address


def test_the_list_knows_who_is_locked_and_who_has_a_second_factor(page, cast):
    for _ in range(8):
        Client().post("/sign-in/", {"username": "wang", "password": "wrong"})
        SignInCounter.objects.filter(failures__lt=6).update(locked_until=None)
    TotpSecret.objects.create(person=cast.li, sealed="x", created_at=timezone.now())

    def listed(query):
        content = page("admin").get(f"/administration/people/?{query}").content.decode()
        return {name for name in ("王敏", "李强", "赵凯") if name in content}

    assert listed("locked=1") == {"王敏"}
    assert listed("factor=1") == {"李强"}
    assert listed(f"department={cast.departments['EAST'].pk}") == {"王敏", "李强"}
    assert listed("role=sales_manager") == {"李强"}


def test_an_administrator_unlocks_makes_links_and_takes_a_lost_factor_off(page, cast):
    SignInCounter.objects.create(
        kind="account", key=lockout.key_of("wang"), failures=9, last_at=timezone.now(),
        locked_until=timezone.now() + timezone.timedelta(minutes=5),
    )  # fmt: skip
    TotpSecret.objects.create(person=cast.wang, sealed="x", created_at=timezone.now())
    client, base = page("admin"), f"/administration/people/{cast.wang.pk}"
    client.post(f"{base}/unlocking/")
    assert lockout.locked_until(cast.wang, at=timezone.now()) is None
    address = client.post(f"{base}/password-link/").context["address"]
    assert Client().get(address.removeprefix("http://testserver")).status_code == 200
    client.post(f"{base}/factor-removal/")
    assert not TotpSecret.objects.exists()
    assert [e.verb for e in history(cast.wang)] == [
        "administration.factors_reset", "administration.link_made", "administration.unlocked",
    ]  # fmt: skip
    assert page("chen").post(f"{base}/unlocking/").status_code == 403
    assert client.post(f"/administration/people/{cast.admin.pk}/factor-removal/").status_code == 409


def test_the_rules_for_signing_in_are_changed_within_limits(page, cast):
    values = {
        "min_length": "12", "past_passwords": "5", "max_age_days": "90", "tries_account": "5", "tries_address": "60",
        "lock_minutes": "30", "idle_minutes": "60", "session_hours": "10", "device_days": "30",
        "mfa_roles": ["finance", "system_admin"],
    }  # fmt: skip
    client = page("admin")
    assert client.post("/administration/sign-in/", {**values, "min_length": "4"}).status_code == 422
    assert client.post("/administration/sign-in/", values).status_code == 302
    rules = policy.current()
    assert (rules.min_length, rules.lock_minutes, rules.mfa_roles) == (12, 30, ["finance", "system_admin"])
    assert policy.needs_second_factor(cast.qian)
    assert not policy.needs_second_factor(cast.wang)
    assert history(rules)[0].changes["min_length"] == [10, 12]


def test_secrets_of_platforms_are_never_shown(page, settings):
    settings.SIGN_IN_PLATFORMS = {"wecom": {"corp_id": "ww1", "agent_id": "1", "secret": "very-secret-indeed"}}
    shown = page("admin").get("/administration/sign-in/").content.decode()
    assert "very-secret-indeed" not in shown
    assert "/sign-in/with/wecom/answer/" in shown


def test_what_one_changes_about_ones_sign_in_stands_in_the_journal(page, cast):
    page("wang").post("/me/", {"current": "demo-password", "new": "mei-hua-2026"})
    assert history(cast.wang)[0].verb == "administration.account_password_changed"
