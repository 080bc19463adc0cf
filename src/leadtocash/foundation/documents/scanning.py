"""The virus scanner: clamd by its INSTREAM protocol, or any command that reads the file from its input.

LEADTOCASH_SCANNER: `clamd://host:3310`, `clamd:///run/clamav/clamd.ctl`, or `command:/usr/bin/clamscan --no-summary -`
(0: clean, 1: infected, anything else: it could not be examined).
"""

from __future__ import annotations

import re
import shlex
import socket
import struct
import subprocess
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

_BLOCK, _SECONDS = 1 << 17, 60.0
_FOUND = re.compile(r":\s*(.+?)\s+FOUND\s*$", re.MULTILINE)


class ScannerDown(Exception):
    """The scanner does not answer, or could not examine the file; the text says why."""


def in_use() -> bool:
    """Is a scanner set?"""
    return bool(settings.SCANNER)


def finding_in(file: Any) -> str:
    """The name of the virus in a file; "" when it is clean. Raises ScannerDown."""
    file.seek(0)
    try:
        kind, _colon, rest = settings.SCANNER.partition(":")
        if kind == "command":
            return _by_command(file, shlex.split(rest))
        return _by_clamd(file, settings.SCANNER)
    except (OSError, subprocess.SubprocessError) as error:
        raise ScannerDown(str(error)) from error
    finally:
        file.seek(0)


def _by_clamd(file: Any, url: str) -> str:
    with _connected(url) as line:
        line.sendall(b"zINSTREAM\0")
        try:
            for block in _blocks(file):
                line.sendall(struct.pack("!L", len(block)) + block)
            line.sendall(struct.pack("!L", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # clamd hangs up when the file is too large for it, and says so
        answer = b"".join(iter(lambda: line.recv(4096), b"")).rstrip(b"\0").decode(errors="replace").strip()
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    if answer.endswith("OK"):
        return ""
    raise ScannerDown(answer or "no answer")


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 3310), timeout=_SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(_SECONDS)
    try:
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line


def _by_command(file: Any, command: list[str]) -> str:
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as running:  # noqa: S603
        try:
            content = b"".join(_blocks(file))
            said = running.communicate(content, timeout=_SECONDS)[0].decode(errors="replace").strip()
        except subprocess.TimeoutExpired:
            running.kill()
            raise
    if running.returncode == 0:
        return ""
    if running.returncode == 1:
        found = _FOUND.search(said)
        return (found[1] if found else said or "?")[:200]
    raise ScannerDown(said[:200] or f"exit {running.returncode}")


def _blocks(file: Any) -> Iterator[bytes]:
    return iter(lambda: file.read(_BLOCK), b"")
