"""Messages over the API: read them, choose what one is told of, keep the channels."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import Department
from leadtocash.foundation.notices import administering, choosing, delivering, live, permissions, queries, reading
from leadtocash.foundation.notices.channels import kinds
from leadtocash.foundation.notices.models import Channel, Delivery, Mode, Notice, QuietHours, Route, Way
from leadtocash.foundation.notices.tables import DELIVERIES, what
from leadtocash.foundation.notices.topics import groups, label_of, topics
from leadtocash.foundation.notices.wording import sentence_of, tone_of
from leadtocash.foundation.web.api import OnceMixin
from leadtocash.foundation.web.lists.page import capped_count


class MessageSerializer(serializers.ModelSerializer[Notice]):
    """text is empty where the person may no longer see what it was about."""

    text = serializers.SerializerMethodField()
    tone = serializers.SerializerMethodField()

    class Meta:
        model = Notice
        fields = ["id", "topic", "text", "tone", "url", "at", "read_at", "record_kind", "record_id"]
        read_only_fields = fields

    def get_text(self, row: Notice) -> str:
        return "" if row.pk in self.context["hidden"] else sentence_of(row)

    def get_tone(self, row: Notice) -> str:
        return tone_of(row.topic)


class MessagePageSerializer(serializers.Serializer[Any]):
    """before: to be sent back for the next page, null on the last."""

    results = MessageSerializer(many=True)
    before = serializers.CharField(allow_null=True)
    unread = serializers.IntegerField()


class NoticesView(OnceMixin):
    """One's own messages, the newest first, fifty at a time."""

    @extend_schema(
        operation_id="notices_list",
        parameters=[
            OpenApiParameter("unread", bool, description="only unread ones"),
            OpenApiParameter("group", str, enum=["workflow", "contracts", "projects", "receivables"]),
            OpenApiParameter("before", str, description="from the page before"),
        ],
        responses=MessagePageSerializer,
    )
    def get(self, request: Request) -> Response:
        params, person = request.query_params, self.act().person
        group = params.get("group", "")
        if group and group not in groups:
            raise ValidationError({"group": [f"one of {', '.join(name for name, _words in groups.items())}"]})
        only_unread = params.get("unread", "").lower() in {"1", "true"}
        rows = queries.notices_of(person, only_unread=only_unread, group=group)
        found, more = queries.piece(rows, queries.place_of(params.get("before", "")))
        context = {"hidden": queries.hidden(person, found)}
        before = queries.mark_of(found[-1]) if more else None
        results = MessageSerializer(found, many=True, context=context).data
        return Response({"results": results, "before": before, "unread": queries.unread(person)})


class ReadingSerializer(serializers.Serializer[Any]):
    """ids: which ones; without them all that are there."""

    ids = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, max_length=1000)


class MarkedSerializer(serializers.Serializer[Any]):
    marked = serializers.IntegerField()


class ReadingView(OnceMixin):
    """Mark one's messages read."""

    @extend_schema(request=ReadingSerializer, responses=MarkedSerializer)
    def post(self, request: Request) -> Response:
        given = ReadingSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        ids = given.validated_data.get("ids")
        act = self.act()
        marked = reading.mark_all_read(act=act) if ids is None else reading.mark_read(ids, act=act)
        return Response({"marked": marked})


class NumberSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    hot = serializers.BooleanField(help_text="something of it is late")


class NumbersSerializer(serializers.Serializer[Any]):
    """Other parts of the program may add their own."""

    unread = NumberSerializer()
    todo = NumberSerializer(required=False)


class NumbersView(OnceMixin):
    """Unread messages and work to do (counted up to 100), by name; 304 when If-None-Match says it is known."""

    @extend_schema(responses=NumbersSerializer)
    def get(self, request: Request) -> Response:
        body = live.numbers(self.act().person)
        etag = live.etag_of(body)
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        return Response(body, headers={"ETag": etag})


class ChoiceSerializer(serializers.Serializer[Any]):
    topic = serializers.CharField()
    way = serializers.ChoiceField(choices=Way.choices)
    mode = serializers.ChoiceField(choices=Mode.choices)


