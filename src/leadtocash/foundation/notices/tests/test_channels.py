"""Each platform's client against a stand-in that checks keys, tokens and signatures itself."""

from __future__ import annotations

from typing import Any

import pytest

from leadtocash.foundation.notices.channels import calling, kinds, tokens
from leadtocash.foundation.notices.channels.base import Block, Message, Refused, Temporary, Unclear, cut
from leadtocash.foundation.notices.tests.conftest import CONFIG
from leadtocash.foundation.notices.tests.platforms import ADDRESS

pytestmark = pytest.mark.req("WFL-7")
MESSAGE = Message(
    title="合同评审 待审批", text="请审批：[点我](http://evil) <at id=all></at> 合同 1 号", heading="审批与待办",
    url="https://crm.example.com/notices/7/", button="去审批", key="1 notice-7", settings_url="https://crm.example.com/me/",
)  # fmt: skip
HTTP = [kind.code for kind in kinds.values() if kind.code != "mail"]


def send(code: str, message: Message = MESSAGE, address: str | None = None, **changes: str) -> str:
    kind = kinds.get(code)
    where = ADDRESS.get(kind.way, "") if address is None else address
    return kind.send(message, where, {**CONFIG[code], **changes})


@pytest.mark.parametrize("code", HTTP)
def test_a_message_arrives_with_its_link_and_what_is_no_link_stays_text(platforms: Any, code: str) -> None:
    send(code)
    (got,) = platforms.sent
    assert got["kind"] == code
    assert "https://crm.example.com/notices/7/" in got["text"]
    assert "](http://evil)" not in got["text"]
    assert "<at id=all>" not in got["text"]


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("wecom_robot", {"key": "other"}),
        ("wecom_app", {"secret": "other"}),
        ("wecom_app", {"corpid": "other"}),
        ("dingtalk_robot", {"access_token": "other"}),
        ("dingtalk_robot", {"secret": "SECother"}),
        ("dingtalk_robot", {"secret": ""}),
        ("dingtalk_app", {"appsecret": "other"}),
        ("feishu_robot", {"secret": "other"}),
        ("feishu_robot", {"hook": "other"}),
        ("feishu_app", {"app_secret": "other"}),
    ],
)
def test_a_wrong_key_is_refused_with_a_sentence_and_is_our_fault(
    platforms: Any, code: str, wrong: dict[str, str]
) -> None:
    with pytest.raises(Refused) as refusal:
        send(code, **wrong)
    assert refusal.value.ours
    assert len(refusal.value.sentence) > 8
    assert platforms.sent == []


@pytest.mark.parametrize("code", ["wecom_app", "dingtalk_app", "feishu_app"])
def test_an_unknown_person_is_refused_and_is_not_our_fault(platforms: Any, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        send(code, address="nobody")
    assert not refusal.value.ours


@pytest.mark.parametrize("code", ["wecom_app", "dingtalk_app", "feishu_app"])
def test_the_token_is_fetched_once_and_anew_only_when_it_has_expired(platforms: Any, code: str) -> None:
    send(code)
    send(code)
    assert platforms.tokens == 1
    platforms.valid.clear()
    send(code)
    assert (platforms.tokens, len(platforms.sent)) == (2, 3)


@pytest.mark.parametrize("code", ["wecom_app", "dingtalk_app", "feishu_app"])
def test_a_token_that_is_never_accepted_is_tried_twice_and_then_later(platforms: Any, code: str) -> None:
    bad = {"wecom_app": {"errcode": 42001}, "dingtalk_app": {"errcode": 42001}, "feishu_app": {"code": 99991663}}[code]
    platforms.plan.extend([bad, bad])
    with pytest.raises(Temporary):
        send(code)
    assert platforms.sent == []


def test_a_token_is_kept_until_shortly_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(tokens.time, "monotonic", lambda: now[0])
    given = iter(["a", "b"])
    assert tokens.token("x", "s", lambda: (next(given), 7200)) == "a"
    now[0] = 6899
    assert tokens.token("x", "s", lambda: (next(given), 7200)) == "a"
    now[0] = 6901
    assert tokens.token("x", "s", lambda: (next(given), 7200)) == "b"


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("wecom_robot", {"errcode": 45009, "errmsg": "api freq out of limit"}),
        ("dingtalk_robot", {"errcode": 410100, "errmsg": "too fast"}),
        ("dingtalk_app", {"errcode": 88, "sub_code": "90018", "sub_msg": "over"}),
        ("feishu_robot", {"code": 11232, "msg": "frequency limited"}),
        ("feishu_app", {"code": 230020, "msg": "rate"}),
        ("feishu_app", (429, {"code": 99991400}, {"x-ogw-ratelimit-reset": "40"})),
        ("wecom_app", (429, {}, {"Retry-After": "40"})),
    ],
)
def test_too_many_messages_is_temporary_and_says_how_long(platforms: Any, code: str, answer: Any) -> None:
    platforms.plan.append(answer)
    with pytest.raises(Temporary) as refusal:
        send(code)
    assert (refusal.value.wait or 0) >= 40


