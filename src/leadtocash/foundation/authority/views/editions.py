"""The authority matrix to read: an edition, its journal, two side by side, and on paper."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.authority import actions, comparing, findings, matrix, queries, wire
from leadtocash.foundation.authority.forms import EditionForm
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.authority.permissions import AUTHORITY
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.printing.views.papers import pdf_response
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash


@require_GET
def table(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """An edition, the valid one without a number; a draft with its grid for those who may change it."""
    person = person_of(request)
    valid = matrix.valid_table(timezone.localdate())
    found = queries.fetch_edition(person, pk) if pk else valid
    may_edit = allowed(person, AUTHORITY)
    draft = found is not None and found.is_draft
    rows = queries.rows_of(found) if found else []
    told = findings.findings(rows) if draft else []
    marked = {rows[at].pk: one.text for one in told for at in one.rows}
    context = {
        "table": found,
        "valid": valid,
        "editions": list(queries.editions(person)[:12]),
        "documents": by_document(rows, marked),
        "may_edit": may_edit,
        "is_draft": draft,
        "problems": [one.text for one in told],
        "grid": wire.grid(found) if found and draft else None,
        "alone": draft and _alone(found, person),
        "entries": wire.changes_told(timeline(found, person, 60)) if found and may_edit else [],
        "earlier": queries.earlier(found) if found else None,
        "next_year": timezone.localdate().year + 1,
    }
    return render(request, "authority/authority.html", context)


@require_GET
def comparison(request: HttpRequest) -> HttpResponse:
    """Two editions: rows added and removed, cells changed."""
    person = person_of(request)
    editions = list(queries.editions(person))
    new = _chosen(editions, request.GET.get("new", "")) or (editions[0] if editions else None)
    old = _chosen(editions, request.GET.get("old", "")) or (queries.earlier(new) if new else None)
    differences = comparing.compare(queries.rows_of(old), queries.rows_of(new)) if old and new else []
    only = request.GET.get("all") != "1"
    context = {
        "editions": editions,
        "old": old,
        "new": new,
        "only": only,
        "counts": {state: sum(d.state == state for d in differences) for state in ("added", "removed", "changed")},
        "documents": _differences(differences, only=only),
        "columns": list(wire.COLUMNS.values()),
    }
    return render(request, "authority/comparison.html", context)


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole edition as a PDF to hang on the wall."""
    found = queries.fetch_edition(person_of(request), pk)
    title = _("Approval authority (%(year)s)") % {"year": found.year}
    context = {
        "table": found,
        "title": title,
        "documents": by_document(queries.rows_of(found), {}),
        "watermark": _("Draft") if found.is_draft else "",
    }
    return pdf_response("authority/print.html", context, name=f"{title} {found}", person=person_of(request))


@require_http_methods(["GET", "POST"])
def new_edition(request: HttpRequest) -> HttpResponse:
    """A draft from the valid edition, or from the one named, for this year or the next."""
    person = person_of(request)
    require(person, AUTHORITY)
    today = timezone.localdate()
    base_pk = request.POST.get("base") or request.GET.get("base") or ""
    base = queries.fetch_edition(person, int(base_pk)) if base_pk.isdigit() else matrix.valid_table(today)
    year = request.GET.get("year", "")
    form = EditionForm(
        request.POST if request.method == "POST" else None,
        this_year=today.year,
        initial={"year": int(year) if year.isdigit() else today.year},
    )
    if request.method == "POST" and form.is_valid():
        values, act = form.cleaned_data, act_of(request)
        if base is None:
            draft = actions.next_edition(act=act, note=values["note"], base=None)
        else:
            draft = actions.copy_to_year(base, values["year"], act=act, note=values["note"])
        flash(request, _("The draft is made. It counts only when a second person has published it."))
        return redirect("authority:edition", pk=draft.pk)
    context = {"form": form, "base": base}
    return render(request, "authority/new.html", context, status=422 if form.errors else 200)


@require_POST
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    require(person_of(request), AUTHORITY)
    draft = queries.fetch_edition(person_of(request), pk)
    revision = request.POST.get("revision", "")
    actions.publish_table(draft, act=act_of(request), revision=int(revision) if revision.isdigit() else None)
    if draft.year > timezone.localdate().year:
        flash(request, _("The authority table is published; it counts from 1 January %(year)s.") % {"year": draft.year})
    else:
        flash(request, _("The authority table is published; it counts from now on."))
    return redirect("authority:edition", pk=draft.pk)


@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    require(person_of(request), AUTHORITY)
    draft = queries.fetch_edition(person_of(request), pk)
    actions.discard(draft, act=act_of(request))
    flash(request, _("The draft %(edition)s is deleted.") % {"edition": draft})
    return redirect("authority:table")


def by_document(rows: list[AuthorityRow], marked: dict[int, str]) -> list[dict[str, Any]]:
    """The rows under their documents, cells as text, roles by title, with what is wrong beside a row."""
    titles = {role.code: str(role) for role in Role.objects.all()}
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in rows:
        names = [titles.get(code, code) for code in one.roles]
        groups.setdefault(one.document, []).append(
            {"row": one, "roles": names, "cells": cells(one, titles), "problem": marked.get(one.pk, "")}
        )
    known = [kind for kind, _document in matrix.shipped.items()]
    kinds = [kind for kind in known if kind in groups] + [kind for kind in groups if kind not in known]
    return [{"kind": kind, "label": matrix.label_of(kind), "rows": groups[kind]} for kind in kinds]


def cells(row: AuthorityRow, titles: dict[str, str]) -> list[dict[str, Any]]:
    """A row's cells for a table to read: [{name, label, text}]."""
    found = []
    for name, label in wire.COLUMNS.items():
        value = getattr(row, name)
        if name == "department_id":
            text = row.department.name if row.department else ""
        elif name == "roles":
            text = " → ".join(titles.get(code, code) for code in row.roles)
        elif name == "contract_kind":
            text = str(wire.KINDS.get(value, value))
        else:
            text = wire.text_of(name, value)
        found.append({"name": name, "label": label, "text": text, "number": name.startswith(("amount", "margin"))})
    return found


def _differences(found: list[comparing.Difference], *, only: bool) -> list[dict[str, Any]]:
    titles = {role.code: str(role) for role in Role.objects.all()}
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        if only and one.state == "same":
            continue
        old = cells(one.old, titles) if one.old else []
        shown = cells(one.row, titles)
        for place, cell in enumerate(shown):
            if cell["name"] in one.cells:
                cell["old"] = old[place]["text"] or _("any")
        groups.setdefault(one.row.document, []).append({"state": one.state, "code": one.row.code, "cells": shown})
    return [{"label": matrix.label_of(kind), "rows": rows} for kind, rows in groups.items()]


def _alone(table: AuthorityTable | None, person: Any) -> bool:
    """Is this person the only one who could publish what he edited?"""
    return table is not None and table.edited_by_id == person.pk and len(queries.editors()) == 1


def _chosen(editions: list[AuthorityTable], pk: str) -> AuthorityTable | None:
    return next((one for one in editions if str(one.pk) == pk), None)
