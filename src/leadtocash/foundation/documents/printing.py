"""Forms on paper: an HTML layout becomes a PDF with Chinese type, page numbers and signature boxes."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.template.loader import render_to_string


@cache
def _engine() -> tuple[Any, Any, Any]:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sheet = files("leadtocash.foundation.documents").joinpath("print.css")
    return HTML, CSS(filename=str(sheet), font_config=fonts), fonts


def pdf(template: str, context: dict[str, Any]) -> bytes:
    """Lay a form out as PDF. The template extends documents/print.html; no address outside is ever read."""
    html_of, sheet, fonts = _engine()
    html = render_to_string(template, context)
    document: bytes = html_of(string=html, base_url=None, url_fetcher=_no_fetch).write_pdf(
        stylesheets=[sheet], font_config=fonts
    )
    return document


def pdf_response(template: str, context: dict[str, Any], *, name: str) -> HttpResponse:
    """A form as a PDF to look at in the browser, named `name`.pdf when saved."""
    response = HttpResponse(pdf(template, context), content_type="application/pdf")
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}.pdf"
    return response


def _no_fetch(url: str, *args: Any, **kwargs: Any) -> Any:
    if url.startswith("data:"):
        from weasyprint import default_url_fetcher

        return default_url_fetcher(url, *args, **kwargs)
    raise ValueError("a printed form reads nothing from outside")
