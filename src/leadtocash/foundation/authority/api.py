"""The authority matrix over the API: editions, rows, publication, and the question "who approves?"."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts import people
from leadtocash.foundation.accounts.models import Department, Role
from leadtocash.foundation.authority import actions, explaining, matrix, queries
from leadtocash.foundation.authority.findings import findings
from leadtocash.foundation.authority.models import AuthorityRow, AuthorityTable
from leadtocash.foundation.authority.permissions import AUTHORITY
from leadtocash.foundation.authority.wire import KINDS
from leadtocash.foundation.web.api import OnceMixin, refusal_body

_AMOUNT: dict[str, Any] = {"max_digits": 18, "decimal_places": 2, "min_value": Decimal(0)}
_SHARE: dict[str, Any] = {"max_digits": 7, "decimal_places": 4}


class EditionSerializer(serializers.ModelSerializer[AuthorityTable]):
    """An edition; `revision` is sent back with changes."""

    is_draft = serializers.BooleanField(read_only=True)

    class Meta:
        model = AuthorityTable
        fields = [
            "id", "year", "edition", "note", "base", "revision", "is_draft", "edited_by", "updated_at",
            "published_at", "published_by",
        ]  # fmt: skip
        read_only_fields = fields


class NewEditionSerializer(serializers.Serializer[Any]):
    base = serializers.IntegerField(required=False, allow_null=True, default=None)
    year = serializers.IntegerField(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class AuthorityRowSerializer(serializers.Serializer[Any]):
    """A row. Amounts in yuan, margins as shares (0.15); null or empty means any; ranges hold from, not up to."""

    id = serializers.IntegerField(required=False, allow_null=True, default=None)
    code = serializers.CharField(read_only=True)
    document = serializers.CharField(max_length=60)
    department = serializers.PrimaryKeyRelatedField(
        queryset=Department.objects.all(), allow_null=True, required=False, default=None
    )
    amount_from = serializers.DecimalField(**_AMOUNT, allow_null=True, required=False, default=None)
    amount_to = serializers.DecimalField(**_AMOUNT, allow_null=True, required=False, default=None)
    margin_from = serializers.DecimalField(**_SHARE, allow_null=True, required=False, default=None)
    margin_to = serializers.DecimalField(**_SHARE, allow_null=True, required=False, default=None)
    contract_kind = serializers.ChoiceField(choices=["", *KINDS], required=False, default="")
    product_class = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    credit_class = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    roles = serializers.ListField(child=serializers.CharField(max_length=40))
    clause = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class RowsSerializer(serializers.Serializer[Any]):
    """All rows of a draft in their order; what is not named goes."""

    revision = serializers.IntegerField()
    rows = AuthorityRowSerializer(many=True)


class FindingSerializer(serializers.Serializer[Any]):
    document = serializers.CharField()
    text = serializers.CharField()
    rows = serializers.ListField(child=serializers.CharField())


class AuthorityPublicationSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class AuthorityQuestionSerializer(serializers.Serializer[Any]):
    document = serializers.ChoiceField(choices=[])
    edition = serializers.IntegerField(required=False, allow_null=True, default=None)
    department = serializers.PrimaryKeyRelatedField(
        queryset=Department.objects.all(), allow_null=True, required=False, default=None
    )
    amount = serializers.DecimalField(**_AMOUNT, allow_null=True, required=False, default=None)
    margin = serializers.DecimalField(**_SHARE, allow_null=True, required=False, default=None)
    contract_kind = serializers.ChoiceField(choices=["", *KINDS], required=False, default="")
    product_class = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")
    credit_class = serializers.CharField(max_length=20, required=False, allow_blank=True, default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document: Any = self.fields["document"]
        document.choices = [kind for kind, _one in matrix.shipped.items()]


_PERSON = inline_serializer(
    "AuthorityPerson", {"id": serializers.IntegerField(), "username": serializers.CharField(),
                        "name": serializers.CharField()}, many=True,
)  # fmt: skip
_STEP = inline_serializer(
    "AuthorityStep", {"role": serializers.CharField(), "name": serializers.CharField(), "people": _PERSON}, many=True
)
_WHY_NOT = inline_serializer(
    "AuthorityWhyNot",
    {"row": serializers.CharField(), "column": serializers.CharField(), "text": serializers.CharField()},
    many=True,
)
_REFUSAL = inline_serializer(
    "AuthorityRefusal",
    {"code": serializers.CharField(), "message": serializers.CharField(), "clause": serializers.CharField()},
    allow_null=True,
)


class AuthorityAnswerSerializer(serializers.Serializer[Any]):
    edition = serializers.CharField()
    row = serializers.CharField(allow_null=True)
    clause = serializers.CharField()
    steps = _STEP
    why_not = _WHY_NOT
    refusal = _REFUSAL


class _View(OnceMixin):
    def read(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The body, checked. Raises ValidationError (400)."""
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        return values

    def edition(self, pk: int) -> AuthorityTable:
        return queries.fetch_edition(self.request.user, pk)  # type: ignore[arg-type]


