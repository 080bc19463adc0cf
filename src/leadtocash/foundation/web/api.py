"""The API's manners: one shape for refusals and wrong input, posts done once, lists like the pages' lists."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.views import exception_handler as default_handler

from leadtocash.foundation.kernel import once
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Merged, Missing, NotAllowed, RuleError, Stale
from leadtocash.foundation.kernel.models import held, lock
from leadtocash.foundation.web import etags, refusals
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.errors import address_after, merged_refusal, status_of


def answer_exception(exception: Exception, context: dict[str, Any]) -> Response | None:
    """Turn a refusal, wrong input or failure into the API's answer; the transaction is rolled back."""
    if isinstance(exception, RuleError | NotAllowed | Stale):
        refusals.note(context["request"], exception)
        return Response(refusal_body(exception), status=status_of(exception))
    if isinstance(exception, DjangoValidationError):
        return Response(invalid_body(_fields_of(exception)), status=status.HTTP_400_BAD_REQUEST)
    if isinstance(exception, exceptions.ValidationError):
        return Response(invalid_body(_flat(exception.detail)), status=status.HTTP_400_BAD_REQUEST)
    if isinstance(exception, Merged):
        return _led_on(context["request"], exception)
    if isinstance(exception, Http404):
        exception = exceptions.NotFound(_("This does not exist, or you may not see it."))
    if isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied()
    response = default_handler(exception, context)
    if response is not None:
        detail = response.data.get("detail", "") if isinstance(response.data, dict) else ""
        code = getattr(detail, "code", "error")
        response.data = {"code": code, "message": str(detail)}
    return response


def _led_on(request: Request, merged: Merged) -> Response:
    """301 to the record that has taken the place of this one; 410 with its address for a change."""
    href = address_after(request, merged)
    status_code = status.HTTP_301_MOVED_PERMANENTLY if request.method in SAFE_METHODS else status.HTTP_410_GONE
    return Response(refusal_body(merged_refusal(merged, href)), status=status_code, headers={"Location": href})


def refusal_body(refusal: RuleError | NotAllowed | Stale) -> dict[str, Any]:
    """{code, message, clause, missing: [{what, who, since, clause}]}, the same on page and API."""
    if isinstance(refusal, NotAllowed):
        return {"code": "not_allowed", "message": refusal.message, "permission": refusal.permission}
    if isinstance(refusal, Stale):
        return {"code": "changed_meanwhile", "message": refusal.message}
    body: dict[str, Any] = {
        "code": refusal.code,
        "message": refusal.message,
        "clause": refusal.clause,
        "missing": [_owed(one) for one in refusal.missing],
    }
    if refusal.offer:
        body["offer"] = {"label": str(refusal.offer.label), "href": refusal.offer.href}
    return body


def _owed(one: Missing) -> dict[str, Any]:
    """One thing that is missing; its clause where it has one of its own."""
    told = {"what": str(one.what), "who": str(one.who), "since": one.since.isoformat() if one.since else None}
    return {**told, "clause": one.clause} if one.clause else told


def invalid_body(fields: dict[str, list[str]]) -> dict[str, Any]:
    return {"code": "invalid", "message": _("Some fields are wrong or missing."), "fields": fields}


def _fields_of(error: DjangoValidationError) -> dict[str, list[str]]:
    if hasattr(error, "error_dict"):
        return {name: list(messages) for name, messages in error.message_dict.items()}
    return {"__all__": list(error.messages)}


def _flat(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for name, value in detail.items():
            found |= _flat(value, f"{prefix}.{name}" if prefix else str(name))
        return found
    if isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        found = {}
        for place, item in enumerate(detail):
            if item:
                found |= _flat(item, f"{prefix}.{place}" if prefix else str(place))
        return found
    return {prefix or "__all__": [str(item) for item in (detail if isinstance(detail, list) else [detail])]}


class PreconditionRequired(exceptions.APIException):
    """A change that does not say what it is based on could undo somebody else's."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = gettext_lazy("Say which state you change: send If-Match with the ETag you read, or the revision.")
    default_code = "precondition_required"


class OnceMixin(APIView):
    """A POST with an Idempotency-Key is carried out once; a repeat gets the first answer. Answers have an ETag."""

    def act(self) -> Act:
        """The act of this request."""
        return act_of(self.request, door="api")

    def seen_revision(self) -> int | None:
        """The revision the client saw (If-Match, or `revision` in the body); None when it says nothing, or "*".

        Raises Stale where If-Match is nothing this program has given out.
        """
        given = self.request.headers.get("If-Match", "").strip()
        if given:
            return etags.revision_of(given)
        body = self.request.data
        said = str(body.get("revision", "")) if isinstance(body, dict) else ""
        return int(said) if said.isdecimal() and len(said) < 10 else None

    def unchanged(self, record: Any) -> Any:
        """The record, if it is what the client saw. Raises Stale; 428 where a PATCH does not say what it saw."""
        revision = self.seen_revision()
        if revision is not None:
            with transaction.atomic():
                locked = lock(record, revision=revision)
            return held(record) if locked is record else record
        elif self.request.method == "PATCH" and not self.request.headers.get("If-Match"):
            raise PreconditionRequired
        return record

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(answer, Response) and answer.status_code < 300:
            seen = request.headers.get("If-None-Match", "") if request.method == "GET" else ""
            answer.add_post_render_callback(lambda rendered: etags.put(rendered, seen))
        return answer

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """A change with Idempotency-Key or If-Match is one transaction: what they promise holds to its end."""
        key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
        if request.method in SAFE_METHODS or not (key or "If-Match" in request.headers):
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            response: Any
            if key:
                response = self._once(request, key, super().dispatch, args, kwargs)
            else:
                response = super().dispatch(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            return response

    def _once(self, request: Any, key: str, go: Callable[..., Any], args: Any, kwargs: Any) -> HttpResponse:
        drf_request: Request = self.initialize_request(request, *args, **kwargs)
        try:
            self.check_permissions(drf_request)
        except exceptions.APIException:
            return go(request, *args, **kwargs)
        person: Any = drf_request.user
        request._force_auth_user, request._force_auth_token = person, drf_request.auth  # noqa: SLF001 - as DRF reads it
        try:
            claimed = once.claim(person_id=person.pk, key=key, path=request.path, at=timezone.now())
        except RuleError as refusal:
            return HttpResponse(json.dumps(refusal_body(refusal)), status=409, content_type="application/json")
        if isinstance(claimed, once.Answer):
            return HttpResponse(claimed.body, status=claimed.status, content_type="application/json")
        response = go(request, *args, **kwargs)
        if response.status_code < 400:
            body = JSONRenderer().render(response.data).decode() if getattr(response, "data", None) is not None else ""
            once.answered(claimed, status=response.status_code, body=body)
        return response
