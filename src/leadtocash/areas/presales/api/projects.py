"""Pre-sales projects over the API: the same actions, the same refusals."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.presales import actions, queries, rules
from leadtocash.areas.presales.api.budgets import BudgetRequestSerializer
from leadtocash.areas.presales.api.parts import (
    CommunicationSerializer,
    CostSerializer,
    ElementActionSerializer,
    RiskSerializer,
)
from leadtocash.areas.presales.models import (
    Communication,
    Element,
    ElementAction,
    PresalesProject,
    Risk,
    TeamMember,
)
from leadtocash.areas.presales.tables import PROJECTS
from leadtocash.foundation.access.api import RecordViewSet
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.serializing import Extended


class _SeenDeal(serializers.PrimaryKeyRelatedField[Opportunity]):
    """A deal the person may see; another one does not exist for him."""

    def get_queryset(self) -> Any:
        return Opportunity.objects.visible_to(self.context["request"].user)


class TeamMemberSerializer(serializers.ModelSerializer[TeamMember]):
    """released_on: empty while he is in the team."""

    person_name = serializers.CharField(source="person.name", read_only=True)

    class Meta:
        model = TeamMember
        fields = ["id", "role", "person", "person_name", "since", "released_on"]


class ElementSerializer(serializers.ModelSerializer[Element]):
    class Meta:
        model = Element
        fields = ["id", "project", "kind", "findings", "goal", "strategy", "revision"]
        read_only_fields = ["id", "project", "kind", "revision"]


class PresalesProjectSerializer(Extended, serializers.ModelSerializer[PresalesProject]):
    """amount: what was expected of the deal when it was submitted; amounts in yuan."""

    opportunity = _SeenDeal()
    opportunity_name = serializers.CharField(source="opportunity.name", read_only=True)
    owner = serializers.PrimaryKeyRelatedField[User](source="opportunity.owner", read_only=True)
    members = TeamMemberSerializer(many=True, read_only=True)
    elements = ElementSerializer(many=True, read_only=True)
    actions = ElementActionSerializer(many=True, read_only=True)
    risks = RiskSerializer(many=True, read_only=True)
    communications = CommunicationSerializer(many=True, read_only=True)
    costs = CostSerializer(many=True, read_only=True)

    class Meta:
        model = PresalesProject
        fields = [
            "id", "number", "opportunity", "opportunity_name", "owner", "state", "grade", "amount", "budget", "money",
            "authority", "need", "feasibility", "conclusion", "submitted_at", "decided_at", "no_go_reason", "watch_on",
            "team_number", "appointed_at", "members", "kicked_off_on", "kick_off", "elements", "actions", "risks",
            "communications", "quality_plan", "plan_number", "planned_at", "costs", "closing_number", "summary",
            "handed_to", "handover", "money_review", "quality_review", "quality_score", "closed_at", "revision",
            "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = [
            one for one in fields
            if one not in ("opportunity", "grade", "budget", *rules.REPORT)
        ]  # fmt: skip


class PresalesReportSerializer(PresalesProjectSerializer):
    """The feasibility report of a project."""

    class Meta(PresalesProjectSerializer.Meta):
        read_only_fields = [*PresalesProjectSerializer.Meta.read_only_fields, "opportunity"]


class PresalesTeamSerializer(serializers.Serializer[Any]):
    """The person of each role, by id; a role that is left out stays open."""

    def get_fields(self) -> Any:
        people = User.objects.filter(is_active=True)
        return {
            role: serializers.PrimaryKeyRelatedField(queryset=people, required=False, allow_null=True, label=label)
            for role, label in TeamMember.Role.choices
        }


class PresalesKickOffSerializer(serializers.Serializer[Any]):
    day = serializers.DateField()
    minutes = serializers.CharField(max_length=4000)


class PresalesElementTextsSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Element.Kind.choices)
    findings = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    goal = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    strategy = serializers.CharField(max_length=4000, required=False, allow_blank=True)


class PresalesAnalysisSerializer(serializers.Serializer[Any]):
    step = serializers.ChoiceField(choices=list(rules.ANALYSES))


class PresalesQualitySerializer(serializers.Serializer[Any]):
    quality_plan = serializers.CharField(max_length=4000)


class PresalesReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class PresalesWatchSerializer(serializers.Serializer[Any]):
    watch_on = serializers.DateField()


class PresalesBudgetSerializer(serializers.Serializer[Any]):
    budget = serializers.DecimalField(max_digits=18, decimal_places=2, min_value=0)
    reason = serializers.CharField(max_length=300)


class PresalesClosingSerializer(serializers.Serializer[Any]):
    """quality_score: 1 to 5."""

    summary = serializers.CharField(max_length=4000)
    handed_to = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.filter(is_active=True), required=False, allow_null=True
    )
    handover = serializers.CharField(max_length=4000)
    money_review = serializers.CharField(max_length=4000)
    quality_review = serializers.CharField(max_length=4000)
    quality_score = serializers.IntegerField(min_value=1, max_value=5)


class PresalesProjectViewSet(RecordViewSet):
    model = PresalesProject
    page = PROJECTS
    serializer_class = PresalesProjectSerializer

    def get_queryset(self) -> Any:
        return queries.with_everything()

    def create(self, request: Request) -> Response:
        """Begin the pre-sales initiation of a deal."""
        given = self.read(PresalesProjectSerializer)
        deal = given.pop("opportunity")
        return self.answer(actions.begin_project(deal, given, act=self.act()), 201)

    @extend_schema(request=PresalesReportSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change the feasibility report."""
        project, context = self.taken(), self.get_serializer_context()
        given = PresalesReportSerializer(project, data=request.data, partial=True, context=context)
        given.is_valid(raise_exception=True)
        changed = actions.change_report(project, given.validated_data, act=self.act(), revision=self.revision())
        return self.answer(changed)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def submission(self, request: Request, pk: str) -> Response:
        """Ask for go or no-go."""
        return self.answer(actions.submit_report(self.taken(), act=self.act(), revision=self.revision()))

    @extend_schema(request=PresalesWatchSerializer)
    @action(detail=True, methods=["post"])
    def watch(self, request: Request, pk: str) -> Response:
        """A refused one onto the watch list."""
        project, day = self.taken(), self.read(PresalesWatchSerializer)["watch_on"]
        return self.answer(actions.watch_again(project, day, act=self.act(), revision=self.revision()))

    @extend_schema(request=PresalesReasonSerializer)
    @action(detail=True, methods=["post"], url_path="giving-up")
    def giving_up(self, request: Request, pk: str) -> Response:
        """Give it up before there is a team."""
        project, given = self.taken(), self.read(PresalesReasonSerializer)
        return self.answer(actions.drop_project(project, act=self.act(), **given))

    @extend_schema(request=PresalesTeamSerializer)
    @action(detail=True, methods=["post"])
    def team(self, request: Request, pk: str) -> Response:
        """Appoint the team, or change it: the roles that are sent take the place of all before."""
        project, given = self.taken(), self.read(PresalesTeamSerializer)
        verb = actions.appoint_team if project.appointed_at is None else actions.change_team
        return self.answer(verb(project, given, act=self.act(), revision=self.revision()))

    @extend_schema(request=PresalesKickOffSerializer)
    @action(detail=True, methods=["post"], url_path="kick-off")
    def kick_off(self, request: Request, pk: str) -> Response:
        """The kick-off was held."""
        project, given = self.taken(), self.read(PresalesKickOffSerializer)
        return self.answer(actions.hold_kick_off(project, act=self.act(), revision=self.revision(), **given))

    @extend_schema(request=PresalesElementTextsSerializer)
    @action(detail=True, methods=["post"])
    def elements(self, request: Request, pk: str) -> Response:
        """Write findings, goal and strategy of one of the four elements, as far as sent."""
        project, given = self.taken(), self.read(PresalesElementTextsSerializer)
        rules.check_working(queries.facts_of(project))
        element = project.elements.get(kind=given.pop("kind"))
        actions.write_element(element, given, act=self.act())
        return self.answer(project)

    @extend_schema(request=PresalesAnalysisSerializer)
    @action(detail=True, methods=["post"])
    def analyses(self, request: Request, pk: str) -> Response:
        """An analysis is done."""
        project, given = self.taken(), self.read(PresalesAnalysisSerializer)
        return self.answer(actions.finish_analysis(project, given["step"], act=self.act()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def strategies(self, request: Request, pk: str) -> Response:
        """Goals and strategies are settled."""
        return self.answer(actions.finish_strategies(self.taken(), act=self.act()))

    @extend_schema(request=PresalesQualitySerializer)
    @action(detail=True, methods=["post"])
    def quality(self, request: Request, pk: str) -> Response:
        """Write the quality plan."""
        project, given = self.taken(), self.read(PresalesQualitySerializer)
        text = given["quality_plan"]
        return self.answer(actions.write_quality_plan(project, text, act=self.act(), revision=self.revision()))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def plan(self, request: Request, pk: str) -> Response:
        """The plan is settled."""
        return self.answer(actions.settle_plan(self.taken(), act=self.act()))

    @extend_schema(request=ElementActionSerializer)
    @action(detail=True, methods=["post"], url_path="actions")
    def planned_actions(self, request: Request, pk: str) -> Response:
        """Plan an action."""
        return self._added(ElementAction, ElementActionSerializer)

    @extend_schema(request=RiskSerializer)
    @action(detail=True, methods=["post"])
    def risks(self, request: Request, pk: str) -> Response:
        """Add a risk."""
        return self._added(Risk, RiskSerializer)

    @extend_schema(request=CommunicationSerializer)
    @action(detail=True, methods=["post"])
    def communications(self, request: Request, pk: str) -> Response:
        """Add to the communication plan."""
        return self._added(Communication, CommunicationSerializer)

    @extend_schema(request=CostSerializer)
    @action(detail=True, methods=["post"])
    def costs(self, request: Request, pk: str) -> Response:
        """Record a cost."""
        project, given = self.taken(), self.read(CostSerializer)
        actions.record_cost(project, given, act=self.act())
        return self.answer(project, 201)

    @extend_schema(request=PresalesBudgetSerializer)
    @action(detail=True, methods=["post"])
    def budget(self, request: Request, pk: str) -> Response:
        """A manager lowers the budget, with a reason."""
        project, given = self.taken(), self.read(PresalesBudgetSerializer)
        return self.answer(actions.lower_budget(project, act=self.act(), revision=self.revision(), **given))

    @extend_schema(request=PresalesBudgetSerializer, responses={201: BudgetRequestSerializer})
    @action(detail=True, methods=["post"], url_path="budget-requests")
    def budget_requests(self, request: Request, pk: str) -> Response:
        """Ask for more budget: the whole, with the reason."""
        project, given = self.taken(), self.read(PresalesBudgetSerializer)
        made = actions.ask_budget(project, act=self.act(), revision=self.revision(), **given)
        return Response(BudgetRequestSerializer(made).data, status=201)

    @extend_schema(request=PresalesClosingSerializer)
    @action(detail=True, methods=["post"])
    def closing(self, request: Request, pk: str) -> Response:
        """Close it with its summary; the team is released."""
        project, given = self.taken(), self.read(PresalesClosingSerializer)
        return self.answer(actions.close_project(project, given, act=self.act(), revision=self.revision()))

    def _added(self, model: Any, shape: Any) -> Response:
        project, given = self.taken(), self.read(shape)
        actions.add_part(project, model(**given), act=self.act())
        return self.answer(project, 201)


routes = [("presales-projects", PresalesProjectViewSet, "presales-project")]
