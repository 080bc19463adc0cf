"""The address of one's calendar over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.calendar import feed
from leadtocash.foundation.web.api import OnceMixin


class CalendarAddressSerializer(serializers.Serializer[Any]):
    """Shown this once; whoever has it reads the person's deadlines."""

    url = serializers.CharField()


class CalendarFeedView(OnceMixin):
    @extend_schema(request=None, responses={201: CalendarAddressSerializer})
    def post(self, request: Request) -> Response:
        """Make a new address for one's deadlines (iCalendar); the one before ends."""
        act = self.act()
        secret = feed.make(act.person, at=act.at)
        return Response({"url": request.build_absolute_uri(f"/calendar/{secret}.ics")}, status=201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """End the address; ending it again changes nothing."""
        feed.revoke(self.act().person)
        return Response(status=204)
