"""The company's people by name and role, and the working calendar: what other programs need to address acts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.calendar import days


class ColleagueSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["id", "username", "name"]


class WorkingDaySerializer(serializers.Serializer[Any]):
    start = serializers.DateField()
    days = serializers.IntegerField()
    end = serializers.DateField()


class PeopleView(APIView):
    """Active people, by role if asked. Everybody in the company may know his colleagues' names."""

    @extend_schema(
        parameters=[OpenApiParameter("role", str, description="role code")],
        responses=ColleagueSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        people = User.objects.filter(is_active=True).order_by("username")
        role = request.query_params.get("role")
        if role:
            people = people.filter(positions__role__code=role).distinct()
        return Response(ColleagueSerializer(people[:500], many=True).data)


class WorkingDaysView(APIView):
    """The day that lies `days` working days after `start`."""

    @extend_schema(
        parameters=[
            OpenApiParameter("start", date, required=True),
            OpenApiParameter("days", int, required=True),
        ],
        responses=WorkingDaySerializer,
    )
    def get(self, request: Request) -> Response:
        try:
            start = date.fromisoformat(request.query_params.get("start", ""))
            count = int(request.query_params.get("days", ""))
        except ValueError:
            raise exceptions.ValidationError({"start": [_("Give start as 2026-11-24 and days as a number.")]}) from None
        if not 0 <= count <= 1000:
            raise exceptions.ValidationError({"days": [_("From 0 to 1000.")]})
        return Response({"start": start, "days": count, "end": days.add(start, count)})
