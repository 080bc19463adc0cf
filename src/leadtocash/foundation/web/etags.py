"""ETags: the revision of a record and a digest of what was answered ("7-1f0c…"), of anything else the digest alone.

If-None-Match compares the whole, for what stands around a record may change without it; If-Match only the revision.
"""

from __future__ import annotations

import hashlib
import re

from django.utils.translation import gettext as _
from rest_framework.response import Response

from leadtocash.foundation.kernel.errors import Stale

_GIVEN = re.compile(r'(?:W/)?"?(\d{1,9})(?:-[0-9a-f]+)?"?')


def put(response: Response, seen: str) -> None:
    """Write the ETag of a rendered answer; 304 without a body where the client has it already (`seen`)."""
    digest = hashlib.sha256(response.content).hexdigest()[:16]
    revision = response.data.get("revision") if isinstance(response.data, dict) else None
    etag = f'"{digest}"' if revision is None else f'"{revision}-{digest}"'
    response.headers["ETag"] = etag
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if etag in {one.strip().removeprefix("W/") for one in seen.split(",")}:
        response.status_code, response.content = 304, b""


def revision_of(given: str) -> int | None:
    """The revision in an If-Match; None for "*". Raises Stale for what is none of ours."""
    if given == "*":
        return None
    found = _GIVEN.fullmatch(given)
    if found is None:
        raise Stale(_("This If-Match names no state of the record. Read it again, then act again."))
    return int(found[1])
