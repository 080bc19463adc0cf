"""Change a draft: the whole grid in one post, or one row on a form where no script runs."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.authority import actions, comparing, queries, wire
from leadtocash.foundation.authority.forms import RowForm
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.authority.permissions import AUTHORITY
from leadtocash.foundation.kernel.errors import RuleError, Stale
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.api import refusal_body
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_POST
def check(request: HttpRequest, pk: int) -> JsonResponse:
    """Read the grid's cells and tell what is wrong, changing nothing: asked while somebody types."""
    require(person_of(request), AUTHORITY)
    found = queries.fetch_edition(person_of(request), pk)
    rows, read = wire.read_rows(_body(request)["rows"])
    return JsonResponse(wire.report(found, rows, read))


@require_POST
def grid(request: HttpRequest, pk: int) -> JsonResponse:
    """Save the whole grid. 422 with what cannot be read; 412 with both people's changes put together."""
    require(person_of(request), AUTHORITY)
    found = queries.fetch_edition(person_of(request), pk)
    body = _body(request)
    rows, read = wire.read_rows(body["rows"])
    report = wire.report(found, rows, read)
    if report["wrong"]:
        return JsonResponse(report, status=422)
    try:
        saved = actions.save_rows(found, rows, act=act_of(request), revision=body["revision"])
    except Stale:
        return JsonResponse(_merged(found, rows, body), status=412)
    except RuleError as refusal:
        return JsonResponse(refusal_body(refusal), status=409)
    except ValidationError as error:
        return JsonResponse({**report, "summary": " ".join(error.messages)}, status=422)
    return JsonResponse({**_fresh(saved), "summary": report["summary"], "message": _("Saved.")})


@require_http_methods(["GET", "POST"])
def new_row(request: HttpRequest, pk: int) -> HttpResponse:
    require(person_of(request), AUTHORITY)
    return _row_page(request, AuthorityRow(table=queries.fetch_edition(person_of(request), pk)))


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, pk: int) -> HttpResponse:
    require(person_of(request), AUTHORITY)
    return _row_page(request, queries.fetch_row(person_of(request), pk))


@require_POST
def row_removal(request: HttpRequest, pk: int) -> HttpResponse:
    require(person_of(request), AUTHORITY)
    found = queries.fetch_row(person_of(request), pk)
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


def _merged(found: AuthorityTable, rows: list[dict[str, Any]], body: dict[str, Any]) -> dict[str, Any]:
    """Somebody saved meanwhile: his rows and mine together, to be looked at and saved again."""
    fresh = queries.fetch_edition_fresh(found)
    base, _read = wire.read_rows(body["base"])
    theirs, _read = wire.read_rows([wire.row_for_grid(one) for one in queries.rows_of(fresh)])
    merged = comparing.merge(base, rows, theirs)
    told = {
        "who": fresh.edited_by.name if fresh.edited_by else "",
        "taken": merged.taken,
        "clashes": len(merged.clashes),
    }
    message = _(
        "%(who)s saved this draft while you were editing. Nothing of yours is lost: %(taken)d of his changes are "
        "taken in, %(clashes)d cells you both changed are marked and show yours. Look at them, then save again."
    )
    shown = [{**one, **{name: wire.text_of(name, one[name]) for name in comparing.CELLS}} for one in merged.rows]
    clashes = [{"key": key, "column": name} for key, name in merged.clashes]
    return {**_fresh(fresh), "message": message % told, "merged": shown, "clashes": clashes}


def _fresh(table: AuthorityTable) -> dict[str, Any]:
    return {
        "revision": table.revision,
        "rows": [wire.row_for_grid(one) for one in queries.rows_of(table)],
    }


def _body(request: HttpRequest) -> dict[str, Any]:
    """The grid as sent: {revision, rows, base}. Raises BadRequest (400) for anything else."""
    try:
        body = json.loads(request.body)
        rows, base = body["rows"], body.get("base", [])
        revision = int(body.get("revision", 0))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadRequest from None
    right = all(isinstance(part, list) and all(isinstance(one, dict) for one in part) for part in (rows, base))
    if not right or len(rows) > actions.MOST_ROWS or len(base) > actions.MOST_ROWS:
        raise BadRequest
    return {"rows": rows, "base": base, "revision": revision}
