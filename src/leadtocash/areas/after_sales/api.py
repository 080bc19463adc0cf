"""The installed base over the API: found by serial number, with warranty and who maintains."""

from __future__ import annotations

from django.utils import timezone
from rest_framework import serializers

from leadtocash.areas.after_sales import limits, rules
from leadtocash.areas.after_sales.models import InstalledUnit
from leadtocash.areas.after_sales.tables import UNITS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.packs.limits import number


class InstalledUnitSerializer(serializers.ModelSerializer[InstalledUnit]):
    customer_name = serializers.CharField(source="customer.name", read_only=True)
    project_code = serializers.CharField(source="project.code", read_only=True)
    warranty = serializers.SerializerMethodField()
    maintained_by = serializers.SerializerMethodField()
    clause = serializers.SerializerMethodField()

    class Meta:
        model = InstalledUnit
        fields = [
            "id", "serial", "model", "product", "customer", "customer_name", "project", "project_code", "box", "place",
            "warranty_years", "warranty_from", "warranty_until", "warranty", "maintained_by", "clause", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_warranty(self, row: InstalledUnit) -> str:
        return rules.warranty_of(row.warranty_until, timezone.localdate(), number(limits.ENDING)).value

    def get_maintained_by(self, row: InstalledUnit) -> str:
        """The role that maintains the device today."""
        return rules.maintainer(row.warranty_until, timezone.localdate()).role

    def get_clause(self, row: InstalledUnit) -> str:
        return rules.maintainer(row.warranty_until, timezone.localdate()).clause


class InstalledUnitViewSet(RecordViewSet):
    model = InstalledUnit
    page = UNITS
    related = ("customer", "project")
    serializer_class = InstalledUnitSerializer
