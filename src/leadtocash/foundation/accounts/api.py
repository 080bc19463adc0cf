"""POST /api/v1/tokens/ and GET /api/v1/me/."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import authenticate
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadtocash.foundation.accounts import people, tokens
from leadtocash.foundation.accounts.models import User


class CredentialsSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=60)
    password = serializers.CharField(max_length=200, write_only=True, trim_whitespace=False)
    label = serializers.CharField(max_length=60, required=False, default="")  # type: ignore[assignment]


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField()
    expires_in_days = serializers.IntegerField()


class PersonSerializer(serializers.ModelSerializer[User]):
    roles = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "username", "name", "roles"]

    def get_roles(self, person: User) -> list[str]:
        return people.roles_of(person)


class TokensView(APIView):
    """Exchange user name and password for a bearer token, valid ninety days."""

    permission_classes = [AllowAny]

    @extend_schema(request=CredentialsSerializer, responses=TokenSerializer)
    def post(self, request: Request) -> Response:
        given = CredentialsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        person = authenticate(request._request, username=values["username"], password=values["password"])
        if not isinstance(person, User):
            raise exceptions.AuthenticationFailed(_("User name or password is not right."))
        clear = tokens.issue(person, at=timezone.now(), label=values["label"])
        return Response({"token": clear, "expires_in_days": tokens.LIFETIME.days})


class MeView(APIView):
    """The person the token belongs to."""

    @extend_schema(responses=PersonSerializer)
    def get(self, request: Request) -> Response:
        person: Any = request.user
        return Response(PersonSerializer(person).data)
