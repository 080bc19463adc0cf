"""The API's description with the fields a company has added, for a person who sees them.

The description as it is shipped marks where they belong (`x-custom-fields-of`); it is made once for each language.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from django.utils.translation import get_language
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.custom_fields import listing, seeing, values
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.web.lists.schema import CUSTOM, orderings

Type = CustomField.Type
_NUMBER = {"type": "string", "format": "decimal"}
_TYPES: dict[str, dict[str, Any]] = {
    Type.TEXT: {"type": "string", "maxLength": values.LINE},
    Type.LONG: {"type": "string", "maxLength": values.LONG},
    Type.INTEGER: {"type": "integer"},
    Type.DECIMAL: _NUMBER,
    Type.MONEY: _NUMBER,
    Type.DATE: {"type": "string", "format": "date"},
    Type.YES_NO: {"type": "boolean"},
    Type.PERSON: {"type": "integer"},
}


class ExtraValuesExtension(OpenApiSerializerFieldExtension):
    """`extra` in the shipped description, where nobody knows its fields yet."""

    target_class = "leadtocash.foundation.custom_fields.serializing.ExtraValues"

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        return {
            "type": "object",
            "additionalProperties": {},
            "description": (
                "Custom fields by their codes (`/custom-fields/`), null where empty; only those sent are changed."
            ),
            CUSTOM: kind_of(self.target.model or self.target.parent.Meta.model),
        }


def described(person: Any) -> dict[str, Any]:
    """The description of the API for this person, in the language of the request."""
    found = deepcopy(_shipped(get_language() or ""))
    for component in found["components"]["schemas"].values():
        extra = component.get("properties", {}).get("extra", {})
        if kind := extra.get(CUSTOM):
            extra["properties"] = {field.code: _property(person, field) for field in seeing.seen(person, kind)}
            extra["additionalProperties"] = False
    for methods in found["paths"].values():
        parameters = methods.get("get", {}).get("parameters", [])
        ordering = next((one for one in parameters if CUSTOM in one), None)
        if ordering is not None:
            columns, filters = listing.of_fields(seeing.seen(person, ordering[CUSTOM]))
            ordering["schema"]["items"]["enum"] += orderings(columns)
            parameters += [parameter for one in filters for parameter in one.schema()]
    return found


@cache
def _shipped(language: str) -> dict[str, Any]:
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


def _property(person: Any, field: CustomField) -> dict[str, Any]:
    """A field as JSON keeps it."""
    found = {"title": field.name, "nullable": True, **({"description": field.hint} if field.hint else {})}
    codes = [code for code, _label in field.options(all_of_them=True)]
    if field.type == Type.CHOICE:
        found |= {"type": "string", "enum": [*codes, None]}
    elif field.type == Type.CHOICES:
        found |= {"type": "array", "items": {"type": "string", "enum": codes}}
    else:
        found |= _TYPES[field.type]
    return found if seeing.edits(person, field) else {**found, "readOnly": True}
