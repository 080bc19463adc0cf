"""Webhooks over the API: endpoints, their secrets, the log, sending again (permission webhooks.manage)."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal.verbs import verbs
from leadtocash.foundation.web.api import OnceMixin
from leadtocash.foundation.webhooks import actions, kinds, permissions
from leadtocash.foundation.webhooks.models import WebhookEndpoint, WebhookMessage

LISTED = 200


class EndpointSerializer(serializers.ModelSerializer[WebhookEndpoint]):
    """events: codes, or "customers.*" for all of an area. person: whose sight decides what is told."""

    person = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True))
    events = serializers.ListField(child=serializers.CharField(max_length=80), min_length=1, max_length=400)

    class Meta:
        model = WebhookEndpoint
        fields = ["id", "name", "url", "person", "events", "is_active", "failing_since", "fault"]
        read_only_fields = ["failing_since", "fault"]
        extra_kwargs: dict[str, Any] = {"name": {"validators": []}}


class NewEndpointSerializer(EndpointSerializer):
    """With its secret, which is shown this once."""

    secret = serializers.CharField(read_only=True)

    class Meta(EndpointSerializer.Meta):
        fields = [*EndpointSerializer.Meta.fields, "secret"]


class SecretSerializer(serializers.Serializer[Any]):
    """Shown this once; the secret before signs too for one more day."""

    secret = serializers.CharField()


class TrySerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    status = serializers.IntegerField(help_text="of HTTP; 0 when there was no answer")
    ms = serializers.IntegerField()
    error = serializers.CharField(allow_blank=True)


class WebhookMessageSerializer(serializers.ModelSerializer[WebhookMessage]):
    """tries: the last twenty; answer: its first thousand signs."""

    tries = TrySerializer(many=True, read_only=True)

    class Meta:
        model = WebhookMessage
        fields = [
            "id", "uid", "endpoint", "event", "kind", "record_id", "at", "state", "due_at", "attempts", "tries",
            "answer", "last_error", "sent_at",
        ]  # fmt: skip
        read_only_fields = fields


class WholeWebhookMessageSerializer(WebhookMessageSerializer):
    class Meta(WebhookMessageSerializer.Meta):
        fields = [*WebhookMessageSerializer.Meta.fields, "body"]
        read_only_fields = fields


class ReplaySerializer(serializers.Serializer[Any]):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    only_failed = serializers.BooleanField(required=False, default=False)


class CountSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()


class EventSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    words = serializers.CharField()


class KeeperView(OnceMixin):
    """What only the keepers of webhooks may do."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        require(self.act().person, permissions.MANAGE)

    def endpoint(self, pk: int) -> WebhookEndpoint:
        """The endpoint of the address, else 404."""
        found = WebhookEndpoint.objects.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def read(self, serializer: serializers.Serializer[Any]) -> dict[str, Any]:
        """The body, checked. Raises ValidationError (400)."""
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        return values


class EventsView(KeeperView):
    @extend_schema(responses=EventSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every event there is."""
        rows = [{"code": code, "words": str(verbs.get(code).label)} for code in kinds.codes()]
        return Response(EventSerializer(rows, many=True).data)


class EndpointsView(KeeperView):
    @extend_schema(operation_id="webhook_endpoints_list", responses=EndpointSerializer(many=True))
    def get(self, request: Request) -> Response:
        """All endpoints."""
        return Response(EndpointSerializer(WebhookEndpoint.objects.all(), many=True).data)

    @extend_schema(request=EndpointSerializer, responses={201: NewEndpointSerializer})
    def post(self, request: Request) -> Response:
        """Set up an endpoint; the answer shows its secret this once."""
        endpoint, secret = actions.add(self.read(EndpointSerializer(data=request.data)), act=self.act())
        return Response({**EndpointSerializer(endpoint).data, "secret": secret}, status=201)


class EndpointView(KeeperView):
    @extend_schema(responses=EndpointSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One endpoint."""
        return Response(EndpointSerializer(self.endpoint(pk)).data)

    @extend_schema(request=EndpointSerializer(partial=True), responses=EndpointSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change it; switched on again, what has waited is sent."""
        endpoint = self.endpoint(pk)
        values = self.read(EndpointSerializer(endpoint, data=request.data, partial=True))
        return Response(EndpointSerializer(actions.change(endpoint, values, act=self.act())).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Remove it with its messages."""
        actions.remove(self.endpoint(pk), act=self.act())
        return Response(status=204)


class SecretView(KeeperView):
    @extend_schema(request=None, responses={201: SecretSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Make a new secret."""
        return Response({"secret": actions.change_secret(self.endpoint(pk), act=self.act())}, status=201)


class TestView(KeeperView):
    @extend_schema(request=None, responses={201: WebhookMessageSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Send a test message."""
        return Response(WebhookMessageSerializer(actions.test(self.endpoint(pk), act=self.act())).data, status=201)


class ReplayView(KeeperView):
    @extend_schema(request=ReplaySerializer, responses=CountSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Send again what happened from start to end."""
        values = self.read(ReplaySerializer(data=request.data))
        return Response({"count": actions.replay(self.endpoint(pk), **values, act=self.act())})


class MessagesView(KeeperView):
    @extend_schema(
        operation_id="webhook_messages_list",
        parameters=[
            OpenApiParameter("state", str, enum=WebhookMessage.State.values),
            OpenApiParameter("before", int, description="id of the last message of the page before"),
        ],
        responses=WebhookMessageSerializer(many=True),
    )
    def get(self, request: Request, pk: int) -> Response:
        """The messages of an endpoint, the newest first, two hundred at a time."""
        rows = self.endpoint(pk).messages.order_by("-pk")
        asked = self.read(_Asked(data=request.query_params))
        if "state" in asked:
            rows = rows.filter(state=asked["state"])
        if "before" in asked:
            rows = rows.filter(pk__lt=asked["before"])
        return Response(WebhookMessageSerializer(rows[:LISTED], many=True).data)


class _Asked(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=WebhookMessage.State.choices, required=False)
    before = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class MessageView(KeeperView):
    @extend_schema(responses=WholeWebhookMessageSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One message with what was sent."""
        return Response(WholeWebhookMessageSerializer(self.message(pk)).data)

    def message(self, pk: int) -> WebhookMessage:
        """The message of the address, else 404."""
        found = WebhookMessage.objects.select_related("endpoint").filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


class MessageAgainView(MessageView):
    http_method_names = ["post", "options"]

    @extend_schema(request=None, responses=WebhookMessageSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Send it once more, the same body under the same id."""
        return Response(WebhookMessageSerializer(actions.send_again(self.message(pk), act=self.act())).data)
