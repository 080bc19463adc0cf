"""Tokens for other programs, one's own sessions, and who one is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import authenticate
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadtocash.foundation.accounts import lockout, log, passwords, people, policy, scopes, sessions, tokens
from leadtocash.foundation.accounts.factors import check_code, held_by
from leadtocash.foundation.accounts.models import ApiToken, User, UserSession
from leadtocash.foundation.accounts.preferring import prefer
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.acting import act_of


class ScopesField(serializers.ListField):
    """What a token is for: "read", "write", or of one part "customers:read", "customers:write"."""

    child = serializers.RegexField(r"^([a-z_]+:)?(read|write)\Z", max_length=60)

    def to_internal_value(self, data: Any) -> list[str]:
        given = sorted(set(super().to_internal_value(data)))
        unknown = [scope for scope in given if scope not in scopes.all_scopes()]
        if unknown:
            raise serializers.ValidationError(_("There is no scope %(scope)s.") % {"scope": joined(unknown)})
        return given


class CredentialsSerializer(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=60)
    password = serializers.CharField(max_length=200, write_only=True, trim_whitespace=False)
    code = serializers.CharField(
        max_length=40, required=False, default="", write_only=True, help_text="second factor, where there is one"
    )
    label = serializers.CharField(max_length=60, required=False, default="")  # type: ignore[assignment]
    days = serializers.IntegerField(
        min_value=1, max_value=tokens.LONGEST.days, required=False, default=tokens.LIFETIME.days
    )
    scopes = ScopesField(required=False, default=[scopes.WRITE])


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField()
    expires_in_days = serializers.IntegerField()
    scopes = serializers.ListField(child=serializers.CharField())


class OwnTokenSerializer(serializers.ModelSerializer[ApiToken]):
    scopes = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = ApiToken
        fields = ["id", "label", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"]


class SessionSerializer(serializers.ModelSerializer[UserSession]):
    device = serializers.SerializerMethodField()

    class Meta:
        model = UserSession
        fields = ["id", "device", "how", "address", "since", "seen_at"]

    def get_device(self, row: UserSession) -> str:
        return log.device_of(row.agent)


class EndedSerializer(serializers.Serializer[Any]):
    ended = serializers.IntegerField()


class PersonSerializer(serializers.ModelSerializer[User]):
    roles = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ["id", "username", "name", "roles"]

    def get_roles(self, person: User) -> list[str]:
        return people.roles_of(person)


class PreferencesSerializer(serializers.ModelSerializer[User]):
    """money_unit: how pages show amounts, "wan" (ten thousand yuan), "yuan", or empty as the company does; amounts of
    the API are always yuan."""

    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)

    class Meta:
        model = User
        fields = ["language", "money_unit"]


class Refused(exceptions.AuthenticationFailed):
    """401 with a code of its own: second_factor_required, password_change_required."""


class TooMany(exceptions.APIException):
    status_code = 429
    default_code = "locked"


class TokensView(APIView):
    """Exchange user name and password (and the second factor, where there is one) for a bearer token.

    It is valid for ninety days unless `days` says otherwise, and may do all its person may unless `scopes` says less.
    """

    permission_classes = [AllowAny]

    @extend_schema(request=CredentialsSerializer, responses=TokenSerializer)
    def post(self, request: Request) -> Response:
        given = CredentialsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        now, where = timezone.now(), log.where_of(request._request)
        person = self._proved(request, values)
        lockout.succeeded(person.username, where.address)
        lifetime = timedelta(days=values["days"])
        clear = tokens.issue(person, at=now, label=values["label"], lifetime=lifetime, scopes=values["scopes"])
        act = act_of(request._request, door="api")
        log.changed(person, "token_made", act=_by(act, person), where=where, detail=values["label"])
        return Response({"token": clear, "expires_in_days": lifetime.days, "scopes": values["scopes"]})

    def _proved(self, request: Request, values: dict[str, Any]) -> User:
        now, where = timezone.now(), log.where_of(request._request)
        name = values["username"]
        known = User.objects.called(name)

        def refuse(why: str, sentence: str, code: str) -> exceptions.AuthenticationFailed:
            log.write("refused", at=now, where=where, person=known, name=name, how="token", why=why)
            return Refused(sentence, code=code)

        try:
            lockout.reserve(name, where.address, at=now)
        except lockout.Locked as locked:
            log.write("refused", at=now, where=where, person=known, name=name, how="token", why="locked")
            raise TooMany(str(locked)) from None
        person = authenticate(request._request, username=name, password=values["password"])
        if not isinstance(person, User):
            raise refuse("wrong", _("User name or password is not right."), "authentication_failed")
        held = held_by(person)
        if held and not values["code"]:
            lockout.right(name, where.address)
            raise refuse("factor_needed", _("Give the code of your second factor too."), "second_factor_required")
        if held and not check_code(person, values["code"], at=now):
            raise refuse("code", _("This code is not right, or it was used already."), "second_factor_wrong")
        lockout.right(name, where.address)
        if not held and policy.needs_second_factor(person):
            sentence = _("Your role needs a second factor: sign in on the page and set it up first.")
            raise refuse("factor_needed", sentence, "second_factor_setup_required")
        if passwords.must_change(person, at=now):
            sentence = _("Your password must be changed: sign in on the page first.")
            raise refuse("password_due", sentence, "password_change_required")
        return person


class MeView(APIView):
    """The person the token belongs to; any token may ask."""

    permission_classes = [IsAuthenticated]

    @extend_schema(responses=PersonSerializer)
    def get(self, request: Request) -> Response:
        person: Any = request.user
        return Response(PersonSerializer(person).data)


class PreferencesView(APIView):
    """How one likes to have things shown, on every device."""

    @extend_schema(responses=PreferencesSerializer)
    def get(self, request: Request) -> Response:
        return Response(PreferencesSerializer(cast(User, request.user)).data)

    @extend_schema(request=PreferencesSerializer, responses=PreferencesSerializer)
    def patch(self, request: Request) -> Response:
        person = cast(User, request.user)
        given = PreferencesSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        prefer(person, **given.validated_data)
        return Response(PreferencesSerializer(person).data)


class OwnTokensView(APIView):
    """One's tokens, without their text."""

    @extend_schema(responses=OwnTokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(OwnTokenSerializer(tokens.of(cast(User, request.user))[:200], many=True).data)


class TokenWithdrawalView(APIView):
    """End one of one's tokens; ending it again changes nothing."""

    @extend_schema(request=None, responses=OwnTokenSerializer)
    def post(self, request: Request, pk: int) -> Response:
        person = cast(User, request.user)
        row = tokens.of(person).filter(pk=pk).first()
        if row is None:
            raise exceptions.NotFound
        act = act_of(request._request, door="api")
        if tokens.withdraw(row, at=act.at):
            where = log.where_of(request._request)
            log.changed(person, "token_withdrawn", act=_by(act, person), where=where, detail=row.label)
        row.refresh_from_db()
        return Response(OwnTokenSerializer(row).data)


class SessionsView(APIView):
    """Where one is signed in with a browser."""

    @extend_schema(responses=SessionSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(SessionSerializer(sessions.of(cast(User, request.user)), many=True).data)


class SessionEndView(APIView):
    """End one of one's browser sessions."""

    @extend_schema(request=None, responses=EndedSerializer)
    def post(self, request: Request, pk: int) -> Response:
        row = UserSession.objects.filter(person=cast(User, request.user), pk=pk).first()
        if row is None:
            raise exceptions.NotFound
        sessions.end(row)
        _log_end(request, log.device_of(row.agent))
        return Response({"ended": 1})


class SessionsEndView(APIView):
    """End all of one's browser sessions and forget remembered devices."""

    @extend_schema(request=None, responses=EndedSerializer)
    def post(self, request: Request) -> Response:
        count = sessions.end_all(cast(User, request.user))
        _log_end(request, str(count))
        return Response({"ended": count})


def _log_end(request: Request, detail: str) -> None:
    where = log.where_of(request._request)
    log.write("session_ended", at=timezone.now(), where=where, person=cast(User, request.user), detail=detail)


def _by(act: Act, person: User) -> Act:
    return replace(act, by=person)
