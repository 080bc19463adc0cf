"""A local identity server for tests: OIDC with discovery and signed tokens, and the sign-in endpoints of DingTalk,
Feishu and WeCom with the shapes they answer in."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa


def _key(kid: str) -> tuple[Any, dict[str, Any]]:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key()))
    return private, {**public, "kid": kid, "use": "sig", "alg": "RS256"}


class IdentityServer:
    """Answers as told: `claims` changes the id_token, `member` what the platforms know; `seen` is what was asked."""

    def __init__(self) -> None:
        self.private, self.public = _key("one")
        self.other, _public = _key("one")
        self.claims: dict[str, Any] = {}
        self.member: dict[str, Any] = {}
        self.headers = {"kid": "one"}
        self.signs_with: Any = self.private
        self.algorithm = "RS256"
        self.nonce = self.challenge = ""
        self.seen: list[tuple[str, dict[str, Any]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_args: Any) -> None:
                pass

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                self._answer(parts.path, {k: v[0] for k, v in parse_qs(parts.query).items()})

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                is_json = "json" in self.headers.get("Content-Type", "")
                given = json.loads(raw) if is_json else {k: v[0] for k, v in parse_qs(raw).items()}
                query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
                self._answer(urlsplit(self.path).path, {**query, **given})

            def _answer(self, path: str, given: dict[str, Any]) -> None:
                lower = {name.lower(): value for name, value in self.headers.items()}
                outer.seen.append((path, given))
                status, body = outer.answer(path, given, lower)
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, path: str, given: dict[str, Any], headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        routes = {
            "/.well-known/openid-configuration": self.discovery,
            "/token": self.token,
            "/jwks": lambda *_: (200, {"keys": [self.public]}),
            "/v1.0/oauth2/userAccessToken": self.dingtalk_token,
            "/v1.0/contact/users/me": self.dingtalk_me,
            "/open-apis/authen/v2/oauth/token": self.feishu_token,
            "/open-apis/authen/v1/user_info": self.feishu_me,
            "/cgi-bin/gettoken": self.wecom_token,
            "/cgi-bin/auth/getuserinfo": self.wecom_me,
            "/cgi-bin/auth/getuserdetail": self.wecom_detail,
        }
        route = routes.get(path)
        return route(given, headers) if route else (404, {"error": "not_found"})

    # ------------------------------------------------------------ OIDC
    def discovery(self, _given: Any, _headers: Any) -> tuple[int, dict[str, Any]]:
        return 200, {
            "issuer": self.url, "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token", "jwks_uri": f"{self.url}/jwks",
        }  # fmt: skip

    def token(self, given: dict[str, Any], headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        basic = base64.b64encode(b"ltc:ltc-secret").decode()
        if headers.get("authorization") != f"Basic {basic}" or given.get("code") != "good":
            return 400, {"error": "invalid_grant"}
        if challenge.rstrip(b"=").decode() != self.challenge:
            return 400, {"error": "invalid_grant", "error_description": "PKCE"}
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": "ltc", "sub": "u-1", "iat": now, "exp": now + 300, "nonce": self.nonce,
            "name": "王敏", "email": "wang@example.com", "email_verified": True, **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.signs_with
        made = jwt.encode(claims, key, algorithm=self.algorithm, headers=self.headers)
        return 200, {"access_token": "at", "token_type": "Bearer", "expires_in": 300, "id_token": made}

    # ------------------------------------------------------------ DingTalk
    def dingtalk_token(self, given: dict[str, Any], _headers: Any) -> tuple[int, dict[str, Any]]:
        right = {"clientId": "ding1", "clientSecret": "s", "code": "good", "grantType": "authorization_code"}
        if given != right:
            return 400, {"code": "invalidParameter.authCode.notFound", "message": "code", "requestid": "r"}
        return 200, {"accessToken": "dt", "refreshToken": "dr", "expireIn": 7200, "corpId": "dingcorp"}

    def dingtalk_me(self, _given: Any, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if headers.get("x-acs-dingtalk-access-token") != "dt":
            return 403, {"code": "Forbidden.AccessDenied.AccessTokenPermissionDenied"}
        me = {
            "nick": "小王",
            "avatarUrl": "",
            "mobile": "13800000001",
            "openId": "do",
            "unionId": "du",
            "stateCode": "86",
        }
        return 200, {**me, **self.member}

    # ------------------------------------------------------------ Feishu
    def feishu_token(self, given: dict[str, Any], _headers: Any) -> tuple[int, dict[str, Any]]:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        if given.get("code") != "good" or challenge.rstrip(b"=").decode() != self.challenge:
            return 400, {"code": 20003, "error": "invalid_grant", "error_description": "code"}
        return 200, {"code": 0, "access_token": "ft", "expires_in": 7200, "token_type": "Bearer", "scope": ""}

    def feishu_me(self, _given: Any, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if headers.get("authorization") != "Bearer ft":
            return 401, {"code": 99991663, "msg": "token invalid"}
        me = {
            "name": "王敏", "en_name": "", "open_id": "ou_1", "union_id": "on_1", "email": "private@example.com",
            "enterprise_email": "", "user_id": "5d9b", "mobile": "+8613800000001", "tenant_key": "tenant1",
        }  # fmt: skip
        return 200, {"code": 0, "msg": "success", "data": {**me, **self.member}}

    # ------------------------------------------------------------ WeCom
    def wecom_token(self, given: dict[str, Any], _headers: Any) -> tuple[int, dict[str, Any]]:
        if given != {"corpid": "ww1", "corpsecret": "s"}:
            return 200, {"errcode": 40001, "errmsg": "invalid credential"}
        return 200, {"errcode": 0, "errmsg": "ok", "access_token": "wt", "expires_in": 7200}

    def wecom_me(self, given: dict[str, Any], _headers: Any) -> tuple[int, dict[str, Any]]:
        if given != {"access_token": "wt", "code": "good"}:
            return 200, {"errcode": 40029, "errmsg": "invalid code"}
        me = {"errcode": 0, "errmsg": "ok", "userid": "WangMin", "user_ticket": "ticket", **self.member}
        return 200, {name: value for name, value in me.items() if value is not None}

    def wecom_detail(self, given: dict[str, Any], _headers: Any) -> tuple[int, dict[str, Any]]:
        if given != {"access_token": "wt", "user_ticket": "ticket"}:
            return 200, {"errcode": 41022, "errmsg": "missing user_ticket"}
        return 200, {"errcode": 0, "errmsg": "ok", "userid": "WangMin", "mobile": "13800000001", "biz_mail": ""}
