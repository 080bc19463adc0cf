"""What leads look like over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.leads import queries
from leadtocash.areas.leads.actions import To
from leadtocash.areas.leads.models import Lead, LeadSource
from leadtocash.foundation.access.serializing import ProtectedFields
from leadtocash.foundation.custom_fields.serializing import Extended
from leadtocash.foundation.kernel.money import ZERO


class LeadSerializer(Extended, ProtectedFields, serializers.ModelSerializer[Lead]):
    """`source` by its code; due_on: the last day to take it up, then to qualify it."""

    source = serializers.SlugRelatedField(  # type: ignore[assignment]
        slug_field="code", queryset=queries.sources()
    )
    owner_name = serializers.CharField(source="owner.name", read_only=True, allow_null=True, default=None)
    department_name = serializers.CharField(source="department.name", read_only=True)

    class Meta:
        model = Lead
        fields = [
            "id", "number", "company", "contact", "position", "phone", "email", "region", "industry", "source",
            "source_detail", "need", "money", "money_note", "authority", "authority_note", "real_need",
            "real_need_note", "state", "received_on", "due_on", "returned", "qualified_on", "converted_on",
            "dropped_on", "drop_reason", "drop_note", "owner", "owner_name", "department", "department_name",
            "customer", "opportunity", "revision", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "money", "money_note", "authority", "authority_note", "real_need", "real_need_note",
            "state", "received_on", "due_on", "returned", "qualified_on", "converted_on", "dropped_on", "drop_reason",
            "drop_note", "owner", "department", "customer", "opportunity", "revision", "created_at", "updated_at",
        ]  # fmt: skip


class NewLeadSerializer(LeadSerializer):
    """to: who gets it, by the assignment rules unless it is said; sure: it is another one, though it may be there."""

    to = serializers.ChoiceField(choices=To.choices, default=To.RULE, write_only=True)
    sure = serializers.BooleanField(default=False, write_only=True)

    class Meta(LeadSerializer.Meta):
        fields = [*LeadSerializer.Meta.fields, "to", "sure"]


class PooledLeadSerializer(serializers.ModelSerializer[Lead]):
    """What one sees of a lead before taking it: not whom to call."""

    source: Any = serializers.SlugRelatedField(slug_field="code", read_only=True)
    department_name = serializers.CharField(source="department.name", read_only=True)

    class Meta:
        model = Lead
        fields = [
            "id", "number", "company", "region", "industry", "source", "source_detail", "need", "received_on",
            "returned", "department", "department_name",
        ]  # fmt: skip
        read_only_fields = fields


class ManSerializer(serializers.ModelSerializer[Lead]):
    """Money, authority and need: yes, no or unknown, each with what it rests on."""

    class Meta:
        model = Lead
        fields = ["money", "money_note", "authority", "authority_note", "real_need", "real_need_note"]


class DropSerializer(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=Lead.Reason.choices)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class WhySerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


@extend_schema_field(serializers.IntegerField)
class _VisibleCustomer(serializers.PrimaryKeyRelatedField[Customer]):
    """A customer the person may see; another one does not exist for him."""

    def get_queryset(self) -> Any:
        return customers.pickable(self.context["request"].user)


class ConversionSerializer(serializers.Serializer[Any]):
    """What is left out is taken from the lead: the customer it seems to be, else a new one; its need as the name."""

    customer = _VisibleCustomer(required=False, allow_null=True)
    name = serializers.CharField(max_length=160, required=False)
    amount = serializers.DecimalField(max_digits=18, decimal_places=2, min_value=0, default=ZERO)
    expected_close_on = serializers.DateField(required=False, allow_null=True)


class SourceSerializer(serializers.ModelSerializer[LeadSource]):
    class Meta:
        model = LeadSource
        fields = ["id", "code", "name", "name_en", "position", "is_active", "revision"]
        read_only_fields = ["id", "revision"]


class LevelSerializer(serializers.Serializer[Any]):
    """count, amount: all that came this far or farther, yuan; ratio: of the level before; policy: what the company's
    proportions make of that; expected: how many there would be by them, counted from the prospects; direct: how many
    of the prospects came from no lead."""

    step = serializers.CharField()
    count = serializers.IntegerField()
    amount = serializers.DecimalField(max_digits=20, decimal_places=2)
    ratio = serializers.FloatField(allow_null=True)
    policy = serializers.FloatField(allow_null=True)
    expected = serializers.IntegerField(allow_null=True)
    direct = serializers.IntegerField(allow_null=True)


class YieldSerializer(serializers.Serializer[Any]):
    """amount: yuan won; days: from the lead to the win, on average."""

    source = serializers.CharField()  # type: ignore[assignment]
    leads = serializers.IntegerField()
    qualified = serializers.IntegerField()
    converted = serializers.IntegerField()
    dropped = serializers.IntegerField()
    won = serializers.IntegerField()
    amount = serializers.DecimalField(max_digits=20, decimal_places=2)
    days = serializers.IntegerField(allow_null=True)


class FunnelSerializer(serializers.Serializer[Any]):
    levels = LevelSerializer(many=True)
    yields = YieldSerializer(many=True)
