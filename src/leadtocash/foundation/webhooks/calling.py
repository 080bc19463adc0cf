"""One call to an endpoint: https, a checked address, no redirects, fifteen seconds."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel import outgoing

TIME_LIMIT = 15.0
MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Outcome:
    """status: of HTTP, 0 when there was no answer; answer: its beginning; wait: seconds the receiver asks for."""

    status: int = 0
    answer: str = ""
    error: str = ""
    wait: int = 0
    milliseconds: int = 0

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


def checked(url: str) -> str:
    """An address as it is kept. Raises ValidationError: https only, with a host, without user name."""
    url = url.strip()
    try:
        parts = urlsplit(url)
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        raise ValidationError({"url": [_("This is no address.")]}) from None
    if not parts.hostname or not port_is_number or parts.username or not url.isascii() or not url.isprintable():
        raise ValidationError({"url": [_("This is no address.")]})
    if parts.scheme != "https" and not _is_own(parts.hostname):
        raise ValidationError({"url": [_("Messages are only handed over encrypted (https).")]})
    return url


def call(url: str, headers: Mapping[str, str], body: str) -> Outcome:
    """Post the body. Whatever happens is told in the outcome."""
    started = time.monotonic()
    status, answer, error, wait = 0, "", "", 0
    try:
        status, answer, wait = _posted(url, headers, body)
    except ValidationError as refused:
        error = " ".join(refused.messages)
    except outgoing.NotFound as missing:
        error = _("The name %(host)s was not found.") % {"host": missing}
    except outgoing.OwnNetwork as inside:
        error = _("%(host)s lies in the own network; messages do not go there.") % {"host": inside}
    except urllib3.exceptions.SSLError:
        error = _("%(host)s showed a certificate that is not in order.") % {"host": urlsplit(url).hostname}
    except urllib3.exceptions.HTTPError:
        error = _("%(host)s was not reached, or did not answer in time.") % {"host": urlsplit(url).hostname}
    if not error and not 200 <= status < 300:
        error = _("It was not taken (HTTP %(status)s).") % {"status": status}
    return Outcome(status, answer, error, wait, round((time.monotonic() - started) * 1000))


def _posted(url: str, headers: Mapping[str, str], body: str) -> tuple[int, str, int]:
    parts = urlsplit(checked(url))
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = outgoing.address_of(host, port, own=_is_own(host))
    sent = {"Host": parts.netloc, "Content-Type": "application/json", "User-Agent": "lead-to-cash", **headers}
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with outgoing.pool(parts.scheme, host, port, address, urllib3.Timeout(total=TIME_LIMIT)) as pool:
        raw = body.encode()
        answer = pool.urlopen("POST", target, body=raw, headers=sent, redirect=False, preload_content=False)
        text = answer.read(MOST_BYTES, decode_content=True).decode("utf-8", "replace").replace("\0", "")
        wait = answer.headers.get("Retry-After", "")
        return answer.status, text[:1000], min(int(wait), 86_400) if wait.isdecimal() else 0


def _is_own(host: str) -> bool:
    return host in settings.WEBHOOK_OWN_HOSTS
