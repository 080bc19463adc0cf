"""The base of every record's API: lists as the page's list, a record by the gate, posts on nouns."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.filters import BaseFilterBackend
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.foundation.access.gate import fetch, take
from leadtocash.foundation.access.reading import names_of, reading_of
from leadtocash.foundation.kernel.errors import Stale
from leadtocash.foundation.kernel.models import Record
from leadtocash.foundation.web.api import OnceMixin, PreconditionRequired
from leadtocash.foundation.web.api_schema import CursorPages
from leadtocash.foundation.web.lists.export import FORMS, exporters
from leadtocash.foundation.web.lists.kept import Kept, kept, opened
from leadtocash.foundation.web.lists.page import ListPage, capped_count
from leadtocash.foundation.web.lists.parts import params_of
from leadtocash.foundation.web.lists.rendering import asked
from leadtocash.foundation.web.lists.schema import fields_of, parameters, size_of

#: a request that says nothing one could carry out
WRONG_INPUT = (ValidationError, exceptions.ValidationError, exceptions.ParseError, exceptions.UnsupportedMediaType)


class ListParameters(BaseFilterBackend):
    """Tells OpenAPI the parameters of a list; the work is done by the list's declaration."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        return queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        page: ListPage | None = getattr(view, "page", None)
        return parameters(page, view.model) if page is not None else []


class ExportSerializer(serializers.Serializer[Any]):
    """form: xlsx takes a million rows, csv five million."""

    form = serializers.ChoiceField([*FORMS], default="xlsx")


class ExportBegunSerializer(serializers.Serializer[Any]):
    """status: the address that tells how the export stands and where its file is; in the header Location, too."""

    status = serializers.CharField()


class RecordViewSet(OnceMixin, viewsets.GenericViewSet[Any]):
    """GET list and GET one. Subclasses add `create` and `@action` posts that call exactly one action each."""

    model: ClassVar[type[models.Model]]
    page: ListPage
    related: ClassVar[tuple[str, ...]] = ()
    filter_backends = [ListParameters]
    pagination_class = CursorPages
    lookup_value_regex = r"\d+"

    def get_queryset(self) -> models.QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows.select_related(*self.related) if self.related else rows

    def record(self) -> Any:
        """The record of the address if this person may see it, else 404; for a change it must be what he saw."""
        if self.request.method in SAFE_METHODS:
            return fetch(self.model, self._person, self.get_queryset(), pk=self.kwargs["pk"])
        found: Any = fetch(self.model, self._person, self._alone, pk=self.kwargs["pk"])
        return self.unchanged(found) if isinstance(found, Record) else found

    def taken(self) -> Any:
        """The same, under its lock: for an action that begins with locking it (see `gate.take`)."""
        found: Any = take(self.model, self._person, self._alone, self.kwargs["pk"])
        return self.unchanged(found)

    def handle_exception(self, exc: Exception) -> Response:
        """What is wrong with a request is told of records this person may see; of any other, that it is not there."""
        if "pk" in self.kwargs and isinstance(exc, WRONG_INPUT):
            try:
                with suppress(Stale, PreconditionRequired):
                    self.record()
            except Http404 as not_there:
                exc = not_there
        return super().handle_exception(exc)

    @property
    def _person(self) -> Any:
        return self.request.user

    @property
    def _alone(self) -> Any:
        """The records without what is shown with them: an action reads what it needs."""
        return self.get_queryset().select_related(None).prefetch_related(None)

    def chosen(self, ids: Sequence[int]) -> models.QuerySet[Any]:
        """Those of these records that this person may see, for what is done to many at once."""
        return self.page.rows(self.request.user).filter(pk__in=ids).order_by("pk")

    def list(self, request: Request) -> Response:
        """A page of rows: {results, next, previous, count, count_is_capped}. Raises ValidationError (400)."""
        person: Any = request.user
        params = params_of(request.query_params)
        mine = kept(person, self.page.name) if "saved" in params else Kept()
        params, _view = opened(params, mine, by_default=False)
        page, shape = self.page.seen_by(person), self.get_serializer_class()
        names = fields_of(params.get("fields", ""), names_of(shape))
        rows, counted = page.sought(params, person, timezone.localdate())
        size, reading = size_of(params.get("page_size", "")), reading_of(shape, names, person)
        values = reading.paths if reading else ()
        piece = page.slice(rows, params, size, person=person, strict=True, values=values)
        whole = not (piece.next or piece.previous)
        count, capped = (len(piece.rows), False) if whole else counted or capped_count(rows)
        if reading is not None:
            results = reading.shown(piece.rows, self._lookups() if reading.parts else ())
        else:
            results = self.shown(piece.rows, names)
        return Response(
            {"results": results, "next": piece.next or None, "previous": piece.previous or None, "count": count,
             "count_is_capped": capped}
        )  # fmt: skip

    @classmethod
    def get_extra_actions(cls) -> Any:
        """Only what has a list has an export."""
        found = super().get_extra_actions()
        return [one for one in found if one.__name__ != "export" or hasattr(cls, "page")]

    @extend_schema(request=ExportSerializer, responses={202: ExportBegunSerializer})
    @action(detail=False, methods=["post"], url_path="exports")
    def export(self, request: Request) -> Response:
        """Have the list as these parameters narrow it written to a file; it is made by the worker."""
        form = self.read(ExportSerializer)["form"]
        one = asked(self.page, params_of(request.query_params), request.user, by_default=False)
        if one.problems:
            raise ValidationError(one.problems)
        status = next(exporters.values()).begin(one, form, act=self.act())
        return Response({"status": status}, status=202, headers={"Location": status})

    def shown(self, rows: Sequence[Mapping[str, Any]], names: Collection[str]) -> Any:
        """The named fields of the records of these rows, as the serializer shows them."""
        shape: Any = self.get_serializer([], many=True)
        fields = shape.child.fields
        for name in set(fields) - set(names):
            del fields[name]
        roots = {str(field.source).partition(".")[0] for field in fields.values()}
        records = self.get_queryset()
        if "*" not in roots:
            kept = [one for one in self._lookups() if str(getattr(one, "prefetch_to", one)).partition("__")[0] in roots]
            records = records.prefetch_related(None).prefetch_related(*kept)
        found = records.in_bulk([row["pk"] for row in rows])
        shape.instance = [found[row["pk"]] for row in rows if row["pk"] in found]
        return shape.data

    def _lookups(self) -> Sequence[Any]:
        """What is prefetched with the records."""
        lookups: Sequence[Any] = self.get_queryset()._prefetch_related_lookups  # type: ignore[attr-defined]  # noqa: SLF001 - no public name
        return lookups

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.record()).data)

    def read(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """The request's body, checked by a serializer. Raises ValidationError (400 with field errors)."""
        given = serializer(data=self.request.data, context=self.get_serializer_context())
        given.is_valid(raise_exception=True)
        values: dict[str, Any] = given.validated_data
        return values

    def revision(self) -> int | None:
        """The revision the client saw, None when it says nothing. Raises Stale."""
        return self.seen_revision()

    def answer(self, record: models.Model, status: int = 200) -> Response:
        """The record as it is now."""
        shape, rows = self.get_serializer_class(), self.get_queryset().filter(pk=record.pk)
        reading = reading_of(shape, names_of(shape), self.request.user)  # type: ignore[arg-type]
        if reading is None:
            return Response(self.get_serializer(rows.get()).data, status=status)
        found = list(rows.select_related(None).prefetch_related(None).values(*dict.fromkeys(reading.paths)))
        return Response(reading.shown(found, self._lookups() if reading.parts else ())[0], status=status)
