"""Forms on paper: an HTML layout becomes a PDF with Chinese type, page numbers and signature boxes."""

from __future__ import annotations

import atexit
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.documents import libraries, typefaces
from leadtocash.foundation.kernel.errors import RuleError

_one_at_a_time = Lock()  # the type engine is not made for several threads


class Printer:
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

    def lay_out(self, html: str) -> bytes:
        """Lay out one document."""
        rare = typefaces.rare_faces(html)
        for family, faces in rare.items():
            if family not in self.added:
                self._style(faces)
                self.added.add(family)
        families = ", ".join(f'"{family}"' for family in (typefaces.FAMILY, *rare))
        own = self._style(f"html {{ font-family: {families}, sans-serif; }}")
        document = self.html(string=html, base_url=None, url_fetcher=self.fetcher)
        laid_out: bytes = document.write_pdf(stylesheets=[self.sheet, own], font_config=self.fonts)
        return laid_out

    def _style(self, text: str) -> Any:
        return self.css(string=text, font_config=self.fonts, url_fetcher=self.fetcher)


@cache
def _printer() -> Printer:
    atexit.register(_printer.cache_clear)  # the font files it unpacked are removed with it
    return Printer()


def pdf(template: str, context: dict[str, Any]) -> bytes:
    """Lay a form out as PDF. The template extends documents/print.html; no address outside is ever read.

    RuleError `printing-off` where the server lacks the library that lays out type.
    """
    html = render_to_string(template, context)
    with _one_at_a_time:
        try:
            printer = _printer()
        except OSError as error:
            raise RuleError(
                _("This server cannot make PDF files: Pango is missing. Please tell the administrator."),
                code="printing-off",
            ) from error
        return printer.lay_out(html)


def company_name() -> str:
    """The company as its papers name it: the headquarters at the top of the organisation."""
    top = Department.objects.filter(parent=None, is_active=True).order_by("pk").first()
    return top.name if top else ""


def pdf_response(template: str, context: dict[str, Any], *, name: str) -> HttpResponse:
    """A form as a PDF to look at in the browser, with the company's name, saved as `name`.pdf."""
    response = HttpResponse(pdf(template, {"company": company_name(), **context}), content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}.pdf"
    return response
