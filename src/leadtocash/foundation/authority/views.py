"""The authority table: read by everybody, asked "who approves?", changed by administrators in a draft edition."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.accounts import people
from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.authority import actions, matrix
from leadtocash.foundation.authority.forms import QuestionForm, RowForm
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.authority.permissions import AUTHORITY
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_GET
def table(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """An edition, the valid one without a number; with the question "who approves?" and its answer."""
    editions = list(AuthorityTable.objects.select_related("published_by"))
    valid = matrix.valid_table(timezone.localdate())
    found = next((one for one in editions if one.pk == pk), None) if pk else valid
    if pk and found is None:
        raise Http404
    asked = "document" in request.GET
    question = QuestionForm(request.GET if asked else None)
    may_edit = allowed(person_of(request), AUTHORITY)
    draft = found is not None and found.published_at is None
    context = {
        "table": found,
        "valid": valid,
        "editions": [one for one in editions if one.published_at or may_edit],
        "documents": _by_document(found) if found else [],
        "question": question,
        "answer": _answer(question) if asked and question.is_valid() else None,
        "may_edit": may_edit,
        "is_draft": draft,
        "problems": matrix.problems(found.rows.select_related("department")) if found and draft else [],
    }
    return render(request, "authority/authority.html", context)


@require_POST
def new_edition(request: HttpRequest) -> HttpResponse:
    require(person_of(request), AUTHORITY)
    base = matrix.valid_table(timezone.localdate())
    draft = actions.next_edition(act=act_of(request), note="", base=base)
    return redirect("authority:edition", pk=draft.pk)


@require_POST
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    require(person_of(request), AUTHORITY)
    actions.publish_table(_draft(pk), act=act_of(request))
    flash(request, _("The authority table is published; it counts from now on."))
    return redirect("authority:table")


@require_http_methods(["GET", "POST"])
def new_row(request: HttpRequest, pk: int) -> HttpResponse:
    require(person_of(request), AUTHORITY)
    return _row_page(request, AuthorityRow(table=_draft(pk)))


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, pk: int) -> HttpResponse:
    require(person_of(request), AUTHORITY)
    return _row_page(request, _row(pk))


@require_POST
def row_removal(request: HttpRequest, pk: int) -> HttpResponse:
    require(person_of(request), AUTHORITY)
    found = _row(pk)
    actions.remove_row(found, act=act_of(request))
    return redirect("authority:edition", pk=found.table_id)


def _row_page(request: HttpRequest, found: AuthorityRow) -> HttpResponse:
    form = RowForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        saved = submit(form, lambda: actions.save_row(found, form.cleaned_data, act=act_of(request)))
        if saved is not None:
            flash(request, _("Saved."))
            return redirect("authority:edition", pk=found.table_id)
    context = {
        "form": form,
        "title": _("Row %(code)s") % {"code": found.code} if found.pk else _("New row"),
        "cancel_url": reverse("authority:edition", args=[found.table_id]),
        "crumbs": [{"label": _("Authority table"), "url": reverse("authority:table")}],
    }
    return render(request, "web/form.html", context, status=422 if form.errors else 200)


def _by_document(found: AuthorityTable) -> list[dict[str, Any]]:
    roles = {role.code: str(role) for role in Role.objects.all()}
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in found.rows.select_related("department").order_by("document", "pk"):
        names = [roles.get(code, code) for code in one.roles]
        groups.setdefault(one.document, []).append({"row": one, "roles": names})
    return [{"label": matrix.label_of(kind), "rows": rows} for kind, rows in groups.items()]


def _answer(question: QuestionForm) -> dict[str, Any]:
    department = question.cleaned_data["department"]
    document = question.cleaned_data["document"]
    try:
        ruling = matrix.approvers(document, question.facts(), department, on=timezone.localdate())
    except RuleError as refusal:
        return {"refusal": refusal}
    names = {role.code: str(role) for role in Role.objects.filter(code__in=ruling.roles)}
    steps = [
        {"role": names.get(code, code), "people": people.with_role(code, department=department)}
        for code in ruling.roles
    ]
    return {"row": ruling.row, "steps": steps}


def _draft(pk: int) -> AuthorityTable:
    found = AuthorityTable.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _row(pk: int) -> AuthorityRow:
    found = AuthorityRow.objects.select_related("table").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
