"""Attachments over the API: list, add, versions, what can be shown of one, remove, bring back; the storage."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.documents import actions, administering, permissions, previewing, queries, serving, views
from leadtocash.foundation.documents.models import Attachment, StorageLimits
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.api import OnceMixin

FILE_ANSWERS: dict[Any, Any] = {
    (200, "application/octet-stream"): OpenApiTypes.BINARY,
    (206, "application/octet-stream"): OpenApiTypes.BINARY,
    416: OpenApiResponse(description="The file has no such part."),
}


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    """One version of a file. document: the same for all its versions; scan: unscanned, clean or infected."""

    document = serializers.IntegerField(source="document_id", read_only=True)
    scan = serializers.CharField(source="stored.scan", default="", read_only=True)

    class Meta:
        model = Attachment
        fields = [
            "id", "kind", "record_id", "category", "name", "size", "content_type", "digest", "document", "version",
            "superseded_at", "added_at", "added_by", "scan",
        ]  # fmt: skip
        read_only_fields = fields


class FileSerializer(serializers.Serializer[Any]):
    file = serializers.FileField()


class UploadSerializer(FileSerializer):
    category = serializers.CharField(required=False, default="", max_length=40, allow_blank=True)


class PreviewTableSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    rows = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    total = serializers.IntegerField()


class PreviewSerializer(serializers.Serializer[Any]):
    """kind: pdf, image, words, tables, text, archive, or empty where nothing can be shown. url: of a picture or PDF."""

    kind = serializers.CharField()
    url = serializers.CharField()
    html = serializers.CharField()
    text = serializers.CharField()
    tables = PreviewTableSerializer(many=True)


class LimitsSerializer(serializers.ModelSerializer[StorageLimits]):
    class Meta:
        model = StorageLimits
        fields = ["per_record_mb", "per_person_mb"]


class StorageSerializer(serializers.Serializer[Any]):
    """used, quota: bytes; quota null: no limit. unscanned, infected: stored files."""

    per_record_mb = serializers.IntegerField(allow_null=True)
    per_person_mb = serializers.IntegerField(allow_null=True)
    used = serializers.IntegerField(read_only=True)
    quota = serializers.IntegerField(read_only=True, allow_null=True)
    most_mb = serializers.IntegerField(read_only=True)
    scanner = serializers.BooleanField(read_only=True)
    unscanned = serializers.IntegerField(read_only=True)
    infected = serializers.IntegerField(read_only=True)


class AttachmentsView(OnceMixin):
    """Files on a record (kind as "contracts.contract"). A file with the name of one there is its next version."""

    parser_classes = [MultiPartParser]

    @extend_schema(responses=AttachmentSerializer(many=True), operation_id="attachments_list")
    def get(self, request: Request, kind: str, record_id: int) -> Response:
        record = views.record_for(request.user, kind, record_id)
        return Response(AttachmentSerializer(queries.attachments_of(record), many=True).data)

    @extend_schema(request=UploadSerializer, responses={201: AttachmentSerializer})
    def post(self, request: Request, kind: str, record_id: int) -> Response:
        record = views.record_for(request.user, kind, record_id)
        category = str(request.data.get("category", ""))
        added = actions.attach(record, _posted(request), act=self.act(), category=category)
        return Response(AttachmentSerializer(added).data, status=201)


class ArchiveView(APIView):
    """All files of a record as one ZIP."""

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, kind: str, record_id: int) -> StreamingHttpResponse:
        record = views.record_for(request.user, kind, record_id)
        return serving.archive_response(queries.attachments_of(record), name=str(record)[:80])


class AttachmentView(OnceMixin):
    """What is known of one file."""

    @extend_schema(responses=AttachmentSerializer)
    def get(self, request: Request, pk: int) -> Response:
        attachment, _record = views.attachment_for(request.user, pk)
        return Response(AttachmentSerializer(attachment).data)


class FileView(APIView):
    """The content of one file; a part of it by `Range`."""

    @extend_schema(
        parameters=[OpenApiParameter("Range", str, OpenApiParameter.HEADER, description="bytes=0-1023")],
        responses=FILE_ANSWERS,
    )
    def get(self, request: Request, pk: int) -> HttpResponse | StreamingHttpResponse:
        attachment, _record = views.attachment_for(request.user, pk)
        return serving.file_response(request, attachment, download=True)


class PreviewView(APIView):
    """What can be shown of a file without downloading it; html is cleaned of everything but text and tables."""

    @extend_schema(responses=PreviewSerializer)
    def get(self, request: Request, pk: int) -> Response:
        attachment, _record = views.attachment_for(request.user, pk)
        serving.check_served(attachment)
        try:
            found = previewing.preview_of(attachment)
        except OSError:
            raise serving.lost(attachment) from None
        url = {
            "pdf": reverse("documents:download", args=[pk]),
            "image": reverse("documents:picture", args=[pk, "view"]),
        }.get(found.kind, "")
        shown = {"kind": found.kind, "url": url, "html": found.html, "text": found.text, "tables": found.tables}
        return Response(PreviewSerializer(shown).data)


class VersionsView(OnceMixin):
    """All versions of a document, newest first; a POST adds the next one, whatever its file is called."""

    parser_classes = [MultiPartParser]

    @extend_schema(responses=AttachmentSerializer(many=True), operation_id="attachments_versions_list")
    def get(self, request: Request, pk: int) -> Response:
        attachment, _record = views.attachment_for(request.user, pk)
        return Response(AttachmentSerializer(queries.versions_of(attachment), many=True).data)

    @extend_schema(request=FileSerializer, responses={201: AttachmentSerializer})
    def post(self, request: Request, pk: int) -> Response:
        attachment, record = views.attachment_for(request.user, pk)
        added = actions.add_version(attachment, record, _posted(request), act=self.act())
        return Response(AttachmentSerializer(added).data, status=201)


class RemovalView(OnceMixin):
    """Take a file with its versions off its record; for 90 days it can be brought back."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, pk: int) -> Response:
        attachment, record = views.attachment_for(request.user, pk)
        actions.remove(attachment, record, act=self.act())
        return Response(status=204)