@pytest.mark.parametrize("code", HTTP)
def test_an_outage_is_temporary(platforms: Any, code: str) -> None:
    platforms.plan.append((503, b"<html>sorry</html>", {}))
    with pytest.raises(Temporary):
        send(code)


@pytest.mark.parametrize("code", HTTP)
@pytest.mark.parametrize("garbage", [b"<html>login of the hotel</html>", b"[]", b"", b"\xff\xfe", b"null"])
def test_an_answer_that_cannot_be_read_leaves_it_in_doubt(platforms: Any, code: str, garbage: bytes) -> None:
    platforms.plan.append((200, garbage, {}))
    with pytest.raises(Unclear):
        send(code)


@pytest.mark.parametrize("code", HTTP)
def test_a_line_that_breaks_leaves_it_in_doubt(platforms: Any, code: str) -> None:
    platforms.plan.append("break")
    with pytest.raises(Unclear):
        send(code)


def test_silence_ends_with_the_time_limit_and_leaves_it_in_doubt(
    platforms: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "TIME_LIMIT", calling.urllib3.Timeout(connect=0.5, read=0.2))
    platforms.hold = 1.0
    platforms.plan.append("hang")
    with pytest.raises(Unclear):
        send("wecom_robot")


@pytest.mark.parametrize("answer", [{"errcode": "0"}, {"errmsg": "ok"}, {"errcode": None}, {"errcode": True}])
def test_only_a_clear_yes_counts_as_sent(platforms: Any, answer: Any) -> None:
    platforms.plan.append(answer)
    with pytest.raises((Temporary, Refused)):
        send("wecom_robot")


def test_nobody_there_is_temporary(platforms: Any, settings: Any) -> None:
    url = platforms.url
    platforms.server.shutdown()
    platforms.server.server_close()
    settings.NOTICE_PLATFORMS = {**settings.NOTICE_PLATFORMS, "wecom": url}
    with pytest.raises(Temporary):
        send("wecom_robot")


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1:9", "https://10.1.2.3", "https://[::1]", "https://169.254.169.254", "https://localhost"]
)
def test_messages_never_go_into_the_own_network(settings: Any, url: str) -> None:
    settings.NOTICE_PLATFORMS = dict.fromkeys(("wecom", "dingtalk", "feishu"), url)
    with pytest.raises(Refused) as refusal:
        send("wecom_robot")
    assert refusal.value.ours


def test_nothing_is_handed_over_in_the_clear(settings: Any) -> None:
    settings.NOTICE_PLATFORMS = {**settings.NOTICE_PLATFORMS, "wecom": "http://qyapi.weixin.qq.com"}
    with pytest.raises(Refused, match="https"):
        send("wecom_robot")


def test_a_redirect_is_not_followed(platforms: Any) -> None:
    platforms.plan.append((302, b"", {"Location": f"{platforms.url}/cgi-bin/webhook/send"}))
    with pytest.raises(Unclear):
        send("wecom_robot")
    assert len(platforms.calls) == 1


@pytest.mark.parametrize("code", HTTP)
def test_a_long_digest_is_cut_to_what_the_platform_takes(platforms: Any, code: str) -> None:
    rows = tuple(
        (f"第 {n} 号项目的立项审批，请尽快处理" * 4, f"https://crm.example.com/{n}", "已超期") for n in range(200)
    )
    long = Message(
        title="今天 11-24：200 项待办", heading="李经理，早上好", text="200 项待办", url="https://crm.example.com/",
        button="打开", key="d", blocks=(Block("待办", rows, "另有 3 条"),),
    )  # fmt: skip
    send(code, long)
    assert len(platforms.sent) == 1


def test_text_is_cut_between_characters() -> None:
    assert cut("合同评审", 100) == "合同评审"
    assert cut("合同评审", 10) == "合同…"
    assert len(cut("合" * 5000, 4096).encode()) <= 4096


@pytest.mark.parametrize(
    ("code", "typed", "kept"),
    [
        ("wecom_robot", {"key": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc-1"}, {"key": "abc-1"}),
        ("dingtalk_robot", {"access_token": "https://oapi.dingtalk.com/robot/send?access_token=t1", "secret": "S"},
         {"access_token": "t1", "secret": "S"}),
        ("feishu_robot", {"hook": "https://open.feishu.cn/open-apis/bot/v2/hook/a-b", "secret": ""},
         {"hook": "a-b", "secret": ""}),
    ],
)  # fmt: skip
def test_a_pasted_webhook_address_becomes_its_key(code: str, typed: dict[str, str], kept: dict[str, str]) -> None:
    assert kinds.get(code).tidy(typed) == kept
