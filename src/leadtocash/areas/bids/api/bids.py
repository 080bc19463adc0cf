"""Bids over the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.bids import actions, queries
from leadtocash.areas.bids.api.items import BidItemSerializer
from leadtocash.areas.bids.models import Bid, Bidder, BondEntry
from leadtocash.areas.bids.tables import BIDS
from leadtocash.areas.market import queries as market
from leadtocash.areas.market.models import CloseReason, Competitor
from leadtocash.areas.opportunities import queries as deals
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.custom_fields.serializing import Extended


class _Deal(serializers.PrimaryKeyRelatedField[Opportunity]):
    """An opportunity the person may see."""

    def get_queryset(self) -> Any:
        return deals.pickable(self.context["request"].user)


class _Competitor(serializers.PrimaryKeyRelatedField[Competitor]):
    def get_queryset(self) -> Any:
        return market.competitors(self.context["request"].user)


class _Reason(serializers.SlugRelatedField[CloseReason]):
    def get_queryset(self) -> Any:
        return market.reasons(self.context["request"].user)


class BidderSerializer(serializers.ModelSerializer[Bidder]):
    """Price in yuan with tax; points as announced, of the tender's hundred."""

    competitor = _Competitor(required=False, allow_null=True)

    class Meta:
        model = Bidder
        fields = ["name", "competitor", "is_us", "price", "technical", "commercial", "total", "rank", "is_void"]


class BondEntrySerializer(serializers.ModelSerializer[BondEntry]):
    """amount in yuan; a forfeited one has a reason."""

    class Meta:
        model = BondEntry
        fields = ["kind", "amount", "on", "reference", "reason"]


class BidSerializer(Extended, serializers.ModelSerializer[Bid]):
    """Amounts in yuan with tax; the three weights add up to 100 or are all 0."""

    opportunity = _Deal()
    owner_name = serializers.CharField(source="owner.name", read_only=True)
    bidders = BidderSerializer(many=True, read_only=True)
    bond_entries = BondEntrySerializer(many=True, read_only=True)

    class Meta:
        model = Bid
        fields = [
            "id", "number", "opportunity", "title", "buyer", "agency", "tender_number", "link", "published_on",
            "questions_until", "deadline", "opening_at", "opening_place", "budget", "bond_amount", "bond_due_on",
            "bond_back_by", "bond_paid", "bond_out", "weight_technical", "weight_commercial", "weight_price",
            "formula", "note", "price", "state", "parts_done", "price_released_on", "submitted_at", "closed_on",
            "winner", "lesson", "owner", "owner_name", "department", "bidders", "bond_entries", "revision",
            "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            "id", "number", "bond_paid", "bond_out", "state", "parts_done", "price_released_on", "submitted_at",
            "closed_on", "winner", "lesson", "owner", "department", "revision", "created_at", "updated_at",
        ]  # fmt: skip


class BidChangeSerializer(BidSerializer):
    """A change of data; the opportunity stays."""

    opportunity: Any = serializers.PrimaryKeyRelatedField(read_only=True)


class BidPartSerializer(serializers.Serializer[Any]):
    part = serializers.ChoiceField(choices=[(one.value, one.label) for one in actions.PREPARED])


class BidOpeningSerializer(serializers.Serializer[Any]):
    rows = BidderSerializer(many=True)


class BidResultSerializer(serializers.Serializer[Any]):
    """closed_for: the code of a closing reason; with_deal: a lost or void bid loses its opportunity, too."""

    state = serializers.ChoiceField(
        choices=[(one.value, one.label) for one in (Bid.State.WON, Bid.State.LOST, Bid.State.VOID)]
    )
    closed_for = _Reason(slug_field="code", queryset=CloseReason.objects.none())
    winner = _Competitor(queryset=Competitor.objects.none(), required=False, allow_null=True)
    lesson = serializers.CharField(required=False, allow_blank=True, max_length=4000, default="")
    with_deal = serializers.BooleanField(default=False)


class BidViewSet(RecordViewSet):
    model = Bid
    page = BIDS
    serializer_class = BidSerializer

    def get_queryset(self) -> Any:
        return queries.with_everything()

    def create(self, request: Request) -> Response:
        """Register a tender on an opportunity."""
        values = self.read(BidSerializer)
        opportunity = values.pop("opportunity")
        return self.answer(actions.register_bid(opportunity, values, act=self.act()), 201)

    @extend_schema(request=BidChangeSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is known of a tender."""
        bid, context = self.taken(), self.get_serializer_context()
        given = BidChangeSerializer(bid, data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        return self.answer(actions.change_bid(bid, given.validated_data, act=self.act(), revision=self.revision()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def decision(self, request: Request, pk: str) -> Response:
        """Ask whether to bid."""
        return self.answer(actions.ask_decision(self.taken(), act=self.act(), revision=self.revision()))

    @extend_schema(request=BidItemSerializer, responses={201: BidItemSerializer}, filters=False)
    @action(detail=True, methods=["post"])
    def items(self, request: Request, pk: str) -> Response:
        """Add a line to the checklist."""
        item = actions.add_item(self.taken(), self.read(BidItemSerializer), act=self.act())
        return Response(BidItemSerializer(item, context=self.get_serializer_context()).data, status=201)

    @extend_schema(request=BidPartSerializer)
    @action(detail=True, methods=["post"])
    def parts(self, request: Request, pk: str) -> Response:
        """A part is finished."""
        bid, given = self.taken(), self.read(BidPartSerializer)
        return self.answer(actions.finish_part(bid, given["part"], act=self.act(), revision=self.revision()))

    @extend_schema(request=BondEntrySerializer)
    @action(detail=True, methods=["post"])
    def bond(self, request: Request, pk: str) -> Response:
        """The bond was paid, came back, or was forfeited."""
        bid, given = self.taken(), self.read(BondEntrySerializer)
        return self.answer(actions.move_bond(bid, act=self.act(), revision=self.revision(), **given))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def submission(self, request: Request, pk: str) -> Response:
        """It is sealed and handed in."""
        return self.answer(actions.submit_bid(self.taken(), act=self.act(), revision=self.revision()))

    @extend_schema(request=BidOpeningSerializer)
    @action(detail=True, methods=["post"])
    def opening(self, request: Request, pk: str) -> Response:
        """Record the opening; the rows take the place of those before."""
        bid, given = self.taken(), self.read(BidOpeningSerializer)
        return self.answer(actions.record_opening(bid, given["rows"], act=self.act(), revision=self.revision()))

    @extend_schema(request=BidResultSerializer)
    @action(detail=True, methods=["post"])
    def result(self, request: Request, pk: str) -> Response:
        """The result, and what is learnt from it."""
        bid, given = self.taken(), self.read(BidResultSerializer)
        return self.answer(actions.close_bid(bid, act=self.act(), revision=self.revision(), **given))
