"""A record's paper as an answer: what every area's print address calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing.common import head_values, letterhead
from leadtocash.foundation.printing.papers import Paper, chosen, foot_of, form_of, made
from leadtocash.foundation.web.acting import person_of


def printed(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A record's paper to look at: `?template=` another layout than the default, `?version=` an older one of it."""
    form, person = form_of(code), person_of(request)
    layout = chosen(form, request.GET.get("template", ""), request.GET.get("version", ""))
    return answer(made(form, form.record(person, pk), layout, person=person, now=timezone.now()))


@require_GET
def paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The same under one address for all forms."""
    return printed(request, code, pk)


def answer(paper: Paper) -> HttpResponse:
    """The file, opened in the browser where it can show it."""
    response = HttpResponse(paper.data(), content_type=paper.content_type)
    how = "attachment" if paper.file else "inline"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(paper.file_name)}"
    return response


def pdf_response(template: str, context: Mapping[str, Any], *, name: str, person: User | None = None) -> HttpResponse:
    """A paper that belongs to no single record (handbook, a process): a Django layout under the same letterhead."""
    head = letterhead()
    foot = foot_of(person, timezone.now(), "", head.foot) if person else head.foot
    return answer(Paper(name, render_to_string(template, {**head_values(head), "foot": foot, **context})))
