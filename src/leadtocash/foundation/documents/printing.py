"""Forms on paper: HTML becomes a PDF with Chinese type, page numbers and signature boxes.

What a form looks like, and which records have one, is the matter of `foundation/printing`.
"""

from __future__ import annotations

import atexit
import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from threading import Lock, Timer
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from leadtocash.foundation.documents.layout import receive, send
from leadtocash.foundation.kernel.errors import RuleError

SECONDS = 60  # of a single document; a long sign-off sheet takes five
MORE_SECONDS = 5  # for each further one
log = logging.getLogger(__name__)
_one_at_a_time = Lock()


class Printer:
    """The process that sets type, kept for the next form. Raises OSError where the server lacks the library."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "leadtocash.foundation.documents.layout"]
        self.process = subprocess.Popen(  # noqa: S603 - a fixed command
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._asks, self._answers = cast(BinaryIO, self.process.stdin), cast(BinaryIO, self.process.stdout)
        said = self._answer(SECONDS)
        if said != b"ready":
            self.close()
            raise OSError(said.decode(errors="replace"))

    def lay_out(self, html: str) -> bytes:
        """Lay out one document."""
        return self.lay_out_all([html])

    def lay_out_all(self, documents: Sequence[str]) -> bytes:
        """Lay out several documents as one PDF. Raises RuleError for what cannot be laid out in time."""
        try:
            send(self._asks, json.dumps(list(documents)).encode())
            laid_out = self._answer(SECONDS + MORE_SECONDS * (len(documents) - 1))
        except BrokenPipeError:
            laid_out = b""
        if laid_out.startswith(b"%PDF"):
            return laid_out
        if not laid_out:
            self.close()
            raise RuleError(_("This paper is too large to be laid out."), code="printing-too-large")
        log.error("a form was not laid out: %s", laid_out[:500].decode(errors="replace"))
        raise RuleError(_("This paper cannot be laid out: its template is faulty."), code="printing-faulty")

    def _answer(self, seconds: float) -> bytes:
        """What the process answers, nothing when it ended or had to be ended."""
        timer = Timer(seconds, self.process.kill)
        timer.start()
        try:
            return receive(self._answers)
        finally:
            timer.cancel()

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()


@cache
def _printer() -> Printer:
    printer = Printer()
    atexit.register(printer.close)
    return printer


def _ready() -> Printer:
    printer = _printer()
    if printer.is_alive:
        return printer
    atexit.unregister(printer.close)
    _printer.cache_clear()
    return _printer()


def pdf(html: str) -> bytes:
    """Lay one HTML document out as PDF. No address outside is ever read.

    RuleError `printing-off` where the server lacks the library that lays out type.
    """
    return _laid_out([html])


def pdf_of_all(documents: Sequence[str]) -> bytes:
    """Several as one PDF; each keeps its own page numbers."""
    return _laid_out(documents)


def _laid_out(documents: Sequence[str]) -> bytes:
    with _one_at_a_time:
        try:
            printer = _ready()
        except OSError as error:
            raise RuleError(
                _("This server cannot make PDF files: Pango is missing. Please tell the administrator."),
                code="printing-off",
            ) from error
        return printer.lay_out(documents[0]) if len(documents) == 1 else printer.lay_out_all(documents)
