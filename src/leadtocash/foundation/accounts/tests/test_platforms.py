"""Signing in through OIDC, DingTalk, Feishu and WeCom, against a local identity server (PLT-6)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from leadtocash.foundation.accounts.models import PlatformIdentity, SignInEvent, User
from leadtocash.foundation.accounts.providers import wecom
from leadtocash.foundation.accounts.tests.identity_server import IdentityServer
from leadtocash.foundation.notices.models import Address

pytestmark = pytest.mark.req("PLT-6")
PHONE = "138 0000 0001"


@pytest.fixture
def idp(settings):
    server = IdentityServer()
    wecom._tokens.clear()
    settings.SIGN_IN_PLATFORMS = {
        "oidc": {"issuer": server.url, "client_id": "ltc", "client_secret": "ltc-secret", "label": "统一认证"},
        "dingtalk": {"client_id": "ding1", "client_secret": "s", "login_url": server.url, "api_url": server.url},
        "feishu": {"client_id": "cli1", "client_secret": "s", "login_url": server.url, "api_url": server.url},
        "wecom": {"corp_id": "ww1", "agent_id": "1000002", "secret": "s", "login_url": server.url,
                  "api_url": server.url},
    }  # fmt: skip
    yield server
    server.stop()


def leave(idp, key, client=None, **extra):
    """The browser goes to the platform; give it and what it was sent with."""
    client = client or Client()
    answer = client.get(f"/sign-in/with/{key}/?next=/customers/", **extra)
    assert answer.status_code == 302
    asked = {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}
    idp.nonce, idp.challenge = asked.get("nonce", ""), asked.get("code_challenge", "")
    return client, asked


def back(client, key, asked, code="good", name="code"):
    return client.get(f"/sign-in/with/{key}/answer/", {name: code, "state": asked["state"]})


def known(cast, **fields):
    User.objects.filter(pk=cast.wang.pk).update(**fields)


def test_buttons_are_there_only_for_what_is_configured(db, settings, idp):
    assert [p["key"] for p in Client().get("/sign-in/").context["providers"]] == ["wecom", "dingtalk", "feishu", "oidc"]
    settings.SIGN_IN_PLATFORMS = {"oidc": {"issuer": "https://x", "client_id": "only"}}
    assert Client().get("/sign-in/").context["providers"] == []
    assert Client().get("/sign-in/with/oidc/").status_code == 404


def test_oidc_lets_in_the_person_with_the_verified_address_and_remembers_him(cast, idp):
    known(cast, email="Wang@Example.com")
    client, asked = leave(idp, "oidc")
    assert (asked["response_type"], asked["code_challenge_method"], asked["scope"]) == (
        "code", "S256", "openid profile email phone",
    )  # fmt: skip
    assert back(client, "oidc", asked)["Location"] == "/customers/"
    assert client.get("/me/").context["person"].username == "wang"
    assert PlatformIdentity.objects.get().subject == "u-1"
    known(cast, email="")
    idp.claims = {"email": None, "email_verified": None}
    client, asked = leave(idp, "oidc")
    assert back(client, "oidc", asked)["Location"] == "/customers/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"}, {"nonce": None}, {"aud": "other-client"}, {"aud": ["ltc", "other"]},
        {"iss": "https://evil.example"}, {"exp": 1}, {"iat": 4_000_000_000}, {"sub": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_not_for_us_not_of_now_or_not_asked_for_is_refused(cast, idp, wrong):
    known(cast, email="wang@example.com")
    client, asked = leave(idp, "oidc")
    idp.claims = wrong
    assert back(client, "oidc", asked).status_code == 422
    assert "_auth_user_id" not in client.session
    assert SignInEvent.objects.get().why == "platform"


def test_a_token_signed_by_another_key_or_by_none_is_refused(cast, idp):
    known(cast, email="wang@example.com")
    for key, algorithm in ((idp.other, "RS256"), ("ltc-secret-that-is-long-enough-for-hs256", "HS256"), (None, "none")):
        idp.signs_with, idp.algorithm = key, algorithm
        client, asked = leave(idp, "oidc")
        assert back(client, "oidc", asked).status_code == 422, algorithm


def test_another_state_a_second_use_and_no_leaving_are_refused(cast, idp):
    known(cast, email="wang@example.com")
    client, asked = leave(idp, "oidc")
    assert back(client, "oidc", {"state": "guessed"}).status_code == 422
    assert back(client, "oidc", asked).status_code == 422
    client, asked = leave(idp, "oidc")
    assert back(Client(), "oidc", asked).status_code == 422
    assert back(client, "feishu", asked).status_code == 422


def test_an_address_the_platform_does_not_vouch_for_finds_nobody(cast, idp):
    known(cast, email="wang@example.com")
    idp.claims = {"email_verified": False}
    client, asked = leave(idp, "oidc")
    assert back(client, "oidc", asked).status_code == 422
    assert SignInEvent.objects.get().why == "unknown_person"
    assert not PlatformIdentity.objects.exists()


def test_unknown_people_get_a_sentence_and_no_account(cast, idp):
    before = User.objects.count()
    client, asked = leave(idp, "oidc")
    answer = back(client, "oidc", asked)
    assert (answer.status_code, User.objects.count()) == (422, before)
    assert answer.context["trouble"]


def test_who_left_does_not_come_in_through_a_platform(cast, idp):
    known(cast, email="wang@example.com")
    client, asked = leave(idp, "oidc")
    back(client, "oidc", asked)
    known(cast, is_active=False)
    client, asked = leave(idp, "oidc")
    assert back(client, "oidc", asked).status_code == 422


def test_dingtalk_finds_by_the_mobile_number_and_notices_learn_where_to_write(cast, idp):
    known(cast, phone=PHONE)
    client, asked = leave(idp, "dingtalk")
    assert (asked["scope"], asked["prompt"]) == ("openid", "consent")
    assert back(client, "dingtalk", asked, name="authCode")["Location"] == "/customers/"
    assert Address.objects.get(person=cast.wang, way="dingtalk").value == "unionid:du"


def test_dingtalk_of_another_company_is_refused_where_one_is_named(cast, idp, settings):
    known(cast, phone=PHONE)
    settings.SIGN_IN_PLATFORMS["dingtalk"]["corp_id"] = "mycorp"
    client, asked = leave(idp, "dingtalk")
    assert back(client, "dingtalk", asked, name="authCode").status_code == 422


def test_feishu_finds_by_number_or_company_mail_never_by_the_private_one(cast, idp):
    known(cast, email="private@example.com")
    client, asked = leave(idp, "feishu")
    assert back(client, "feishu", asked).status_code == 422
    known(cast, email="wang@corp.example")
    idp.member = {"enterprise_email": "wang@corp.example"}
    client, asked = leave(idp, "feishu")
    assert back(client, "feishu", asked)["Location"] == "/customers/"
    assert Address.objects.get(person=cast.wang, way="feishu").value == "ou_1"


def test_wecom_by_qr_code_and_inside_the_app(cast, idp):
    known(cast, phone=PHONE)
    client, asked = leave(idp, "wecom")
    assert (asked["login_type"], asked["appid"], asked["agentid"]) == ("CorpApp", "ww1", "1000002")
    assert back(client, "wecom", asked)["Location"] == "/customers/"
    client, asked = leave(idp, "wecom", headers={"User-Agent": "Mozilla wxwork/4.1"})
    assert asked["scope"] == "snsapi_privateinfo"
    assert back(client, "wecom", asked)["Location"] == "/customers/"
    assert [path for path, _given in idp.seen].count("/cgi-bin/gettoken") == 1


def test_wecom_knows_members_only_and_a_code_once(cast, idp):
    known(cast, phone=PHONE)
    client, asked = leave(idp, "wecom")
    assert back(client, "wecom", asked, code="used").status_code == 422
    idp.member = {"userid": None, "openid": "stranger"}
    client, asked = leave(idp, "wecom")
    assert back(client, "wecom", asked).status_code == 422


def test_one_links_ones_own_account_and_nobody_elses(cast, idp, page):
    client, asked = leave(idp, "wecom")
    assert back(client, "wecom", asked).status_code == 422
    mine = page("wang")
    answer = mine.get("/me/security/platforms/wecom/")
    asked = {n: v[0] for n, v in parse_qs(urlsplit(answer["Location"]).query).items()}
    assert back(mine, "wecom", asked)["Location"] == "/me/security/"
    client, asked = leave(idp, "wecom")
    assert back(client, "wecom", asked)["Location"] == "/customers/"
    other = page("li")
    answer = other.get("/me/security/platforms/wecom/")
    asked = {n: v[0] for n, v in parse_qs(urlsplit(answer["Location"]).query).items()}
    back(other, "wecom", asked)
    identity = PlatformIdentity.objects.get()
    assert identity.person == cast.wang
    other.post(f"/me/security/platforms/{identity.pk}/removal/")
    assert PlatformIdentity.objects.exists()
    mine.post(f"/me/security/platforms/{identity.pk}/removal/")
    assert not PlatformIdentity.objects.exists()


def test_a_platform_that_does_not_answer_is_a_sentence(cast, settings):
    settings.SIGN_IN_PLATFORMS = {
        "oidc": {"issuer": "http://127.0.0.1:9", "client_id": "a", "client_secret": "b"},
    }
    answer = Client().get("/sign-in/with/oidc/")
    assert (answer.status_code, bool(answer.context["trouble"])) == (422, True)
