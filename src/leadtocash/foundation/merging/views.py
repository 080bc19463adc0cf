"""Suspected duplicates, and records side by side to be merged."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from procrastinate.exceptions import AlreadyEnqueued

from leadtocash.foundation.merging import actions, comparing, jobs, queries, undoing
from leadtocash.foundation.merging.chosen import merger_for, records_of, suspicion_for
from leadtocash.foundation.merging.forms import OtherForm, ReasonForm, UndoingForm
from leadtocash.foundation.merging.registry import mergeables, model_of
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit
from leadtocash.foundation.web.lists.bulk import keys
from leadtocash.foundation.web.lists.pickers import pickers

MOST_LATELY = 200


@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Records that may be the same, as far as this person may merge both."""
    person, kinds = person_of(request), queries.kinds_for(person_of(request))
    if not kinds:
        raise Http404
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else kinds[0]
    rejected = request.GET.get("state") == "rejected"
    pairs, after = queries.page_of(kind, person, rejected=rejected, after=request.GET.get("after", ""))
    params = f"kind={kind}{'&state=rejected' if rejected else ''}"
    context = {
        "kind": kind,
        "kinds": [(each, model_of(each)._meta.verbose_name_plural) for each in kinds],
        "rows": [_pair(kind, pair) for pair in pairs],
        "rejected": rejected,
        "next_url": f"?{params}&after={after}" if after else "",
    }
    return render(request, "merging/duplicates.html", context)


@require_POST
def search(request: HttpRequest, kind: str) -> HttpResponse:
    """Look through all records of a kind anew."""
    if kind not in queries.kinds_for(person_of(request)):
        raise Http404
    with suppress(AlreadyEnqueued):
        jobs.sweep.defer(timestamp=0)
    flash(request, _("Everything is looked through anew; come back in a minute."))
    return redirect(f"{reverse('merging:duplicates')}?kind={kind}")


