"""Suspected duplicates and merging over the API."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.merging import actions, comparing, queries, reasons, undoing
from leadtocash.foundation.merging.chosen import merger_for, records_of, suspicion_for
from leadtocash.foundation.merging.models import Suspicion
from leadtocash.foundation.merging.registry import mergeables
from leadtocash.foundation.web.api import OnceMixin


class SuspectSerializer(serializers.Serializer[Any]):
    """A record: line tells apart what has the same title."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    line = serializers.CharField(allow_blank=True)


class SuspicionSerializer(serializers.Serializer[Any]):
    """Two records that may be the same; why: in words; rejected_at: when somebody said that they are not."""

    id = serializers.IntegerField()
    records = SuspectSerializer(many=True)
    why = serializers.ListField(child=serializers.CharField())
    score = serializers.IntegerField()
    rejected_at = serializers.DateTimeField(allow_null=True)


class SuspicionsSerializer(serializers.Serializer[Any]):
    results = SuspicionSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="send it back as `after`")


class PreviewRequestSerializer(serializers.Serializer[Any]):
    """survivor, others: ids; choices: field -> id of the record whose value is to stand."""

    survivor = serializers.IntegerField(min_value=1)
    others = serializers.ListField(
        child=serializers.IntegerField(min_value=1), min_length=1, max_length=actions.MOST - 1
    )
    choices = serializers.DictField(child=serializers.IntegerField(min_value=1), required=False)


class MergerSerializer(PreviewRequestSerializer):
    """parts: ids of parts of the others (contacts) to be merged with the survivor's, as the preview offers them;
    revisions: id -> revision that was seen."""

    reason = serializers.CharField(max_length=reasons.LONGEST)
    parts = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, max_length=500)
    revisions = serializers.DictField(child=serializers.IntegerField(min_value=1), required=False)


class ValueSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="of the record")
    text = serializers.CharField(allow_blank=True)
    chosen = serializers.BooleanField(help_text="this one would stand")


class MergerFieldSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    same = serializers.BooleanField()
    values = ValueSerializer(many=True)


class MovedSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    count = serializers.IntegerField()


class DoubledPartSerializer(serializers.Serializer[Any]):
    """A part of another record that stands on the survivor already; `gone` goes into `parts` to have them merged."""

    kept = serializers.IntegerField()
    gone = serializers.IntegerField()
    title = serializers.CharField()


class InTheWaySerializer(serializers.Serializer[Any]):
    what = serializers.CharField()


class ComparisonSerializer(serializers.Serializer[Any]):
    """Fields one may not read are left out."""

    survivor = serializers.IntegerField()
    fields = MergerFieldSerializer(many=True)  # type: ignore[assignment]
    moved = MovedSerializer(many=True)
    parts = DoubledPartSerializer(many=True)
    missing = InTheWaySerializer(many=True)


class MergedSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField()
    id = serializers.IntegerField()
    revision = serializers.IntegerField()


class MergerRowSerializer(serializers.Serializer[Any]):
    """A merger that can be taken back for 30 days."""

    id = serializers.IntegerField()
    survivor = serializers.IntegerField(source="survivor_id")
    gone = serializers.ListField(child=serializers.IntegerField())
    at = serializers.DateTimeField()
    by = serializers.IntegerField(source="by_id")
    by_name = serializers.CharField(source="by.name")
    reason = serializers.CharField()


class UndoingSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=reasons.LONGEST)


class DuplicatesView(OnceMixin):
    @extend_schema(
        operation_id="duplicates_list",
        parameters=[
            OpenApiParameter("rejected", bool, description="those somebody said to be different, in place of the open"),
            OpenApiParameter("after", str, description="`next` of the page before"),
        ],
        responses=SuspicionsSerializer,
    )
    def get(self, request: Request, kind: str) -> Response:
        """Pairs of a kind ("customers.customer") that may be the same, of which one may merge both."""
        person = self.act().person
        if kind not in queries.kinds_for(person):
            raise Http404
        rejected = request.query_params.get("rejected", "").lower() in ("1", "true")
        pairs, after = queries.page_of(kind, person, rejected=rejected, after=request.query_params.get("after", ""))
        return Response({"results": [_pair(kind, pair) for pair in pairs], "next": after or None})


