"""Pages of imports: upload, name the columns, look at the check, import, result and undo."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.exchange import actions, sheets_out, tables
from leadtocash.foundation.exchange.importable import importables
from leadtocash.foundation.exchange.listing import RUNS, TONES, kind_label
from leadtocash.foundation.exchange.models import ImportRun
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.lists import render_list

SHOWN = 50
LINKS = 20


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, RUNS)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The first step: which kind, the template, the file."""
    offered = [(kind, one) for kind, one in importables.items() if one.may(person_of(request))]
    if not offered:
        raise NotAllowed(_("You may not create anything that can be imported."), permission="")
    offered.sort(key=lambda pair: pair[1].order)
    wanted = request.POST.get("kind") or request.GET.get("kind", "")
    kind = wanted if wanted in dict(offered) else offered[0][0]
    problem = ""
    if request.method == "POST":
        try:
            file = request.FILES.get("file")
            if file is None:
                raise RuleError(_("Choose a file first."), code="file_missing")
            return redirect(actions.upload(kind, file, act=act_of(request)))
        except RuleError as refusal:
            problem = refusal.message
    importer = importables.get(kind)
    context = {
        "crumbs": [{"label": _("Imports"), "url": reverse("exchange:list")}, {"label": _("New import")}],
        "offered": offered, "kind": kind, "importer": importer, "problem": problem,
        "columns": importer.columns_for(person_of(request)),
        "most_mb": tables.MOST_BYTES // 1024**2, "most_rows": f"{tables.MOST_ROWS:,}",
    }  # fmt: skip
    return render(request, "exchange/new.html", context, status=422 if problem else 200)


@require_GET
def template(request: HttpRequest, kind: str, form: str) -> HttpResponse | FileResponse:
    importer = actions.importer_of(kind, act_of(request))
    return sheets_out.template(importer, importer.columns_for(person_of(request)), form)


@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run in whatever state; htmx asks for its body alone while the worker is at it."""
    found = _found(request, pk)
    importer = importables.get(found.kind)
    context = {
        "run": found, "importer": importer, "kind_label": kind_label(found),
        "crumbs": [{"label": _("Imports"), "url": reverse("exchange:list")}, {"label": found.name}],
        "tag": {"state": TONES[ImportRun.State(found.state)], "label": found.get_state_display()},
        "ratio": found.done / found.total if found.total else 0,
        **_of_state(request, found),
    }  # fmt: skip
    whole = not request.headers.get("HX-Request") or request.headers.get("HX-Boosted")
    return render(request, "exchange/run.html" if whole else "exchange/_run.html", context)


@require_POST
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    named = {str(place): request.POST.get(f"column-{place}", "") for place in range(len(found.headings))}
    return redirect(actions.name_columns(found, named, act=act_of(request)))


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    known, similar = request.POST.get("known", ""), request.POST.get("similar", "")
    return redirect(actions.begin(_found(request, pk), act=act_of(request), known=known, similar=similar))


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(actions.take_back(_found(request, pk), act=act_of(request)))


@require_GET
def faults(request: HttpRequest, pk: int, form: str) -> HttpResponse | FileResponse:
    return sheets_out.faults(_found(request, pk), form)


def _found(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(ImportRun, pk=pk, person=person_of(request))


def _of_state(request: HttpRequest, found: ImportRun) -> dict[str, Any]:
    importer = importables.get(found.kind)
    columns = importer.columns_for(person_of(request))
    if found.state == ImportRun.State.MAPPING or request.GET.get("step") == "columns":
        return {"naming": True, "rows": _columns_of(found), "columns": columns}
    labels = {column.key: column.label for column in columns}
    rows = found.faults.values("sentence", "key").annotate(count=Count("pk"))
    told = [
        {"row": one.row, "column": labels.get(one.key, ""), "sentence": one.sentence}
        for one in found.faults.order_by("row", "pk")[:SHOWN]
    ]
    sums = [
        {"column": labels.get(row["key"], ""), "sentence": row["sentence"], "count": row["count"]}
        for row in rows.filter(count__gt=1).order_by("-count")[:8]
    ]
    counts = found.counts
    return {
        "faults": told, "sums": sums, "more_faults": max(0, counts.get("wrong", 0) - len({f["row"] for f in told})),
        "begun": found.done > 0 and found.parts.exists(), "records": _records(found), "counts": counts,
        "knowns": ImportRun.Known.choices if importer.updates else ImportRun.Known.choices[:1],
        "similars": ImportRun.Similar.choices,
    }  # fmt: skip


def _columns_of(found: ImportRun) -> list[dict[str, Any]]:
    """The columns of the file with what they are taken for, and their first cells."""
    return [
        {
            "place": place, "letter": tables.letter(place), "heading": heading,
            "key": found.mapping.get(str(place), ""),
            "cells": [row[place] for row in found.sample if place < len(row) and row[place]][:3],
        }
        for place, heading in enumerate(found.headings)
    ]  # fmt: skip


def _records(found: ImportRun) -> list[Any]:
    """The first records it made, as far as they are still there."""
    if found.state not in (ImportRun.State.DONE, ImportRun.State.FAILED):
        return []
    part = found.parts.order_by("last_row").first()
    ids = [row[0] for row in (part.made if part else [])][:LINKS]
    importer = importables.get(found.kind)
    rows = importer.model._base_manager.filter(pk__in=ids).order_by("pk")
    return [{"name": str(one), "url": importer.url_of(one)} for one in rows]