class ChoiceShownSerializer(ChoiceSerializer):
    words = serializers.CharField(read_only=True)
    fixed = serializers.BooleanField(read_only=True, help_text="by the company, for everybody")


class ChangedSerializer(serializers.Serializer[Any]):
    changed = serializers.IntegerField()


class ChoicesView(OnceMixin):
    """What one is told of, on which way, when."""

    @extend_schema(operation_id="notice_choices_list", responses=ChoiceShownSerializer(many=True))
    def get(self, request: Request) -> Response:
        person = self.act().person
        held = choosing.choices_of([person])
        return Response(
            [
                {"topic": topic.code, "way": way, "mode": held.mode(person.pk, topic, way), "words": label_of(topic),
                 "fixed": (topic.code, way) in held.forced}
                for topic in topics.values()
                for way in Way.values
            ]
        )  # fmt: skip

    @extend_schema(request=ChoiceSerializer(many=True), responses=ChangedSerializer)
    def post(self, request: Request) -> Response:
        given = ChoiceSerializer(data=request.data, many=True)
        given.is_valid(raise_exception=True)
        wanted = {(one["topic"], one["way"]): one["mode"] for one in given.validated_data}
        act = self.act()
        return Response({"changed": choosing.choose(act.person, wanted, act=act)})


class QuietHoursSerializer(serializers.ModelSerializer[QuietHours]):
    """Quiet hours and the way of the daily digest; times of day in the company's time zone."""

    class Meta:
        model = QuietHours
        fields = ["on", "starts", "ends", "digest"]


class QuietHoursView(OnceMixin):
    """When one is left in peace, and how the daily digest comes."""

    @extend_schema(responses=QuietHoursSerializer)
    def get(self, request: Request) -> Response:
        return Response(QuietHoursSerializer(choosing.habits_of(self.act().person)).data)

    @extend_schema(request=QuietHoursSerializer(partial=True), responses=QuietHoursSerializer)
    def patch(self, request: Request) -> Response:
        """Change what is given."""
        given = QuietHoursSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        return Response(QuietHoursSerializer(choosing.keep_habits(self.act().person, given.validated_data)).data)


class ChannelSerializer(serializers.ModelSerializer[Channel]):
    """settings: the fields of the kind; secrets are taken in and never given out."""

    kind = serializers.ChoiceField(choices=[(kind.code, kind.code) for kind in kinds.values()])
    settings = serializers.DictField(child=serializers.CharField(allow_blank=True))

    class Meta:
        model = Channel
        fields = ["id", "kind", "name", "is_active", "settings", "fault", "fault_at"]
        read_only_fields = ["fault", "fault_at"]


class ChannelsView(OnceMixin):
    """The channels of the company (permission notices.channels)."""

    @extend_schema(operation_id="notice_channels_list", responses=ChannelSerializer(many=True))
    def get(self, request: Request) -> Response:
        require(self.act().person, permissions.CHANNELS)
        return Response(ChannelSerializer(Channel.objects.all(), many=True).data)

    @extend_schema(request=ChannelSerializer, responses={201: ChannelSerializer})
    def post(self, request: Request) -> Response:
        act = self.act()
        require(act.person, permissions.CHANNELS)
        given = ChannelSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        flat = {**values["settings"], "name": values["name"], "is_active": values.get("is_active", True)}
        channel = administering.add_channel(values["kind"], flat, act=act)
        return Response(ChannelSerializer(channel).data, status=201)


class ChannelChangeSerializer(serializers.Serializer[Any]):
    """Only what is given changes; a secret that is left out or empty stays."""

    name = serializers.CharField(max_length=60, required=False)
    is_active = serializers.BooleanField(required=False)
    settings = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)


