"""Sales projects over the API: the pages' lists, records, actions and refusals."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers

from leadtocash.areas.projects.api.closing import ClosingMixin
from leadtocash.areas.projects.api.purchasing import PurchasingMixin
from leadtocash.areas.projects.api.setup import SetupMixin
from leadtocash.areas.projects.api.shapes import (
    AcceptanceSerializer,
    LineSerializer,
    NoticeSerializer,
    ProjectRowSerializer,
    SheetSerializer,
)
from leadtocash.areas.projects.api.signoff import SignoffMixin
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.queries.projects import lines_of
from leadtocash.areas.projects.queries.signoff import delivery_of
from leadtocash.areas.projects.rules.checklist import Item
from leadtocash.areas.projects.rules.signoff import items_before_closing
from leadtocash.areas.projects.tables.projects import PROJECTS
from leadtocash.foundation.access.api import RecordViewSet


class ItemSerializer(serializers.Serializer[Any]):
    """One condition on the way to closing, met or missing."""

    what = serializers.CharField()
    who = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    clause = serializers.CharField()
    met = serializers.BooleanField()


class ProjectSerializer(ProjectRowSerializer):
    """A project with its equipment, sign-off sheet, closing notice and what is still missing for its closing."""

    lines = serializers.SerializerMethodField()
    sheet = serializers.SerializerMethodField()
    closing = serializers.SerializerMethodField()
    acceptance = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()

    class Meta(ProjectRowSerializer.Meta):
        fields = [*ProjectRowSerializer.Meta.fields, "lines", "sheet", "closing", "acceptance", "missing"]

    def _lines(self, project: Project) -> list[Any]:
        """The lines, read once for the record's parts."""
        kept: dict[int, list[Any]] = self.context.setdefault("lines", {})
        if project.pk not in kept:
            kept[project.pk] = lines_of(project)
        return kept[project.pk]

    @extend_schema_field(LineSerializer(many=True))
    def get_lines(self, project: Project) -> Any:
        return LineSerializer(self._lines(project), many=True, context=self.context).data

    @extend_schema_field(SheetSerializer(allow_null=True))
    def get_sheet(self, project: Project) -> Any:
        sheet = getattr(project, "sheet", None)
        return SheetSerializer(sheet).data if sheet else None

    @extend_schema_field(NoticeSerializer(allow_null=True))
    def get_closing(self, project: Project) -> Any:
        notice = getattr(project, "closing", None)
        return NoticeSerializer(notice).data if notice else None

    @extend_schema_field(AcceptanceSerializer(allow_null=True))
    def get_acceptance(self, project: Project) -> Any:
        report = getattr(project, "acceptance", None)
        return AcceptanceSerializer(report).data if report else None

    @extend_schema_field(ItemSerializer(many=True))
    def get_missing(self, project: Project) -> Any:
        if project.state in (Project.State.CLOSED, Project.State.CANCELLED):
            return []
        items: list[Item] = items_before_closing(delivery_of(project, self._lines(project)))
        return ItemSerializer([item for item in items if not item.met], many=True).data


class ProjectViewSet(SetupMixin, PurchasingMixin, SignoffMixin, ClosingMixin, RecordViewSet):
    """A project is made by registering its contract; from then on it is moved by posts on nouns."""

    model = Project
    page = PROJECTS
    related = ("contract", "customer", "owner", "department", "follows")
    serializer_class = ProjectSerializer

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows if self.action == "list" else rows.select_related("sheet", "closing", "acceptance")

    def get_serializer_class(self) -> Any:
        return ProjectRowSerializer if self.action == "list" else ProjectSerializer

    @extend_schema(responses=ProjectRowSerializer(many=True))
    def list(self, request: Any) -> Any:
        return super().list(request)


routes = [("projects", ProjectViewSet, "project")]
