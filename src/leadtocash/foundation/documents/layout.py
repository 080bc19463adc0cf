"""Setting type, in a process of its own: what takes too long or too much memory is ended, and no page waits for it.

    python -m leadtocash.foundation.documents.layout

Reads requests (four bytes of length, then JSON: a list of HTML documents) and answers each with one PDF that holds
them all, each with page numbers of its own: four bytes of length, then b"%PDF…" or what went wrong.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
from importlib.resources import files
from typing import Any, BinaryIO

from leadtocash.foundation.documents import libraries, typefaces

MEMORY = 3 << 30
LENGTH = struct.Struct(">I")


class Setter:
    """WeasyPrint with the type of the forms, set up once in a process."""

    def __init__(self) -> None:
        libraries.load()
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher, URLFetcherResponse

        class OwnType(URLFetcher):
            """Reads the font files; every other address is refused, whatever a form contains."""

            def fetch(self, url: str, headers: object = None) -> object:
                if url.startswith("data:image/"):
                    return super().fetch(url, headers)
                return URLFetcherResponse(url, typefaces.path_of(url).read_bytes())

        self.html, self.css = weasyprint.HTML, weasyprint.CSS
        self.fonts, self.fetcher = FontConfiguration(), OwnType(allowed_protocols=("data",))
        sheet = files("leadtocash.foundation.documents").joinpath("print.css").read_text(encoding="utf-8")
        self.sheet = self._style(typefaces.common_faces() + sheet)
        self.added: set[str] = set()

    def lay_out(self, documents: list[str]) -> bytes:
        """Lay out the documents, one after the other, as one PDF."""
        done = [self._document(html) for html in documents]
        pages = [page for document in done for page in document.pages]
        laid_out: bytes = done[0].copy(pages).write_pdf()
        return laid_out

    def _document(self, html: str) -> Any:
        rare = typefaces.rare_faces(html)
        for family, faces in rare.items():
            if family not in self.added:
                self._style(faces)
                self.added.add(family)
        families = ", ".join(f'"{family}"' for family in (typefaces.FAMILY, *rare))
        own = self._style(f"html {{ font-family: {families}, sans-serif; }}")
        document = self.html(string=html, base_url=None, url_fetcher=self.fetcher)
        return document.render(stylesheets=[self.sheet, own], font_config=self.fonts)

    def _style(self, text: str) -> Any:
        return self.css(string=text, font_config=self.fonts, url_fetcher=self.fetcher)


def send(stream: BinaryIO, data: bytes) -> None:
    """Write one message."""
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO) -> bytes:
    """Read one message; empty at the end of the stream."""
    head = stream.read(LENGTH.size)
    return stream.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else b""


def main() -> None:
    """Serve until the other side closes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    try:
        setter = Setter()
    except OSError as error:
        send(answers, f"off {error}".encode())
        return
    send(answers, b"ready")
    while asked := receive(sys.stdin.buffer):
        try:
            answer = setter.lay_out(json.loads(asked))
        except Exception as error:
            answer = f"{type(error).__name__}: {error}".encode()
        send(answers, answer)


if __name__ == "__main__":
    main()