@require_POST
def rejection(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """These two are not the same."""
    actions.reject(suspicion_for(person_of(request), kind, pk), act=act_of(request))
    flash(request, _("Remembered: these two are not the same."))
    return redirect(f"{reverse('merging:duplicates')}?kind={kind}")


@require_POST
def reopening(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """They may be the same after all."""
    actions.reopen(suspicion_for(person_of(request), kind, pk), act=act_of(request))
    return redirect(f"{reverse('merging:duplicates')}?kind={kind}")


@require_GET
def choose(request: HttpRequest, kind: str) -> HttpResponse:
    """With which record this one is to be merged."""
    (record, *_more) = _records(request, kind, request.GET)
    if kind not in pickers:
        return redirect(record)
    rows = queries.rows_for(kind, person_of(request)).exclude(pk=record.pk).order_by("-pk")
    form = OtherForm(request.GET if "other" in request.GET else None, kind=kind, rows=rows)
    if form.is_bound and form.is_valid():
        return redirect(f"{reverse('merging:merge', args=[kind])}?pk={record.pk}&pk={form.cleaned_data['other'].pk}")
    return render(request, "merging/choose.html", {"record": record, "form": form, "kind": kind})


@require_http_methods(["GET", "POST"])
def chosen(request: HttpRequest) -> HttpResponse:
    """The rows chosen in a list (?kind=) are put side by side."""
    kind = request.GET.get("kind", "")
    if request.method == "GET":
        return redirect("merging:duplicates")
    records = _records(request, kind, request.POST)
    actions.check_number(records)
    return redirect(f"{reverse('merging:merge', args=[kind])}?{'&'.join(f'pk={one.pk}' for one in records)}")


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, kind: str) -> HttpResponse:
    """Records side by side (?pk= several, the survivor first or ?survivor=); posted, they are merged."""
    given = request.POST or request.GET
    records = _records(request, kind, given)
    if len(records) == 1 and len(given.getlist("pk")) > 1:
        return redirect(records[0])
    actions.check_number(records)
    wanted = keys([given.get("survivor", "")])
    survivor = next((one for one in records if one.pk in wanted), records[0])
    others = [one for one in records if one is not survivor]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        merged = submit(form, lambda: _merge(given, survivor, others, form.cleaned_data["reason"], request))
        if merged is not None:
            flash(request, _("%(title)s is one record now.") % {"title": merged})
            return redirect(merged)
    compared = comparing.compare(survivor, others, person=person_of(request), choices=_choices(given))
    context = _page(kind, records, survivor, compared, form, given)
    return render(request, "merging/merge.html", context, status=422 if form.is_bound else 200)


@require_GET
def mergers(request: HttpRequest, kind: str) -> HttpResponse:
    """What was merged lately and can be taken back."""
    kinds, act = queries.kinds_for(person_of(request)), act_of(request)
    if kind not in kinds:
        raise Http404
    found = queries.mergers(kind, act.person, since=act.at - undoing.OPEN)[:MOST_LATELY]
    rows = [
        {"merger": one, "survivor": survivor, "gone": gone}
        for one in found
        for survivor, gone in [undoing.records_of(one)]
    ]
    labels = [(each, model_of(each)._meta.verbose_name_plural) for each in kinds]
    return render(request, "merging/mergers.html", {"kind": kind, "kinds": labels, "rows": rows})


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take a merger back."""
    act = act_of(request)
    merger = merger_for(act.person, kind, pk)
    survivor, gone = undoing.records_of(merger)
    if merger.undone_at is not None:
        return redirect(survivor)
    form = UndoingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if submit(form, lambda: undoing.undo(merger, reason=reason, act=act)) is not None:
            flash(request, _("The merger is taken back."))
            return redirect(survivor)
    missing = undoing.in_the_way(merger, at=act.at)
    context = {
        "form": form, "title": _("Take the merger back"), "merger": merger, "survivor": survivor, "gone": gone,
        "back_rows": queries.going_back(merger, act.person), "gate": {"items": missing} if missing else None,
        "back": reverse("merging:mergers", args=[kind]),
    }  # fmt: skip
    return render(request, "merging/undoing.html", context, status=422 if form.is_bound else 200)


def _merge(given: QueryDict, survivor: Any, others: list[Any], reason: str, request: HttpRequest) -> Any:
    seen = {pk: int(value) for pk in (one.pk for one in (survivor, *others)) if (
        value := given.get(f"revision-{pk}", "")).isdecimal() and len(value) < 10}  # fmt: skip
    return actions.merge(
        survivor, others, reason=reason, act=act_of(request), choices=_choices(given),
        parts=keys(given.getlist("part")), revisions=seen,
    )  # fmt: skip


def _choices(given: QueryDict) -> dict[str, int]:
    """Field -> id of the record, from "take-name=7"."""
    said = {name.removeprefix("take-"): keys([str(value)]) for name, value in given.items() if name.startswith("take-")}
    return {name: found[0] for name, found in said.items() if found}


def _records(request: HttpRequest, kind: str, given: QueryDict) -> list[Any]:
    records = records_of(kind, person_of(request), keys(given.getlist("pk"))[: actions.MOST + 1])
    if not records:
        raise Http404
    return records


def _pair(kind: str, pair: queries.Pair) -> dict[str, Any]:
    ids = "&".join(f"pk={record.pk}" for record in pair.records)
    return {
        "suspicion": pair.suspicion,
        "records": [_shown(kind, record) for record in pair.records],
        "why": pair.why,
        "url": f"{reverse('merging:merge', args=[kind])}?{ids}",
    }


def _shown(kind: str, record: Any) -> dict[str, Any]:
    return {"record": record, "line": mergeables.get(kind).line(record)}


def _page(
    kind: str, records: list[Any], survivor: Any, compared: comparing.Comparison, form: ReasonForm, given: QueryDict
) -> dict[str, Any]:
    ids = "&".join(f"pk={one.pk}" for one in records)
    parts = set(keys(given.getlist("part"))) if form.is_bound else {part.gone.pk for part in compared.parts}
    by_id = [compared.records.index(one) for one in records]
    return {
        "form": form,
        "title": _("Merge"),
        "columns": [{**_shown(kind, one), "keep_url": f"?{ids}&survivor={one.pk}"} for one in records],
        "survivor": survivor,
        "rows": [{"row": row, "cells": [row.cells[place] for place in by_id]} for row in compared.rows if not row.same],
        "same": [row for row in compared.rows if row.same and row.cells[0].text],
        "moved": compared.moved,
        "parts": [
            {"part": part, "kind": part.gone._meta.verbose_name, "checked": part.gone.pk in parts}
            for part in compared.parts
        ],
        "gate": {"items": compared.missing} if compared.missing else None,
        "back": reverse("merging:duplicates") + f"?kind={kind}",
        "span": len(records) + 1,
    }