class EditionsView(_View):
    """Editions, the newest first; drafts only for those who may change them."""

    @extend_schema(responses=EditionSerializer(many=True), operation_id="authority_editions_list")
    def get(self, request: Request) -> Response:
        return Response(EditionSerializer(queries.editions(request.user)[:200], many=True).data)  # type: ignore[arg-type]

    @extend_schema(request=NewEditionSerializer, responses={201: EditionSerializer})
    def post(self, request: Request) -> Response:
        """Make a draft from an edition (the valid one when none is named)."""
        require(request.user, AUTHORITY)  # type: ignore[arg-type]
        given, act = self.read(NewEditionSerializer), self.act()
        base = self.edition(given["base"]) if given["base"] else matrix.valid_table(act.today)
        if base is None:
            draft = actions.next_edition(act=act, note=given["note"], base=None)
        else:
            draft = actions.copy_to_year(base, given["year"] or act.today.year, act=act, note=given["note"])
        return Response(EditionSerializer(draft).data, status=201)


class EditionView(_View):
    @extend_schema(responses=EditionSerializer, operation_id="authority_editions_retrieve")
    def get(self, request: Request, pk: int) -> Response:
        return Response(EditionSerializer(self.edition(pk)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Delete a draft."""
        require(request.user, AUTHORITY)  # type: ignore[arg-type]
        actions.discard(self.edition(pk), act=self.act())
        return Response(status=204)


class RowsView(_View):
    @extend_schema(responses=AuthorityRowSerializer(many=True), operation_id="authority_rows_list")
    def get(self, request: Request, pk: int) -> Response:
        return Response(AuthorityRowSerializer(queries.rows_of(self.edition(pk)), many=True).data)

    @extend_schema(request=RowsSerializer, responses=EditionSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Make these the rows of a draft."""
        require(request.user, AUTHORITY)  # type: ignore[arg-type]
        given, table = self.read(RowsSerializer), self.edition(pk)
        known = set(Role.objects.values_list("code", flat=True))
        for place, row in enumerate(given["rows"]):
            department = row.pop("department")
            row["department_id"] = department.pk if department else None
            if unknown := [role for role in row["roles"] if role not in known]:
                raise serializers.ValidationError({f"rows.{place}.roles": unknown})
        saved = actions.save_rows(table, given["rows"], act=self.act(), revision=given["revision"])
        return Response(EditionSerializer(saved).data)


class FindingsView(_View):
    """Gaps and overlaps of an edition: what would refuse its publication."""

    @extend_schema(responses=FindingSerializer(many=True), operation_id="authority_findings_list")
    def get(self, request: Request, pk: int) -> Response:
        rows: list[AuthorityRow] = queries.rows_of(self.edition(pk))
        told = [
            {"document": one.document, "text": one.text, "rows": [rows[at].code for at in one.rows]}
            for one in findings(rows)
        ]
        return Response(told)


class PublicationView(_View):
    @extend_schema(request=AuthorityPublicationSerializer, responses=EditionSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Publish a draft. Refused with its gaps and overlaps, or when a second person must do it."""
        require(request.user, AUTHORITY)  # type: ignore[arg-type]
        given = self.read(AuthorityPublicationSerializer)
        table = actions.publish_table(self.edition(pk), act=self.act(), **given)
        return Response(EditionSerializer(table).data)


class QuestionView(_View):
    """Who approves such a document, by the valid edition or another one, and why the other rows do not match."""

    @extend_schema(request=AuthorityQuestionSerializer, responses=AuthorityAnswerSerializer)
    def post(self, request: Request) -> Response:
        given = self.read(AuthorityQuestionSerializer)
        table = self.edition(given["edition"]) if given["edition"] else matrix.valid_table(timezone.localdate())
        if table is None:
            return Response({"edition": "", "row": None, "clause": "", "steps": [], "why_not": [], "refusal": None})
        facts = {name: given[name] for name in matrix.LABELS if given[name] not in (None, "")}
        found = explaining.answer(table, given["document"], facts, given["department"])
        titles = {role.code: str(role) for role in Role.objects.all()}
        codes = {row.pk: row.code for row in queries.rows_of(table)}
        steps = [
            {
                "role": code,
                "name": titles.get(code, code),
                "people": [
                    {"id": person.pk, "username": person.username, "name": person.name}
                    for person in people.with_role(code, department=given["department"])
                ],
            }
            for code in found.roles
        ]
        why_not = [{"row": codes[pk], "column": why.column, "text": why.text} for pk, why in found.why_not.items()]
        body = {
            "edition": str(table),
            "row": found.row.code if found.row else None,
            "clause": found.row.clause if found.row else "",
            "steps": steps,
            "why_not": why_not,
            "refusal": refusal_body(found.refusal) if found.refusal else None,
        }
        return Response(body)