class RestorationView(OnceMixin):
    """Bring back a removed file."""

    @extend_schema(request=None, responses={200: AttachmentSerializer})
    def post(self, request: Request, pk: int) -> Response:
        attachment, record = views.removed_for(request.user, pk)
        actions.restore(attachment, record, act=self.act())
        found, _record = views.attachment_for(request.user, pk)
        return Response(AttachmentSerializer(found).data)


class StorageView(OnceMixin):
    """The file storage: what is used, what may be used; for who keeps it."""

    parser_classes = [JSONParser]

    @extend_schema(responses=StorageSerializer, operation_id="file_storage")
    def get(self, request: Request) -> Response:
        require(self.act().person, permissions.MANAGE)
        return Response(_storage())

    @extend_schema(request=LimitsSerializer, responses={200: StorageSerializer}, operation_id="file_storage_limits")
    def post(self, request: Request) -> Response:
        require(self.act().person, permissions.MANAGE)
        given = LimitsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actions.set_limits(dict(given.validated_data), act=self.act())
        return Response(_storage())


def _storage() -> dict[str, Any]:
    known, limits = administering.summary(), StorageLimits.now()
    scans = known["scans"]
    found = {**known, "unscanned": scans["unscanned"], "infected": scans["infected"]}
    shown = StorageSerializer({**found, "per_record_mb": limits.per_record_mb, "per_person_mb": limits.per_person_mb})
    return dict(shown.data)


def _posted(request: Request) -> Any:
    file = request.FILES.get("file")
    if file is None:
        raise RuleError(_("Choose a file first."), code="file_missing")
    return file
