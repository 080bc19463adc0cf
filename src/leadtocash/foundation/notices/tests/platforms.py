"""A stand-in for WeCom, DingTalk and Feishu: it checks keys, tokens and signatures by its own reckoning.

Nothing of the product is imported here; signatures are computed in another way than the product does.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

WECOM_KEY, CORPID, WECOM_SECRET, AGENT = "robot-key-1", "ww01", "wecom-secret", 1000002
DING_TOKEN, DING_SIGN, APPKEY, APPSECRET, AGENT_ID = "ding-token", "SECding", "dingapp", "ding-secret", 77
HOOK, FEISHU_SIGN, APP_ID, APP_SECRET = "hook-1-2", "feishu-sign", "cli_1", "feishu-secret"
ADDRESS = {"wecom": "lisi", "dingtalk": "ding-li", "feishu": "ou_li"}


def hmac_sha256(key: bytes, text: bytes) -> bytes:
    """HMAC by its definition (RFC 2104), not by the library the product uses."""
    import hashlib

    key = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in key) + text).digest()
    return hashlib.sha256(bytes(b ^ 0x5C for b in key) + inner).digest()


class Platforms:
    """Runs on a free port; `sent` is what was accepted, `plan` overrides the next answers."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.calls: list[str] = []
        self.plan: deque[Any] = deque()
        self.tokens = 0
        self.valid: set[str] = set()
        self.hold = 0.0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self, {})

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.answer(self, json.loads(raw) if raw else {})

            def log_message(self, *_args: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler: Any, body: dict[str, Any]) -> None:
        parts = urlsplit(handler.path)
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        self.calls.append(parts.path)
        status, reply, headers = 200, None, {}
        is_token = "token" in parts.path
        if self.plan and not is_token:
            step = self.plan.popleft()
            if step == "hang":
                time.sleep(self.hold)
                return
            if step == "break":
                handler.connection.close()
                return
            status, reply, headers = step if isinstance(step, tuple) else (200, step, {})
        if reply is None:
            reply = self.route(parts.path, query, body, handler.headers)
        raw = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(raw)))
        handler.end_headers()
        handler.wfile.write(raw)

    def route(self, path: str, query: dict[str, str], body: dict[str, Any], headers: Any) -> dict[str, Any]:
        parts = {
            "/cgi-bin/webhook/send": self.wecom_robot,
            "/cgi-bin/gettoken": self.wecom_token,
            "/cgi-bin/message/send": self.wecom_app,
            "/robot/send": self.ding_robot,
            "/gettoken": self.ding_token,
            "/topapi/user/getbyunionid": self.ding_user,
            "/topapi/message/corpconversation/asyncsend_v2": self.ding_app,
            f"/open-apis/bot/v2/hook/{HOOK}": self.feishu_robot,
            "/open-apis/auth/v3/tenant_access_token/internal": self.feishu_token,
            "/open-apis/im/v1/messages": self.feishu_app,
        }
        known = parts.get(path)
        return known(query, body, headers) if known else {"code": 19001, "msg": "param invalid"}

    def wecom_robot(self, query: Any, body: Any, _headers: Any) -> dict[str, Any]:
        if query.get("key") != WECOM_KEY:
            return {"errcode": 93000, "errmsg": "invalid webhook url"}
        assert len(body["markdown"]["content"].encode()) <= 4096
        return self.accept("wecom_robot", body["markdown"]["content"], {"errcode": 0, "errmsg": "ok"})

    def wecom_token(self, query: Any, _body: Any, _headers: Any) -> dict[str, Any]:
        if query.get("corpid") != CORPID:
            return {"errcode": 40013, "errmsg": "invalid corpid"}
        if query.get("corpsecret") != WECOM_SECRET:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        return {"errcode": 0, "errmsg": "ok", "access_token": self.token("w"), "expires_in": 7200}

    def wecom_app(self, query: Any, body: Any, _headers: Any) -> dict[str, Any]:
        if query.get("access_token") not in self.valid:
            return {"errcode": 42001, "errmsg": "access_token expired"}
        if body["agentid"] != AGENT:
            return {"errcode": 40056, "errmsg": "invalid agentid"}
        card = body["textcard"]
        assert len(card["title"].encode()) <= 128
        assert len(card["description"].encode()) <= 512
        if body["touser"] != ADDRESS["wecom"]:
            return {"errcode": 0, "errmsg": "ok", "invaliduser": body["touser"].lower()}
        return self.accept("wecom_app", f"{card['title']} {card['description']} {card['url']}",
                           {"errcode": 0, "errmsg": "ok", "msgid": "m1"})  # fmt: skip

    def ding_robot(self, query: Any, body: Any, _headers: Any) -> dict[str, Any]:
        if query.get("access_token") != DING_TOKEN:
            return {"errcode": 300001, "errmsg": "token is not exist"}
        stamp = query.get("timestamp", "0")
        wanted = base64.b64encode(hmac_sha256(DING_SIGN.encode(), f"{stamp}\n{DING_SIGN}".encode())).decode()
        if abs(time.time() * 1000 - int(stamp)) > 3_600_000 or query.get("sign") != wanted:
            return {"errcode": 310000, "errmsg": "sign not match"}
        return self.accept("dingtalk_robot", body["markdown"]["text"], {"errcode": 0, "errmsg": "ok"})

    def ding_token(self, query: Any, _body: Any, _headers: Any) -> dict[str, Any]:
        if (query.get("appkey"), query.get("appsecret")) != (APPKEY, APPSECRET):
            return {"errcode": 40089, "errmsg": "invalid appkey or appsecret"}
        return {"errcode": 0, "errmsg": "ok", "access_token": self.token("d"), "expires_in": 7200}

    def ding_user(self, query: Any, body: Any, _headers: Any) -> dict[str, Any]:
        if query.get("access_token") not in self.valid or body != {"unionid": "u-li"}:
            return {"errcode": 60121, "errmsg": "user not found"}
        return {"errcode": 0, "result": {"contact_type": 0, "userid": ADDRESS["dingtalk"]}}

    def ding_app(self, query: Any, body: Any, _headers: Any) -> dict[str, Any]:
        if query.get("access_token") not in self.valid:
            return {"errcode": 88, "sub_code": "40014", "sub_msg": "bad token"}
        if body["userid_list"] != ADDRESS["dingtalk"]:
            return {"errcode": 33012, "errmsg": "invalid userid"}
        card = body["msg"]["action_card"]
        return self.accept("dingtalk_app", f"{card['markdown']} {card['single_url']}", {"errcode": 0, "task_id": 256})

    def feishu_robot(self, _query: Any, body: Any, _headers: Any) -> dict[str, Any]:
        stamp = body.get("timestamp", "0")
        wanted = base64.b64encode(hmac_sha256(f"{stamp}\n{FEISHU_SIGN}".encode(), b"")).decode()
        if abs(time.time() - int(stamp)) > 3600 or body.get("sign") != wanted:
            return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}
        return self.accept("feishu_robot", json.dumps(body["card"], ensure_ascii=False), {"code": 0, "msg": "success"})

    def feishu_token(self, _query: Any, body: Any, _headers: Any) -> dict[str, Any]:
        if body != {"app_id": APP_ID, "app_secret": APP_SECRET}:
            return {"code": 10014, "msg": "app secret invalid"}
        return {"code": 0, "msg": "ok", "tenant_access_token": self.token("t"), "expire": 7200}

    def feishu_app(self, query: Any, body: Any, headers: Any) -> dict[str, Any]:
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.valid:
            return {"code": 99991663, "msg": "Invalid access token"}
        if query["receive_id_type"] != "open_id" or body["receive_id"] != ADDRESS["feishu"]:
            return {"code": 230013, "msg": "Bot has NO availability to this user."}
        assert len(body["uuid"]) <= 50
        return self.accept("feishu_app", body["content"], {"code": 0, "data": {"message_id": "om_1"}})

    def token(self, prefix: str) -> str:
        self.tokens += 1
        value = f"{prefix}{self.tokens}"
        self.valid.add(value)
        return value

    def accept(self, kind: str, text: str, reply: dict[str, Any]) -> dict[str, Any]:
        self.sent.append({"kind": kind, "text": text})
        return reply
