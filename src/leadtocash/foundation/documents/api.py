"""Attachments of a record over the API: list, add (multipart), read."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadtocash.foundation.documents import actions, views
from leadtocash.foundation.documents.models import Attachment
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.api import OnceMixin


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    class Meta:
        model = Attachment
        fields = ["id", "category", "name", "size", "content_type", "digest", "added_at", "added_by"]


class UploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField()
    category = serializers.CharField(required=False, default="", max_length=40, allow_blank=True)


class AttachmentsView(OnceMixin):
    """Files on a record (kind as "contracts.contract")."""

    parser_classes = [MultiPartParser]

    @extend_schema(responses=AttachmentSerializer(many=True), operation_id="attachments_list")
    def get(self, request: Request, kind: str, record_id: int) -> Response:
        record = views.record_for(request.user, kind, record_id)
        return Response(AttachmentSerializer(actions.attachments_of(record), many=True).data)

    @extend_schema(request=UploadSerializer, responses={201: AttachmentSerializer})
    def post(self, request: Request, kind: str, record_id: int) -> Response:
        record = views.record_for(request.user, kind, record_id)
        file = request.FILES.get("file")
        if file is None:
            raise RuleError(_("Choose a file first."), code="file_missing")
        category = str(request.data.get("category", ""))
        added = actions.attach(record, file, act=self.act(), category=category)
        return Response(AttachmentSerializer(added).data, status=201)


class FileView(APIView):
    """The content of one file."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> FileResponse:
        attachment, _record = views.attachment_for(request.user, pk)
        return views.file_response(attachment, download=True)
