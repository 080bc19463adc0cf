"""A draft on a real record, in a frame beside the editor."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.printing import checking, word
from leadtocash.foundation.printing.papers import Layout, form_of, of_draft, paper, shipped
from leadtocash.foundation.printing.registry import Form
from leadtocash.foundation.printing.samples import sample
from leadtocash.foundation.printing.sandbox import Fault
from leadtocash.foundation.printing.views.papers import answer
from leadtocash.foundation.printing.views.templates import guard, template_of
from leadtocash.foundation.web.acting import person_of

FRAMED = "default-src 'none'; style-src 'self'; font-src 'self'; img-src data:; frame-ancestors 'self'"
FRAMED_PDF = "frame-ancestors 'self'"


@xframe_options_sameorigin
@require_http_methods(["GET", "POST"])
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft, or what is posted as `source`, on the record chosen, else on sample values; nothing is kept."""
    guard(request)
    found = template_of(pk)
    layout = of_draft(found)
    if request.method == "POST" and not found.is_word:
        layout = Layout(source=request.POST.get("source", "").replace("\r\n", "\n"), name=layout.name)
    asked = request.POST if request.method == "POST" else request.GET
    return _preview(request, form_of(found.form), layout, asked.get("record", ""))


# The form's key belongs to saving; a preview may be asked for as often as one likes.
preview.counts_tries = True  # type: ignore[attr-defined]


@xframe_options_sameorigin
@require_http_methods(["GET"])
def preview_shipped(request: HttpRequest, code: str) -> HttpResponse:
    """The shipped layout on the record chosen."""
    guard(request)
    form = form_of(code)
    return _preview(request, form, shipped(form), request.GET.get("record", ""))


def _preview(request: HttpRequest, form: Form, layout: Layout, asked: str) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    faults: list[Any] = word.faults(layout.file, form) if layout.is_word else checking.faults(layout.source, form)
    if not faults:
        try:
            if asked.isdecimal() and len(asked) < 19:
                shown = paper(form, form.record(person, int(asked)), layout, person=person, now=now)
            else:
                shown = sample(form, layout, person=person, now=now)
            done = answer(shown)
            done["Content-Security-Policy"] = FRAMED_PDF
            return done
        except Fault as fault:
            faults = [fault]
        except RuleError as refusal:
            faults = [refusal.message]
    response = render(request, "printing/faults.html", {"faults": [str(fault) for fault in faults]}, status=422)
    response["Content-Security-Policy"] = FRAMED
    return response
