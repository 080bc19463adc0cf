"""The handbook over the API: clauses with their links and life, refusals, and editions drafted and published."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.handbook import actions, comparison, life, linking, permissions, queries, reading
from leadtocash.foundation.handbook.models import Book, Clause, HandbookEdition
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.web.api import OnceMixin

MONTHS = OpenApiParameter("months", int, description="3 or 12 (the default): how far back the figures reach")


class ShortClauseSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    policy = serializers.CharField()
    chapter = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    forms = serializers.ListField(child=serializers.CharField())
    own = serializers.BooleanField(help_text="false: a product rule, its policy is not one of the company's")


class CitingStepSerializer(serializers.Serializer[Any]):
    process = serializers.CharField(source="key")
    process_name = serializers.CharField(source="process")
    step = serializers.CharField(source="node")
    step_name = serializers.CharField(source="name")
    who = serializers.ListField(child=serializers.CharField())
    limit = serializers.IntegerField(help_text="working days, 0: none")
    timers = serializers.SerializerMethodField()

    def get_timers(self, step: Any) -> list[str]:
        return [timer.told for timer in step.timers]


class CitingRuleSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    sentence = serializers.CharField(source="told")
    area = serializers.CharField()


class NamedFormSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField(source="label")


class CitingRowSerializer(serializers.Serializer[Any]):
    row = serializers.CharField(source="row.code")
    document = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())


class CitingSettingSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(source="label")
    value = serializers.CharField()


class ClauseLinksSerializer(serializers.Serializer[Any]):
    steps = CitingStepSerializer(many=True)
    rules = CitingRuleSerializer(many=True)
    checks = CitingRuleSerializer(many=True)
    forms = NamedFormSerializer(many=True)
    authority = CitingRowSerializer(many=True)
    settings = CitingSettingSerializer(many=True)


class RefusedAreaSerializer(serializers.Serializer[Any]):
    area = serializers.CharField()
    count = serializers.IntegerField()


class RefusedReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    sentence = serializers.CharField()
    count = serializers.IntegerField()


class ClauseLifeSerializer(serializers.Serializer[Any]):
    months = serializers.IntegerField()
    refused = serializers.IntegerField()
    people = serializers.IntegerField()
    areas = RefusedAreaSerializer(many=True)
    reasons = RefusedReasonSerializer(many=True)
    waived = serializers.IntegerField()
    steps = serializers.IntegerField(help_text="steps with a limit that cite the clause")
    late = serializers.IntegerField()
    late_share = serializers.FloatField()
    late_days = serializers.FloatField(help_text="mean lateness of the late ones, working days")


class ClauseSerializer(ShortClauseSerializer):
    links = ClauseLinksSerializer()
    life = ClauseLifeSerializer()


class RefusedClauseSerializer(serializers.Serializer[Any]):
    clause = serializers.CharField()
    count = serializers.IntegerField()


class RefusalSummarySerializer(serializers.Serializer[Any]):
    months = serializers.IntegerField()
    count = serializers.IntegerField()
    clauses = RefusedClauseSerializer(many=True)
    areas = RefusedAreaSerializer(many=True)
    reasons = RefusedReasonSerializer(many=True)


class HandbookEditionSerializer(serializers.ModelSerializer[HandbookEdition]):
    policy = serializers.CharField(source="book.policy", read_only=True)
    published_by = serializers.CharField(source="published_by.name", read_only=True, allow_null=True, default=None)

    class Meta:
        model = HandbookEdition
        fields = ["id", "policy", "number", "reason", "published_at", "published_by"]
        read_only_fields = ["id", "number", "published_at"]


class ChangedWordsSerializer(serializers.Serializer[Any]):
    how = serializers.ChoiceField(choices=["same", "out", "in"])
    text = serializers.CharField()


class ChangedFieldSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    parts = ChangedWordsSerializer(many=True)


class ClauseDifferenceSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    kind = serializers.CharField(help_text="added, removed or changed")
    fields_changed = ChangedFieldSerializer(many=True, source="fields")


class ComparedHandbookEditionSerializer(HandbookEditionSerializer):
    differences = serializers.SerializerMethodField(help_text="to the published edition before")

    class Meta(HandbookEditionSerializer.Meta):
        fields = [*HandbookEditionSerializer.Meta.fields, "differences"]

    @extend_schema_field(ClauseDifferenceSerializer(many=True))
    def get_differences(self, edition: HandbookEdition) -> Any:
        return ClauseDifferenceSerializer(comparison.told(edition), many=True).data


class DraftClauseSerializer(serializers.Serializer[Any]):
    title_zh = serializers.CharField(max_length=120, required=False)
    title_en = serializers.CharField(max_length=120, required=False)
    text_zh = serializers.CharField(required=False)
    text_en = serializers.CharField(required=False)
    forms = serializers.ListField(child=serializers.CharField(max_length=10), required=False)


class NewDraftClauseSerializer(serializers.Serializer[Any]):
    chapter = serializers.CharField(help_text='number of the chapter, such as "S0 2.4"')
    ref = serializers.CharField(max_length=40)
    title_zh = serializers.CharField(max_length=120)
    title_en = serializers.CharField(max_length=120)
    text_zh = serializers.CharField()
    text_en = serializers.CharField()
    forms = serializers.ListField(child=serializers.CharField(max_length=10), default=list)


class HandbookPolicySerializer(serializers.ModelSerializer[Book]):
    class Meta:
        model = Book
        fields = ["policy", "title_zh", "title_en", "is_own"]
        read_only_fields = ["policy", "title_zh", "title_en"]
        extra_kwargs = {"is_own": {"required": True}}


class ClausesView(APIView):
    """All clauses in force, in order."""

    @extend_schema(
        parameters=[
            OpenApiParameter("policy", str, description="only this policy, such as S0"),
            OpenApiParameter("search", str, description="words in number, title or text"),
        ],
        responses=ShortClauseSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        words = clean_line(request.query_params.get("search", ""))[:80]
        found = reading.search(words) if words else policy.handbook()
        wanted = request.query_params.get("policy", "")
        rows = [one for one in found if not wanted or one.policy == wanted]
        return Response(ShortClauseSerializer(rows, many=True).data)


class ClauseView(APIView):
    """One clause with what cites it and how it lives."""

    @extend_schema(parameters=[MONTHS], responses=ClauseSerializer)
    def get(self, request: Request, slug: str) -> Response:
        try:
            found = policy.by_slug(slug)
        except LookupError:
            raise Http404 from None
        now = timezone.now()
        links = linking.links_of(found, today=timezone.localdate(now))
        figures = life.figures(found.id, months=_months(request), at=now)
        short = ShortClauseSerializer(found).data
        return Response(
            {**short, "links": ClauseLinksSerializer(links).data, "life": ClauseLifeSerializer(figures).data}
        )


class RefusalsView(APIView):
    """How often rules refused in the last months: by clause, area and sentence."""

    @extend_schema(parameters=[MONTHS], responses=RefusalSummarySerializer)
    def get(self, request: Request) -> Response:
        months = _months(request)
        return Response(RefusalSummarySerializer(life.summary(months=months, at=timezone.now())).data)


class PolicyView(OnceMixin):
    """A policy: whether the company works by it."""

    @extend_schema(responses=HandbookPolicySerializer)
    def get(self, request: Request, policy: str) -> Response:
        return Response(HandbookPolicySerializer(_book(policy)).data)

    @extend_schema(request=HandbookPolicySerializer, responses=HandbookPolicySerializer)
    def patch(self, request: Request, policy: str) -> Response:
        person: Any = request.user
        require(person, permissions.CHANGE)
        given = HandbookPolicySerializer(data=request.data)
        given.is_valid(raise_exception=True)
        book = actions.adopt(_book(policy), own=given.validated_data["is_own"], act=self.act())
        return Response(HandbookPolicySerializer(book).data)


class EditionsView(OnceMixin):
    """The published editions of a policy; POST begins the next one."""

    @extend_schema(responses=HandbookEditionSerializer(many=True))
    def get(self, request: Request, policy: str) -> Response:
        rows = _book(policy).editions.exclude(published_at=None).select_related("book", "published_by")
        return Response(HandbookEditionSerializer(rows, many=True).data)

    @extend_schema(request=HandbookEditionSerializer, responses={201: HandbookEditionSerializer})
    def post(self, request: Request, policy: str) -> Response:
        given = HandbookEditionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = actions.draft_edition(_book(policy), reason=given.validated_data["reason"], act=self.act())
        return Response(HandbookEditionSerializer(made).data, status=201)


class EditionView(OnceMixin):
    """An edition with what it changes; DELETE throws a draft away."""

    @extend_schema(responses=ComparedHandbookEditionSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return Response(ComparedHandbookEditionSerializer(_edition(request, pk)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        actions.discard_draft(_edition(request, pk), act=self.act())
        return Response(status=204)


class NewClauseView(OnceMixin):
    """POST adds a clause at the end of a chapter of a draft."""

    @extend_schema(request=NewDraftClauseSerializer, responses={201: DraftClauseSerializer})
    def post(self, request: Request, pk: int) -> Response:
        given = NewDraftClauseSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        chapter = _edition(request, pk).chapters.filter(ref=values.pop("chapter")).first()
        if chapter is None:
            raise Http404
        made = actions.add_clause(chapter, values, act=self.act())
        return Response(DraftClauseSerializer(made).data, status=201)


class DraftClauseView(OnceMixin):
    """A clause of a draft: changed, or taken out."""

    @extend_schema(request=DraftClauseSerializer, responses=DraftClauseSerializer)
    def patch(self, request: Request, pk: int, slug: str) -> Response:
        given = DraftClauseSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        changed = actions.change_clause(_draft_clause(request, pk, slug), given.validated_data, act=self.act())
        return Response(DraftClauseSerializer(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int, slug: str) -> Response:
        actions.remove_clause(_draft_clause(request, pk, slug), act=self.act())
        return Response(status=204)


class PublicationView(OnceMixin):
    """Publish a draft: by somebody who has not written in it."""

    @extend_schema(request=None, responses=HandbookEditionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        return Response(HandbookEditionSerializer(actions.publish_edition(_edition(request, pk), act=self.act())).data)


def _months(request: Request) -> int:
    return 3 if request.query_params.get("months") == "3" else 12


def _book(code: str) -> Book:
    found = Book.objects.filter(policy=code).first()
    if found is None:
        raise Http404
    return found


def _edition(request: Request, pk: int) -> HandbookEdition:
    person: Any = request.user
    found = queries.edition(pk)
    may = allowed(person, permissions.CHANGE) or allowed(person, permissions.PUBLISH)
    if found is None or (found.is_draft and not may):
        raise Http404
    return found


def _draft_clause(request: Request, pk: int, slug: str) -> Clause:
    found = _edition(request, pk).clauses.filter(ref=policy.id_of(slug)).select_related("edition__book").first()
    if found is None:
        raise Http404
    return found
