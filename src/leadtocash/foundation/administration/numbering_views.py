"""Numbering of papers: the pattern of every series, what comes next, who changed it and why."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.administration import actions, permissions
from leadtocash.foundation.administration.forms import PatternForm
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.numbering import numbers
from leadtocash.foundation.numbering.models import Counter, NumberRule
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.api import OnceMixin
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit

EXAMPLE_DEPARTMENT = "SH"


@require_GET
def numbering(request: HttpRequest) -> HttpResponse:
    """Every series: pattern, how many were given this year, the next number."""
    require(person_of(request), permissions.NUMBERING)
    return render(request, "administration/numbering.html", {"rows": rows(timezone.localdate().year)})


@require_http_methods(["GET", "POST"])
def pattern(request: HttpRequest, kind: str) -> HttpResponse:
    """Change one pattern with a reason; below it who changed it before."""
    require(person_of(request), permissions.NUMBERING)
    if kind not in numbers.series:
        raise Http404
    form = PatternForm(request.POST or None, initial={"pattern": numbers.pattern_of(kind)})
    if request.method == "POST" and form.is_valid():
        values, before = form.cleaned_data, len(form.errors)
        submit(
            form,
            lambda: actions.set_pattern(kind, values["pattern"], act=act_of(request), reason=values["reason"]),
        )
        if len(form.errors) == before:
            flash(request, _("Saved."))
            return redirect("administration:numbering")
    back = reverse("administration:numbering")
    rule = NumberRule.objects.filter(kind=kind).first()
    title = str(numbers.series.get(kind).label)
    context = {
        "form": form,
        "title": title,
        "row": next(row for row in rows(timezone.localdate().year) if row["kind"] == kind),
        "cancel_url": back,
        "crumbs": [{"label": _("Numbering"), "url": back}, {"label": title}],
        "entries": timeline(rule, person_of(request), 50) if rule else [],
        "side": rule is not None,
    }
    return render(request, "administration/pattern.html", context, status=422 if form.is_bound else 200)


def rows(year: int) -> list[dict[str, Any]]:
    """The series as the pages and the API show them."""
    counters = Counter.objects.filter(year__in=(0, year), department_code="")
    last = {(kind, counted): n for kind, counted, n in counters.values_list("kind", "year", "last")}
    own = dict(NumberRule.objects.values_list("kind", "pattern"))
    found = []
    for kind, one in numbers.series.items():
        used = own.get(kind, one.pattern)
        given = last.get((kind, numbers.counted_in(used, year, "")["year"]), 0)
        upcoming = used.format(year=year, seq=given + 1, department=EXAMPLE_DEPARTMENT)
        found.append({"kind": kind, "label": str(one.label), "pattern": used, "shipped": one.pattern, "last": given,
                      "next": upcoming})  # fmt: skip
    return found


class NumberSeriesSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    pattern = serializers.CharField()
    shipped = serializers.CharField()
    last = serializers.IntegerField()
    next = serializers.CharField()


class PatternSerializer(serializers.Serializer[Any]):
    pattern = serializers.CharField(max_length=80)
    reason = serializers.CharField(max_length=300)


class NumberSeriesView(OnceMixin):
    """All series of numbers with their patterns and the next number."""

    @extend_schema(responses=NumberSeriesSerializer(many=True))
    def get(self, request: Request) -> Response:
        require(self.act().person, permissions.NUMBERING)
        return Response(rows(timezone.localdate().year))


class PatternView(OnceMixin):
    """A new pattern of one series."""

    @extend_schema(request=PatternSerializer, responses=NumberSeriesSerializer)
    def post(self, request: Request, kind: str) -> Response:
        require(self.act().person, permissions.NUMBERING)
        if kind not in numbers.series:
            raise exceptions.NotFound
        given = PatternSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        actions.set_pattern(kind, values["pattern"], act=self.act(), reason=values["reason"])
        return Response(next(row for row in rows(timezone.localdate().year) if row["kind"] == kind))
