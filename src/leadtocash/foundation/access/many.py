"""Many records at once over the API, and giving a record to another person: shapes and answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers
from rest_framework.response import Response

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.lists.bulk import MOST, Fate


class AssignmentSerializer(serializers.Serializer[Any]):
    """owner: id of the person who gets it."""

    owner = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True))
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class ManySerializer(serializers.Serializer[Any]):
    ids = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=1, max_length=MOST)


class AssignmentsSerializer(ManySerializer, AssignmentSerializer):
    pass


class FateSerializer(serializers.Serializer[Any]):
    """What became of one record; code and message say why it was refused."""

    id = serializers.IntegerField()
    done = serializers.BooleanField()
    code = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)


def answer_many(fates: Iterable[Fate]) -> Response:
    """One entry a record, in the order they were done."""
    return Response(
        [{"id": f.record.pk, "done": f.refusal is None, "code": f.code, "message": f.sentence} for f in fates]
    )
