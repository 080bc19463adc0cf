"""A record's paper as an answer: what every area's print address calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing import frozen, word
from leadtocash.foundation.printing.common import head_values, letterhead
from leadtocash.foundation.printing.papers import PDF, Paper, foot_of, form_of, printed_by
from leadtocash.foundation.web.acting import person_of


def printed(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A record's paper to look at: `?template=` another layout than the default, `?version=` an older one of it."""
    form, person = form_of(code), person_of(request)
    asked = (request.GET.get("template", ""), request.GET.get("version", ""))
    return answer(frozen.printed(form, form.record(person, pk), *asked, person=person, now=timezone.now()))


@require_GET
def final(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The paper as it was decided: the file that was kept then."""
    return kept_answer(code, pk, person_of(request))


def kept_answer(code: str, pk: int, person: User) -> HttpResponse:
    """The file kept when the paper was decided, else 404. Raises RuleError when it is not what was kept."""
    form = form_of(code)
    found = frozen.seen(form, form.record(person, pk), person)
    if found is None:
        raise Http404
    return _file(frozen.checked(found), found.name)


@require_GET
def paper(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The same under one address for all forms."""
    return printed(request, code, pk)


def answer(paper: Paper) -> HttpResponse:
    """The file, opened in the browser where it can show it."""
    return _file(paper.data(), paper.file_name)


def _file(data: bytes, name: str) -> HttpResponse:
    is_word = name.endswith(".docx")
    response = HttpResponse(data, content_type=word.CONTENT_TYPE if is_word else PDF)
    how = "attachment" if is_word else "inline"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(name)}"
    return response


def pdf_response(template: str, context: Mapping[str, Any], *, name: str, person: User | None = None) -> HttpResponse:
    """A paper that belongs to no single record (handbook, a process): a Django layout under the same letterhead."""
    head = letterhead()
    foot = foot_of(printed_by(person, timezone.now()), "", head.foot) if person else head.foot
    return answer(Paper(name, render_to_string(template, {**head_values(head), "foot": foot, **context})))
