"""Task coordination orders and support bookings over the API: the same actions, the same refusals."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from leadtocash.areas.projects import permissions
from leadtocash.areas.projects.actions import coordination as actions
from leadtocash.areas.projects.models import CoordinationOrder, Project, SupportBooking
from leadtocash.areas.projects.models.coordination import DAY_HOURS
from leadtocash.areas.projects.queries import coordination as queries
from leadtocash.areas.projects.rules.coordination import Slot, monday_of
from leadtocash.areas.projects.tables.coordination import ORDERS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.access.serializing import ProtectedFields
from leadtocash.foundation.web.api import OnceMixin


class HoursField(serializers.DecimalField):
    """Half an hour to eight, in half hours."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=3, decimal_places=1, min_value=Decimal("0.5"), max_value=DAY_HOURS, **kwargs)


class BookingSerializer(serializers.ModelSerializer[SupportBooking]):
    technician_name = serializers.CharField(source="technician.name", read_only=True)

    class Meta:
        model = SupportBooking
        fields = ["id", "order", "technician", "technician_name", "day", "hours", "note"]
        read_only_fields = fields


class CoordinationSerializer(ProtectedFields, serializers.ModelSerializer[CoordinationOrder]):
    """An order with its bookings; `booked_hours` is their sum."""

    project_code = serializers.CharField(source="project.code", read_only=True)
    technician_name = serializers.CharField(source="technician.name", read_only=True, default="")
    bookings = BookingSerializer(many=True, read_only=True)

    class Meta:
        model = CoordinationOrder
        fields = [
            "id", "number", "project", "project_code", "state", "kind", "subject", "needs", "place", "wanted_from",
            "wanted_to", "contact_name", "contact_phone", "technician", "technician_name", "answered_at",
            "decline_reason", "booked_hours", "result", "done_on", "rating", "rating_note", "bookings", "revision",
            "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "project", "state", "technician", "answered_at", "decline_reason", "booked_hours",
            "result", "done_on", "rating", "rating_note", "revision", "created_at", "updated_at",
        ]  # fmt: skip


class SlotSerializer(serializers.Serializer[Any]):
    day = serializers.DateField()
    hours = HoursField()
    note = serializers.CharField(max_length=100, required=False, allow_blank=True, default="")


class AcceptanceSerializer(serializers.Serializer[Any]):
    technician = serializers.PrimaryKeyRelatedField(queryset=queries.people())
    bookings = SlotSerializer(many=True)


class DeclinationSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


class ReportSerializer(serializers.Serializer[Any]):
    result = serializers.CharField(max_length=4000)
    done_on = serializers.DateField()


class RatingSerializer(serializers.Serializer[Any]):
    rating = serializers.IntegerField(min_value=1, max_value=5)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class NewBookingSerializer(SlotSerializer):
    """Without `order` the project's only scheduled one; without `technician` the order's."""

    order = serializers.IntegerField(required=False, allow_null=True, default=None)
    technician = serializers.PrimaryKeyRelatedField(
        queryset=queries.people(), required=False, allow_null=True, default=None
    )


class CoordinationViewSet(RecordViewSet):
    model = CoordinationOrder
    page = ORDERS
    serializer_class = CoordinationSerializer

    def get_queryset(self) -> Any:
        return queries.shown().prefetch_related("bookings__technician")

    def list(self, request: Request) -> Response:
        """A page of orders with their bookings."""
        return super().list(request)

    @extend_schema(request=AcceptanceSerializer, responses=CoordinationSerializer)
    @action(detail=True, methods=["post"])
    def acceptance(self, request: Request, pk: str) -> Response:
        """Accept: the person and his days."""
        order, given = self.record(), self.read(AcceptanceSerializer)
        slots = [Slot(**slot) for slot in given["bookings"]]
        return self.answer(
            actions.accept_order(order, given["technician"], slots, act=self.act(), revision=self.revision())
        )

    @extend_schema(request=DeclinationSerializer, responses=CoordinationSerializer)
    @action(detail=True, methods=["post"])
    def declination(self, request: Request, pk: str) -> Response:
        """Decline with a reason."""
        order, given = self.record(), self.read(DeclinationSerializer)
        return self.answer(actions.decline_order(order, given["reason"], act=self.act(), revision=self.revision()))

    @extend_schema(request=ReportSerializer, responses=CoordinationSerializer)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, pk: str) -> Response:
        """Done: the result."""
        order, given = self.record(), self.read(ReportSerializer)
        return self.answer(actions.report_support(order, **given, act=self.act(), revision=self.revision()))

    @extend_schema(request=RatingSerializer, responses=CoordinationSerializer)
    @action(detail=True, methods=["post"])
    def rating(self, request: Request, pk: str) -> Response:
        """Rate from 1 to 5."""
        order, given = self.record(), self.read(RatingSerializer)
        return self.answer(actions.rate_support(order, **given, act=self.act(), revision=self.revision()))


