"""Single orders and arrivals over the API: change, cancel, take back (S0 2.4.2)."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.projects.actions import purchasing as actions
from leadtocash.areas.projects.api.shapes import ArrivalSerializer, PurchaseSerializer
from leadtocash.areas.projects.models import Arrival, Purchase
from leadtocash.foundation.access.gate import fetch
from leadtocash.foundation.web.api import OnceMixin


class PurchaseView(OnceMixin):
    """One order of a project."""

    @extend_schema(responses=PurchaseSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return self._shown(self._order(pk))

    @extend_schema(request=PurchaseSerializer, responses=PurchaseSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Change quantity, dates, supplier or cost; its line stays. `revision` as it was read."""
        order = self.unchanged(self._order(pk))
        given = PurchaseSerializer(order, data=request.data, partial=True, context={"request": request})
        given.is_valid(raise_exception=True)
        values = {name: value for name, value in given.validated_data.items() if name != "line"}
        return self._shown(actions.change_order(order, values, act=self.act(), revision=self.seen_revision()))

    def _order(self, pk: int) -> Purchase:
        rows = Purchase.objects.select_related("project__owner", "line")
        person: Any = self.request.user
        return fetch(Purchase, person, rows, pk=pk)

    def _shown(self, order: Purchase) -> Response:
        return Response(PurchaseSerializer(order, context={"request": self.request}).data)


class PurchaseCancellation(PurchaseView):
    http_method_names = ["post", "options"]

    @extend_schema(request=None, responses=PurchaseSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Cancel an order of which nothing has arrived."""
        return self._shown(actions.cancel_order(self._order(pk), act=self.act()))


class ArrivalWithdrawal(OnceMixin):
    @extend_schema(request=None, responses=ArrivalSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Take back an arrival entered by mistake."""
        person: Any = request.user
        arrival = fetch(Arrival, person, Arrival.objects.select_related("purchase__project", "purchase__line"), pk=pk)
        return Response(ArrivalSerializer(actions.take_back_arrival(arrival, act=self.act())).data)


routes: list[tuple[str, Any, str]] = []
urlpatterns = [
    path("purchases/<int:pk>/", PurchaseView.as_view(), name="purchase"),
    path("purchases/<int:pk>/cancellation/", PurchaseCancellation.as_view(), name="purchase-cancellation"),
    path("arrivals/<int:pk>/withdrawal/", ArrivalWithdrawal.as_view(), name="arrival-withdrawal"),
]
