"""Files in an S3-compatible bucket instead of a folder: `LEADTOCASH_STORAGE=s3://bucket/prefix?endpoint=…&region=…`.

The keys come by LEADTOCASH_S3_KEY and LEADTOCASH_S3_SECRET, or as everywhere by AWS_ACCESS_KEY_ID and the rest. The
bucket stays closed: files go through the program, which looks at who asks; no address of the bucket is ever given out.
"""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from leadtocash.config.sentences import PlainError


def storage(url: str) -> dict[str, Any]:
    """Django's storage setting for this address. Raises PlainError for one that cannot be understood."""
    parts = urlsplit(url)
    said = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.hostname or set(said) - {"endpoint", "region"}:
        raise PlainError("LEADTOCASH_STORAGE is not s3://bucket/prefix?endpoint=…&region=…")
    options: dict[str, Any] = {
        "bucket_name": parts.hostname,
        "location": parts.path.strip("/"),
        "endpoint_url": said.get("endpoint") or None,
        "region_name": said.get("region") or None,
        "access_key": os.environ.get("LEADTOCASH_S3_KEY") or None,
        "secret_key": os.environ.get("LEADTOCASH_S3_SECRET") or None,
        "addressing_style": "path" if said.get("endpoint") else "auto",
        "signature_version": "s3v4",
        "default_acl": None,
        "file_overwrite": False,
        "querystring_auth": True,
        "max_memory_size": 1 << 20,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