class OfProject(OnceMixin, APIView):
    """Posts on what belongs to a project; the project must be visible."""

    def project(self) -> Project:
        rows = Project.objects.select_related("owner", "department")
        found: Project = fetch(Project, self.request.user, rows, pk=self.kwargs["pk"])  # type: ignore[arg-type]
        return found

    def given(self, serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        read = serializer(data=self.request.data, context={"request": self.request})
        read.is_valid(raise_exception=True)
        values: dict[str, Any] = read.validated_data
        return values


class ProjectOrders(OfProject):
    @extend_schema(request=CoordinationSerializer, responses={201: CoordinationSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Fill in a task coordination order for the project."""
        order = actions.ask_support(self.project(), self.given(CoordinationSerializer), act=self.act())
        return Response(CoordinationSerializer(order, context={"request": request}).data, status=201)


class ProjectBookings(OfProject):
    @extend_schema(request=NewBookingSerializer, responses={201: BookingSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Book a day of support; 409 (S0 2.4.1) without an accepted task coordination order."""
        project, given = self.project(), self.given(NewBookingSerializer)
        order = None
        if given["order"] is not None:
            order = fetch(CoordinationOrder, request.user, pk=given["order"])  # type: ignore[arg-type]
        slot = Slot(given["day"], given["hours"], given["note"])
        booking = actions.book_support(project, order, given["technician"], slot, act=self.act())
        return Response(BookingSerializer(booking).data, status=201)


class BookingCancellation(OnceMixin, APIView):
    @extend_schema(request=None, responses=CoordinationSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Take a booking back."""
        rows = SupportBooking.objects.select_related("order")
        booking: SupportBooking = fetch(SupportBooking, request.user, rows, pk=pk)  # type: ignore[arg-type]
        order = actions.cancel_booking(booking, act=self.act())
        return Response(CoordinationSerializer(order, context={"request": request}).data)


class Schedule(OnceMixin, APIView):
    @extend_schema(
        parameters=[OpenApiParameter("week", OpenApiTypes.DATE, description="any day of the week; default: this week")],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        """Who is where in a week: [{technician, name, day, hours, order}]; order is null where one may not see it."""
        person: Any = request.user
        if not any(
            allowed(person, one) for one in (permissions.SCHEDULE, permissions.DO_SUPPORT, permissions.COORDINATE)
        ):
            require(person, permissions.SCHEDULE)
        bookings = queries.week(monday_of(request.query_params.get("week", ""), timezone.localdate()))
        visible = queries.visible_ids(person, [booking.order_id for booking in bookings])
        return Response(
            [
                {"technician": one.technician_id, "name": one.technician.name, "day": one.day.isoformat(),
                 "hours": str(one.hours), "order": one.order_id if one.order_id in visible else None}
                for one in bookings
            ]
        )  # fmt: skip


routes = [("coordination-orders", CoordinationViewSet, "coordination-order")]
urlpatterns = [
    path("projects/<int:pk>/coordination-orders/", ProjectOrders.as_view(), name="project-coordination-orders"),
    path("projects/<int:pk>/support-bookings/", ProjectBookings.as_view(), name="project-support-bookings"),
    path("support-schedule/", Schedule.as_view(), name="support-schedule"),
    path("support-bookings/<int:pk>/cancellation/", BookingCancellation.as_view(), name="support-booking-cancellation"),
]