class RejectionView(OnceMixin):
    @extend_schema(request=None, responses=SuspicionSerializer)
    def post(self, request: Request, kind: str, pk: int) -> Response:
        """Say that two records are not the same."""
        act = self.act()
        return self.told(kind, actions.reject(suspicion_for(act.person, kind, pk), act=act))

    def told(self, kind: str, suspicion: Suspicion) -> Response:
        """The pair as it is now."""
        (pair,) = queries.pairs_of(kind, self.act().person, [suspicion])
        return Response(_pair(kind, pair))


class ReopeningView(RejectionView):
    @extend_schema(request=None, responses=SuspicionSerializer)
    def post(self, request: Request, kind: str, pk: int) -> Response:
        """Say that they may be the same after all."""
        act = self.act()
        return self.told(kind, actions.reopen(suspicion_for(act.person, kind, pk), act=act))


class PreviewView(OnceMixin):
    @extend_schema(request=PreviewRequestSerializer, responses=ComparisonSerializer)
    def post(self, request: Request, kind: str) -> Response:
        """Records side by side: what would stand, what would be moved, what is in the way. Nothing is changed."""
        given, person = _read(PreviewRequestSerializer, request), self.act().person
        survivor, *others = records_of(kind, person, [given["survivor"], *given["others"]])
        actions.check_number([survivor, *others])
        found = comparing.compare(survivor, others, person=person, choices=given.get("choices"))
        return Response(_comparison(found))


class MergersView(OnceMixin):
    @extend_schema(operation_id="mergers_list", responses=MergerRowSerializer(many=True))
    def get(self, request: Request, kind: str) -> Response:
        """What was merged in the last 30 days and not taken back, the latest 200 first."""
        act = self.act()
        if kind not in queries.kinds_for(act.person):
            raise Http404
        rows = queries.mergers(kind, act.person, since=act.at - undoing.OPEN)[:200]
        return Response(MergerRowSerializer(rows, many=True).data)

    @extend_schema(request=MergerSerializer, responses=MergedSerializer)
    def post(self, request: Request, kind: str) -> Response:
        """Merge records into one; once merged, doing it again changes nothing."""
        given, act = _read(MergerSerializer, request), self.act()
        survivor, *others = records_of(kind, act.person, [given["survivor"], *given["others"]])
        if others:
            revisions = {int(pk): seen for pk, seen in given.get("revisions", {}).items() if pk.isdecimal()}
            survivor = actions.merge(
                survivor, others, reason=given["reason"], act=act, choices=given.get("choices"),
                parts=given.get("parts", ()), revisions=revisions,
            )  # fmt: skip
        return Response({"kind": kind, "id": survivor.pk, "revision": survivor.revision})


class UndoingView(OnceMixin):
    @extend_schema(request=UndoingSerializer, responses=MergedSerializer)
    def post(self, request: Request, kind: str, pk: int) -> Response:
        """Take a merger back: 409 with what forbids it; once taken back, doing it again changes nothing."""
        given, act = _read(UndoingSerializer, request), self.act()
        survivor = undoing.undo(merger_for(act.person, kind, pk), reason=given["reason"], act=act)
        return Response({"kind": kind, "id": survivor.pk, "revision": survivor.revision})


def _read(serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    given = serializer(data=request.data)
    given.is_valid(raise_exception=True)
    values: dict[str, Any] = given.validated_data
    return values


def _pair(kind: str, pair: queries.Pair) -> dict[str, Any]:
    one, line = pair.suspicion, mergeables.get(kind).line
    records = [{"id": record.pk, "title": str(record), "line": line(record)} for record in pair.records]
    return {"id": one.pk, "records": records, "why": pair.why, "score": one.score, "rejected_at": one.rejected_at}


def _comparison(found: comparing.Comparison) -> dict[str, Any]:
    return {
        "survivor": found.survivor.pk,
        "fields": [
            {
                "name": row.name,
                "label": row.label,
                "same": row.same,
                "values": [{"id": cell.record.pk, "text": cell.text, "chosen": cell.chosen} for cell in row.cells],
            }
            for row in found.rows
        ],
        "moved": [{"label": label, "count": count} for label, count in found.moved],
        "parts": [{"kept": part.kept.pk, "gone": part.gone.pk, "title": str(part.gone)} for part in found.parts],
        "missing": [{"what": str(one.what)} for one in found.missing],
    }
