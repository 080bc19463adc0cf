"""One thing done to many rows of a list: asked first, then done to each as by itself; what is refused says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError, Stale
from leadtocash.foundation.web import refusals
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.lists.page import ListPage

MOST = 500


@dataclass(frozen=True, kw_only=True)
class Deed:
    """form: (data, person) -> what must be said once for all rows; do: the action of a single row."""

    label: Promise | str
    form: Callable[[Mapping[str, Any] | None, Any], BaseForm]
    do: Callable[[Any, Mapping[str, Any], Act], Any]
    may: Callable[[Any], bool]
    note: Promise | str = ""


@dataclass(frozen=True)
class Fate:
    """What became of one row; `refusal` is the exception that kept it as it was."""

    record: Any
    refusal: Exception | None = None

    @property
    def sentence(self) -> str:
        """Why it was refused."""
        if isinstance(self.refusal, ValidationError):
            return " ".join(self.refusal.messages)
        return str(getattr(self.refusal, "message", ""))

    @property
    def code(self) -> str:
        known = {NotAllowed: "not_allowed", Stale: "changed_meanwhile", ValidationError: "invalid"}
        return known.get(type(self.refusal), str(getattr(self.refusal, "code", ""))) if self.refusal else ""


def carried_out(
    records: Iterable[Any], do: Callable[[Any, Mapping[str, Any], Act], Any], values: Mapping[str, Any], act: Act
) -> list[Fate]:
    """Do it to every record by its own action, each in a transaction of its own."""
    found = []
    for record in records:
        refusal: Exception | None = None
        try:
            with transaction.atomic():
                do(record, values, act)
        except (RuleError, NotAllowed, Stale, ValidationError) as error:
            refusal = error
        found.append(Fate(record, refusal))
    return found


def checked(rows: models.QuerySet[Any]) -> list[Any]:
    """The rows, if there are some and not too many. Raises RuleError."""
    found = list(rows[: MOST + 1])
    if not found:
        raise RuleError(_("Choose at least one row."), code="nothing_chosen")
    if len(found) > MOST:
        sentence = _("More than %(most)s rows at once are too many; narrow the list down first.")
        raise RuleError(sentence % {"most": MOST}, code="too_many_rows")
    return found


def bulk_view(page: ListPage, deeds: Mapping[str, Deed]) -> Callable[..., HttpResponse]:
    """The address the rows of a list are posted to (?deed=): the chosen ones (pk), or all found (all, query)."""

    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        deed, person = deeds.get(request.GET.get("deed", "")), person_of(request)
        back = request.path.removesuffix("bulk/")
        if request.method == "GET":
            return redirect(back)
        if deed is None or not deed.may(person):
            raise Http404
        records = checked(_rows(request, page))
        form = deed.form(request.POST if "go" in request.POST else None, person)
        shown = {"deed": deed, "form": form, "records": records, "back": back, "title": deed.label}
        if not form.is_bound or not form.is_valid():
            return render(request, "web/bulk.html", shown, status=422 if form.is_bound else 200)
        fates = carried_out(records, deed.do, form.cleaned_data, act_of(request))
        for fate in fates:
            if isinstance(fate.refusal, RuleError | NotAllowed | Stale):
                refusals.note(request, fate.refusal, (fate.record._meta.label_lower, fate.record.pk))
        refused = [fate for fate in fates if fate.refusal]
        counts = {"refused": len(refused), "done": len(fates) - len(refused)}
        return render(request, "web/bulk_done.html", {**shown, **counts, "fates": fates})

    return view


def _rows(request: HttpRequest, page: ListPage) -> models.QuerySet[Any]:
    person = person_of(request)
    if request.POST.get("all"):
        params = dict(parse_qsl(request.POST.get("query", "")))
        return page.selected(params, person, timezone.localdate()).order_by("pk")
    return page.rows(person).filter(pk__in=keys(request.POST.getlist("pk"))).order_by("pk")


def keys(given: Sequence[str]) -> list[int]:
    """Those of the posted keys that can be keys."""
    return [int(pk) for pk in given if pk.isascii() and pk.isdigit() and len(pk) < 19]
