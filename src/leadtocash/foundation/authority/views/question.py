"""Who approves? The question with facts or a real document, and the answer of every edition one may read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from leadtocash.foundation.accounts import people
from leadtocash.foundation.accounts.models import Department, Role, User
from leadtocash.foundation.authority import explaining, matrix, queries, spelling
from leadtocash.foundation.authority.forms import QuestionForm
from leadtocash.foundation.authority.views.editions import by_document
from leadtocash.foundation.web.acting import person_of

SHOWN = 8


@require_GET
def question(request: HttpRequest) -> HttpResponse:
    """The form, documents to take as an example, and the answer with the table it comes from."""
    person = person_of(request)
    kind = request.GET.get("document", "")
    words = request.GET.get("words", "").strip()[:80]
    given = request.GET
    asked = bool(set(given) & {"amount", "margin", "contract_kind", "product_class", "credit_class", "department"})
    form = QuestionForm(given if asked else None, initial={"document": kind} if kind else {})
    context: dict[str, Any] = {"form": form, "kind": kind, "words": words, "documents": matrix.shipped.items()}
    if asked and form.is_valid():
        context |= answers(person, form)
        kind = form.cleaned_data["document"]
    context["examples"] = _examples(person, kind, words) if kind in matrix.examples else []
    context["has_examples"] = kind in matrix.examples
    return render(request, "authority/question.html", context)


def answers(person: User, form: QuestionForm) -> dict[str, Any]:
    """The valid edition's answer in full, that of the others in a line."""
    kind, department = form.cleaned_data["document"], form.cleaned_data["department"]
    valid = matrix.valid_table(timezone.localdate())
    editions = [one for one in queries.editions(person)[:6] if one != valid]
    titles = {role.code: str(role) for role in Role.objects.all()}
    others = [explaining.answer(one, kind, form.facts(), department) for one in editions]
    found: dict[str, Any] = {
        "valid": valid,
        "others": [
            {"answer": one, "roles": " → ".join(titles.get(code, code) for code in one.roles)} for one in others
        ],
    }
    if valid is None:
        return found
    answer = explaining.answer(valid, kind, form.facts(), department)
    rows = [row for row in queries.rows_of(valid) if row.document == kind]
    shown = by_document(rows, {pk: reason.text for pk, reason in answer.why_not.items()})
    fails = {pk: reason.column for pk, reason in answer.why_not.items()}
    for one in shown[0]["rows"] if shown else []:
        one["fails"] = fails.get(one["row"].pk, "")
    return found | {"answer": answer, "steps": steps(answer.roles, department, titles), "table": shown}


def steps(roles: tuple[str, ...], department: Department | None, titles: dict[str, str]) -> list[dict[str, Any]]:
    """The roles in order with the people who would get it."""
    return [
        {"role": titles.get(code, code), "code": code, "people": people.with_role(code, department=department)}
        for code in roles
    ]


@require_GET
def examples(request: HttpRequest) -> JsonResponse:
    """Documents of a kind whose title has these words, for programs: [{title, url}]."""
    kind, words = request.GET.get("document", ""), request.GET.get("words", "").strip()[:80]
    found = _examples(person_of(request), kind, words) if kind in matrix.examples else []
    return JsonResponse({"results": found})


def _examples(person: User, kind: str, words: str) -> list[dict[str, str]]:
    """Real documents this person may see; the link asks with their facts."""
    source = matrix.examples.get(kind)
    found = []
    for _n, record in zip(range(SHOWN), source.rows(person, words), strict=False):
        department, known = source.department(record), source.facts(person, record)
        asked: dict[str, Any] = {"document": kind, "words": words, "department": department.pk if department else ""}
        for name in matrix.LABELS:
            value = known.get(name)
            asked[name] = "" if value is None else value
        if known.get("margin") is not None:
            asked["margin"] = spelling.percent(known["margin"].quantize(Decimal("0.0001"))).removesuffix("%")
        found.append({"title": source.title(record), "url": f"{reverse('authority:question')}?{urlencode(asked)}"})
    return found
