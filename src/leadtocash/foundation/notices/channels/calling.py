"""One HTTP call to a platform: time limits, no redirects, never into the own network, answers read with care."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3
from django.conf import settings
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel import outgoing
from leadtocash.foundation.notices.channels.base import Refused, Temporary, Unclear

TIME_LIMIT = urllib3.Timeout(connect=5.0, read=10.0)
MOST_BYTES = 256 * 1024


@dataclass(frozen=True)
class Reply:
    """The platform's answer: HTTP status and the JSON object in it."""

    status: int
    body: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A field as text, "" when it is missing."""
        value = self.body.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> int | None:
        """A field as a whole number, None when it is none."""
        value = self.body.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def base_of(platform: str) -> str:
    """The address of a platform's API, from the settings; other hosts are for tests and the company's own gateways."""
    return str(settings.NOTICE_PLATFORMS[platform]).rstrip("/")


def call(
    method: str,
    url: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Call and give the answer. Raises Temporary (not reached, overloaded), Unclear (broke off), Refused (address)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    target = (parts.path or "/") + (f"?{urlencode(query)}" if query else "")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    pool = _pool(parts.scheme, host, port)
    sent = {"Host": parts.netloc, "Content-Type": "application/json; charset=utf-8", **(headers or {})}
    raw = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
    try:
        return _reply(pool.urlopen(method, target, body=raw, headers=sent, redirect=False, preload_content=False))
    except (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError) as error:
        raise Temporary(_("%(host)s was not reached.") % {"host": host}) from error
    except urllib3.exceptions.SSLError as error:
        raise Temporary(_("%(host)s showed a certificate that is not in order.") % {"host": host}) from error
    except urllib3.exceptions.HTTPError as error:
        raise Unclear(_("%(host)s did not answer to the end; it may have arrived.") % {"host": host}) from error
    finally:
        pool.close()


def _pool(scheme: str, host: str, port: int) -> urllib3.HTTPConnectionPool:
    """A connection to a checked address of the host."""
    own = host in {urlsplit(url).hostname for url in settings.NOTICE_PLATFORMS_CHANGED}
    if scheme != "https" and not own:
        raise Refused(_("Messages are only handed over encrypted (https)."), ours=True)
    try:
        address = outgoing.address_of(host, port, own=own)
    except outgoing.NotFound as error:
        raise Temporary(_("The name %(host)s was not found.") % {"host": host}) from error
    except outgoing.OwnNetwork as error:
        words = _("%(host)s lies in the own network; messages do not go there.") % {"host": host}
        raise Refused(words, ours=True) from error
    return outgoing.pool(scheme, host, port, address, TIME_LIMIT)


def _reply(answer: urllib3.BaseHTTPResponse) -> Reply:
    raw = answer.read(MOST_BYTES, decode_content=True)
    answer.release_conn()
    wait = answer.headers.get("Retry-After") or answer.headers.get("x-ogw-ratelimit-reset") or ""
    if answer.status == 429:
        raise Temporary(_("Too many messages at once; the platform asks to wait."), wait=_seconds(wait) or 60)
    if answer.status >= 500:
        raise Temporary(_("The platform is out of order (HTTP %(status)s).") % {"status": answer.status})
    try:
        body = json.loads(raw)
    except (ValueError, UnicodeDecodeError):
        body = None
    if not isinstance(body, dict):
        raise Unclear(_("The answer (HTTP %(status)s) cannot be read; is something between us and the platform?")
                      % {"status": answer.status})  # fmt: skip
    return Reply(answer.status, body)


def _seconds(text: str) -> int | None:
    return min(int(text), 3600) if text.isdigit() else None