class ChannelView(OnceMixin):
    """One channel (permission notices.channels)."""

    @extend_schema(responses=ChannelSerializer)
    def get(self, request: Request, pk: int) -> Response:
        require(self.act().person, permissions.CHANNELS)
        return Response(ChannelSerializer(_channel(pk)).data)

    @extend_schema(request=ChannelChangeSerializer, responses=ChannelSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change name, settings or secrets, or switch it on or off."""
        act = self.act()
        require(act.person, permissions.CHANNELS)
        given = ChannelChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        channel, values = _channel(pk), dict(given.validated_data)
        settings = {**channel.settings, **values.pop("settings", {})}
        flat = {**settings, "name": channel.name, "is_active": channel.is_active, **values}
        return Response(ChannelSerializer(administering.change_channel(channel, flat, act=act)).data)


class RouteSerializer(serializers.ModelSerializer[Route]):
    """What a group hears of: a topic (empty: all) of a department and those below (null: of all)."""

    topic = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    department = serializers.PrimaryKeyRelatedField(
        queryset=Department.objects.all(), required=False, allow_null=True, default=None
    )

    class Meta:
        model = Route
        fields = ["id", "topic", "department"]
        validators: list[Any] = []


class RoutesView(OnceMixin):
    """What a group's robot hears of (permission notices.channels)."""

    @extend_schema(operation_id="notice_routes_list", responses=RouteSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        require(self.act().person, permissions.CHANNELS)
        return Response(RouteSerializer(_channel(pk).routes.order_by("topic", "pk"), many=True).data)

    @extend_schema(request=RouteSerializer, responses={201: RouteSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Let the group hear of something more."""
        act = self.act()
        require(act.person, permissions.CHANNELS)
        given = RouteSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        route = administering.add_route(_channel(pk), values["topic"], values["department"], act=act)
        return Response(RouteSerializer(route).data, status=201)


class RouteView(OnceMixin):
    """One thing a group hears of (permission notices.channels)."""

    @extend_schema(request=RouteSerializer(partial=True), responses=RouteSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Let the group hear of something else instead."""
        route, act = self._route(pk), self.act()
        given = RouteSerializer(route, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        values = {"topic": route.topic, "department": route.department, **given.validated_data}
        return Response(RouteSerializer(administering.change_route(route, **values, act=act)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Let the group no longer hear of it."""
        administering.remove_route(self._route(pk), act=self.act())
        return Response(status=204)

    def _route(self, pk: int) -> Route:
        require(self.act().person, permissions.CHANNELS)
        found = Route.objects.select_related("channel", "department").filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


def _channel(pk: int) -> Channel:
    found = Channel.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    what = serializers.SerializerMethodField()

    class Meta:
        model = Delivery
        fields = ["id", "channel", "person", "notice", "topic", "what", "state", "attempts", "made_at", "due_at",
                  "sent_at", "last_error"]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_what(self, row: Delivery) -> str:
        return what(row)


class DeliveryPageSerializer(serializers.Serializer[Any]):
    results = DeliverySerializer(many=True)
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    count = serializers.IntegerField()
    count_is_capped = serializers.BooleanField()


class ChannelTestView(OnceMixin):
    """Send a test message to oneself, or to the group."""

    @extend_schema(request=None, responses={202: DeliverySerializer})
    def post(self, request: Request, pk: int) -> Response:
        act = self.act()
        require(act.person, permissions.CHANNELS)
        delivery = administering.test_channel(_channel(pk), act=act)
        return Response(DeliverySerializer(delivery).data, status=202)


class DeliveriesView(OnceMixin):
    """What went outside, and its fate."""

    @extend_schema(
        operation_id="notice_deliveries_list",
        parameters=[
            OpenApiParameter("state", str, enum=Delivery.State.values),
            OpenApiParameter("channel", int),
            OpenApiParameter("cursor", str, description="from next or previous"),
        ],
        responses=DeliveryPageSerializer,
    )
    def get(self, request: Request) -> Response:
        person = self.act().person
        require(person, permissions.CHANNELS)
        params = {name: str(value) for name, value in request.query_params.items() if value}
        rows = DELIVERIES.selected(params, person, timezone.localdate())
        piece = DELIVERIES.slice(rows, params)
        count, capped = capped_count(rows)
        found = DeliverySerializer(piece.rows, many=True).data
        return Response(
            {"results": found, "next": piece.next or None, "previous": piece.previous or None, "count": count,
             "count_is_capped": capped}
        )  # fmt: skip


class DeliveryAgainView(OnceMixin):
    """Send a failed message once more."""

    @extend_schema(request=None, responses=DeliverySerializer)
    def post(self, request: Request, pk: int) -> Response:
        return Response(DeliverySerializer(delivering.send_again(pk, act=self.act())).data)
