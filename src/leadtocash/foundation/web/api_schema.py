"""What the API's description says of every address: answers to mistakes, pages of lists, headers, who reads what."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.permissions import SAFE_METHODS

_JSON, _FORM = "application/json", "multipart/form-data"
_BIGGEST = 2**63 - 1
PROBLEMS = {
    "400": "Something in the address or the body is wrong.",
    "401": "The token, or the user name and password, are not accepted.",
    "403": "The person may not do this, or the token was not made for it.",
    "404": "There is no such thing, or the person may not see it.",
    "409": "A rule forbids it now.",
    "412": "The record was changed since it was read.",
    "415": "This kind of body is not read.",
    "428": "Send If-Match or the revision that was read.",
    "429": "Too many requests; see Retry-After.",
}


class MissingSerializer(serializers.Serializer[Any]):
    """One thing that is missing: what, who owes it, since when; the clause that asks for it, if it has its own."""

    what = serializers.CharField()
    who = serializers.CharField(allow_blank=True)
    since = serializers.DateField(allow_null=True)
    clause = serializers.CharField(required=False)


class OfferSerializer(serializers.Serializer[Any]):
    """What can be done instead."""

    label = serializers.CharField()  # type: ignore[assignment]
    href = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Why a request was not carried out: `code` for programs, `message` for people, in the language asked for.

    fields: what is wrong, by field (400). clause, missing, offer: the rule that refuses (409). permission: what the
    person lacks (403).
    """

    code = serializers.CharField()
    message = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()), required=False
    )
    clause = serializers.CharField(required=False, allow_blank=True)
    missing = MissingSerializer(many=True, required=False)
    offer = OfferSerializer(required=False)
    permission = serializers.CharField(required=False)


class CursorPages(BasePagination):
    """The shape of a list; `RecordViewSet.list` cuts the pages."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        cursor = {"type": "string", "nullable": True, "description": "to be sent as `cursor`; null at the end"}
        return {
            "type": "object",
            "required": ["results", "next", "previous", "count", "count_is_capped"],
            "properties": {
                "results": schema, "next": cursor, "previous": cursor, "count": {"type": "integer"},
                "count_is_capped": {"type": "boolean", "description": "there are more than `count`"},
            },
        }  # fmt: skip

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return []


def _header(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": {"type": "string"}}


def _blank(field: Any) -> bool:
    """Does the field stand for a column of its serializer's model that may be blank?"""
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    columns = model._meta.concrete_fields if model else ()
    return any(one.blank for one in columns if one.name == field.source)


class Schema(AutoSchema):
    """The description of one operation."""

    def get_description(self) -> str:
        """The method's own sentence, else the view's own; nothing that was written for programmers of a base."""
        method = getattr(self.view, getattr(self.view, "action", None) or self.method.lower(), None)
        own = vars(type(self.view))
        written = (getattr(method, "__doc__", None) if self._is_own(method) else None) or own.get("__doc__") or ""
        return "\n".join(line.strip() for line in written.strip().splitlines())

    def _is_own(self, method: Any) -> bool:
        return getattr(method, "__name__", "") != "retrieve"

    def get_filter_backends(self) -> list[Any]:
        return super().get_filter_backends() if self._is_page() else []

    def _get_paginator(self) -> Any:
        return super()._get_paginator() if self._is_page() else None

    def _is_page(self) -> bool:
        return getattr(self.view, "action", "") == "list"

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        """A choice that is only shown can be "", too, where its column is left blank; serializers do not say it."""
        if type(field) is serializers.ChoiceField and field.read_only and _blank(field):
            field.allow_blank = True
        return super()._map_serializer_field(field, direction, bypass_extensions)

    def map_parsers(self) -> list[str]:
        """Files go as a form, everything else as JSON."""
        return [_FORM if self._takes_files() else _JSON]

    def _takes_files(self) -> bool:
        shape = self.get_request_serializer()
        shape = shape() if isinstance(shape, type) and issubclass(shape, serializers.Serializer) else shape
        fields = getattr(shape, "fields", {})
        return any(isinstance(field, serializers.FileField) for field in getattr(fields, "values", list)())

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super()._resolve_path_parameters(variables)
        for parameter in found:
            schema = parameter["schema"]
            if schema.get("type") == "integer" or schema.get("pattern") == r"^\d+$":
                parameter["schema"] = {"type": "integer", "minimum": 0, "maximum": _BIGGEST}
        return found

    def _get_parameters(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = super()._get_parameters()
        if self.method == "POST" and self._signed_in():
            found.append(_header("Idempotency-Key", "a repeat with the same key is answered as the first time"))
        if self._changes_record():
            sentence = "the ETag that was read, or *; 412 when the record was changed since"
            found.append(_header("If-Match", sentence + ("; this or `revision`" if self.method == "PATCH" else "")))
        return found

    def _signed_in(self) -> bool:
        return not any(type(one).__name__ == "AllowAny" for one in self.view.get_permissions())

    def _changes_record(self) -> bool:
        return self.method not in SAFE_METHODS and "{id}" in self.path and hasattr(self.view, "record")

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        found: dict[str, Any] = super()._get_response_bodies(direction)
        self.resolve_serializer(ProblemSerializer, "response")
        found = {code: {"$ref": f"#/components/responses/Problem{code}"} for code in self._problems()} | found
        if self.method == "GET":
            etag = {"ETag": {"schema": {"type": "string"}, "description": "for If-None-Match, and If-Match"}}
            found["200"] = {**found["200"], "headers": etag} if "200" in found else found.get("200")
            found["304"] = {"description": "It is what If-None-Match names."}
        return found

    def _problems(self) -> list[str]:
        changes = self.method not in SAFE_METHODS
        left_out = {
            "403": not self._signed_in(),
            "409": not changes,
            "412": not changes,
            "415": not changes,
            "428": not (self._changes_record() and self.method == "PATCH"),
        }
        return [code for code in PROBLEMS if not left_out.get(code)]


def with_problems(result: dict[str, Any], **_rest: Any) -> dict[str, Any]:
    """Put the answers to mistakes into the description, once for all addresses."""
    content = {_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    shared = {f"Problem{code}": {"description": words, "content": content} for code, words in PROBLEMS.items()}
    result["components"]["responses"] = shared
    for schema in result["components"]["schemas"].values():
        for field in schema.get("properties", {}).values():
            if field.get("format") == "time":  # by the standard it would name a time zone
                field["format"], field["pattern"] = "local-time", r"^\d{2}:\d{2}(:\d{2}(\.\d+)?)?$"
    return result
