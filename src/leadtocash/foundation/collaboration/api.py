"""Comments, followed records and who is changing what, over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.collaboration import actions, following, mentions, presence, queries, seeing
from leadtocash.foundation.collaboration.models import Comment, Presence
from leadtocash.foundation.collaboration.views import comment_for
from leadtocash.foundation.journal.meanwhile import saved_since
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.web.api import OnceMixin


class CommentSerializer(serializers.ModelSerializer[Comment]):
    """A comment taken back has no text any more."""

    by_name = serializers.CharField(source="by.name", read_only=True)
    mentioned: Any = serializers.PrimaryKeyRelatedField(many=True, read_only=True)

    class Meta:
        model = Comment
        fields = ["id", "at", "by", "by_name", "text", "mentioned", "changed_at", "withdrawn_at"]
        read_only_fields = [name for name in fields if name != "text"]


class CommentTextSerializer(serializers.Serializer[Any]):
    """Mention people as @name, or @user name where two have the same name."""

    text = serializers.CharField(max_length=actions.LONGEST)


class CommentPageSerializer(serializers.Serializer[Any]):
    """before: to be sent back for earlier ones, null at the end."""

    results = CommentSerializer(many=True)
    before = serializers.IntegerField(allow_null=True)


class PersonToMentionSerializer(serializers.Serializer[Any]):
    """insert: what to write after the @."""

    name = serializers.CharField()
    insert = serializers.CharField()
    hint = serializers.CharField()


class FollowSerializer(serializers.Serializer[Any]):
    """title and url are empty while the person may not see the record: it sleeps."""

    kind = serializers.CharField(source="follow.kind")
    record_id = serializers.IntegerField(source="follow.record_id")
    since = serializers.DateTimeField(source="follow.since")
    title = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    asleep = serializers.SerializerMethodField()

    def get_title(self, row: dict[str, Any]) -> str:
        return seeing.title_of(row["record"]) if row["record"] is not None else ""

    def get_url(self, row: dict[str, Any]) -> str:
        return str(row["record"].get_absolute_url()) if row["record"] is not None else ""

    def get_asleep(self, row: dict[str, Any]) -> bool:
        return row["record"] is None


class PresentSerializer(serializers.Serializer[Any]):
    """revision: the one that is being changed; then `saved` tells what somebody stored since."""

    revision = serializers.IntegerField(min_value=0, required=False)


class PresentPersonSerializer(serializers.Serializer[Any]):
    person = serializers.IntegerField(source="person_id")
    name = serializers.CharField(source="person.name")
    since = serializers.DateTimeField()
    message = serializers.SerializerMethodField()

    def get_message(self, one: Presence) -> str:
        return presence.sentence(one)


class PresenceSerializer(serializers.Serializer[Any]):
    """saved: empty, or who stored which fields meanwhile."""

    others = PresentPersonSerializer(many=True)
    saved = serializers.CharField(allow_blank=True)


def _text(request: Request) -> str:
    given = CommentTextSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    return str(given.validated_data["text"])


class CommentsView(OnceMixin):
    """What was said about a record, the latest first (kind as "contracts.contract")."""

    @extend_schema(
        operation_id="comments_list", parameters=[OpenApiParameter("before", int)], responses=CommentPageSerializer
    )
    def get(self, request: Request, kind: str, record_id: int) -> Response:
        record = seeing.record_for(self.act().person, kind, record_id)
        before = request.query_params.get("before", "")
        found, earlier = queries.comments_of(record, int(before) if before.isdecimal() else None)
        return Response(CommentPageSerializer({"results": found, "before": earlier}).data)

    @extend_schema(request=CommentTextSerializer, responses={201: CommentSerializer})
    def post(self, request: Request, kind: str, record_id: int) -> Response:
        act = self.act()
        record = seeing.record_for(act.person, kind, record_id)
        return Response(CommentSerializer(actions.comment(record, _text(request), act=act)).data, status=201)


class PeopleView(OnceMixin):
    """Whom one can mention on a record."""

    @extend_schema(
        operation_id="comments_people_list",
        parameters=[OpenApiParameter("q", str, description="beginning or part of the name")],
        responses=PersonToMentionSerializer(many=True),
    )
    def get(self, request: Request, kind: str, record_id: int) -> Response:
        person = self.act().person
        record = seeing.record_for(person, kind, record_id)
        words = clean_line(request.query_params.get("q", ""))[:40]
        return Response(PersonToMentionSerializer(mentions.offered(words, record, asking=person), many=True).data)


class CommentView(OnceMixin):
    """One's own comment, corrected within 15 minutes."""

    @extend_schema(request=CommentTextSerializer, responses=CommentSerializer)
    def put(self, request: Request, pk: int) -> Response:
        act = self.act()
        found, record = comment_for(act.person, pk)
        return Response(CommentSerializer(actions.change(found, _text(request), record, act=act)).data)


class WithdrawalView(OnceMixin):
    """One's own comment, taken back."""

    @extend_schema(request=None, responses=CommentSerializer)
    def post(self, request: Request, pk: int) -> Response:
        act = self.act()
        found, record = comment_for(act.person, pk)
        return Response(CommentSerializer(actions.withdraw(found, record, act=act)).data)


class FollowedView(OnceMixin):
    """What one follows, the latest first, fifty at a time."""

    @extend_schema(
        operation_id="following_list",
        parameters=[OpenApiParameter("after", int, description="how many to leave out")],
        responses=FollowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        after = request.query_params.get("after", "")
        rows, _more = following.followed(self.act().person, int(after) if after.isdecimal() and len(after) < 7 else 0)
        return Response(FollowSerializer(rows, many=True).data)


class FollowView(OnceMixin):
    """Follow a record, or no longer."""

    @extend_schema(operation_id="following_create", request=None, responses={204: None})
    def post(self, request: Request, kind: str, record_id: int) -> Response:
        act = self.act()
        actions.follow(seeing.record_for(act.person, kind, record_id), act=act)
        return Response(status=204)

    @extend_schema(operation_id="following_destroy", responses={204: None})
    def delete(self, request: Request, kind: str, record_id: int) -> Response:
        actions.unfollow(kind, record_id, act=self.act())
        return Response(status=204)


class PresenceView(OnceMixin):
    """Who has a record's form open now, in pages or programs."""

    @extend_schema(operation_id="presence_retrieve", responses=PresenceSerializer)
    def get(self, request: Request, kind: str, record_id: int) -> Response:
        act = self.act()
        record = seeing.record_for(act.person, kind, record_id)
        return self._told(record, None)

    @extend_schema(request=PresentSerializer, responses=PresenceSerializer)
    def post(self, request: Request, kind: str, record_id: int) -> Response:
        """Say that one is changing it; to be said again within 70 seconds."""
        given, act = PresentSerializer(data=request.data), self.act()
        given.is_valid(raise_exception=True)
        record = seeing.record_for(act.person, kind, record_id)
        presence.enter(record, act=act)
        return self._told(record, given.validated_data.get("revision"))

    @extend_schema(operation_id="presence_destroy", responses={204: None})
    def delete(self, request: Request, kind: str, record_id: int) -> Response:
        """Say that one is done."""
        presence.leave(kind, record_id, act=self.act())
        return Response(status=204)

    def _told(self, record: Any, revision: int | None) -> Response:
        saved = saved_since(record, revision) if revision is not None and hasattr(record, "revision") else ""
        told = {"others": presence.others(record, act=self.act()), "saved": saved}
        return Response(PresenceSerializer(told).data)
