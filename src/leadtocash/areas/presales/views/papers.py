"""The printed forms of the area: KXFX, LXPS, TDRM, YXJH, XMZJ."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.presales import queries
from leadtocash.areas.presales.models import PresalesProject
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing import registry
from leadtocash.foundation.printing.registry import Form, Rows, Slot
from leadtocash.foundation.workflow.models import WorkItem

S = PresalesProject.State
KIND = "presales.presalesproject"
registry.marks.add(KIND, {S.DRAFT: _("Draft"), S.REVIEW: _("In approval"), S.DROPPED: _("Void")})


class ProjectFacts:
    """What the papers read."""

    def __init__(self, project: PresalesProject, person: User) -> None:
        self.project, self.deal = project, project.opportunity

    @property
    def director(self) -> str:
        found = queries.team_of(self.project).get("director")
        return found.person.name if found else ""

    @property
    def spent(self) -> Any:
        return queries.spent_on(self.project)

    @property
    def amount(self) -> Any:
        return self.project.amount or self.deal.amount

    @property
    def opinions(self) -> list[dict[str, Any]]:
        """What those who decided said, in order."""
        rows = WorkItem.objects.filter(
            instance__process=queries.PROCESS, instance__record_kind=kind_of(self.project),
            instance__record_id=self.project.pk, activity__node__in=("decide", "decide_a"),
            state=WorkItem.State.DONE,
        ).select_related("assignee", "activity")  # fmt: skip
        return [
            {"name": one.assignee.name, "outcome": one.get_outcome_display(), "comment": one.comment,
             "day": one.closed_at.date() if one.closed_at else None}
            for one in rows.order_by("pk")
        ]  # fmt: skip

    @property
    def boxes(self) -> list[dict[str, Any]]:
        return [
            {"title": _("Account manager"), "name": self.deal.owner.name, "note": ""},
            {"title": _("Approved by"), "name": "", "note": ""},
        ]


_HEAD = (
    Slot("opportunity", _("Opportunity"), "deal.name"),
    Slot("customer", _("Customer"), "deal.customer.name"),
    Slot("owner", _("Account manager"), "deal.owner.name"),
    Slot("grade", _("Grade"), "project.get_grade_display"),
    Slot("presales", _("pre-sales number"), "project.number"),
    Slot("state", _("State"), "project.get_state_display"),
)
_MONEY = (
    Slot("amount", _("Expected amount"), "amount"),
    Slot("budget", _("pre-sales budget"), "project.budget"),
    Slot("conclusion", _("chance of winning and conclusion"), "project.conclusion"),
)
_MEMBERS = Rows("members", _("Team"), "project.members", (
    Slot("role", _("Role"), "get_role_display"), Slot("person", _("Person"), "person.name"),
    Slot("since", _("since"), "since"), Slot("released_on", _("released on"), "released_on"),
))  # fmt: skip


def _paper(code: str, label: Any, clause: str, number: str, slots: tuple[Any, ...]) -> Form:
    return registry.add(
        Form(
            code=f"presales.{code}", kind=KIND, label=label, clause=clause, template=f"presales/paper/{code}.html",
            rows=queries.with_everything, facts=ProjectFacts, number=number, slots=(*_HEAD, *slots, registry.boxes()),
        )
    )  # fmt: skip


_paper(
    "feasibility", _("Feasibility report"), "S2 E.1", "project.number",
    (
        *_MONEY,
        Slot("money", _("money: the budget and where it comes from"), "project.money"),
        Slot("authority", _("authority: who decides, how, when"), "project.authority"),
        Slot("need", _("need: what for, how urgent"), "project.need"),
        Slot("feasibility", _("can we do it: technology, delivery, terms"), "project.feasibility"),
    ),
)  # fmt: skip
_paper(
    "review", _("Initiation review report"), "S2 E.2", "project.number",
    (
        *_MONEY,
        Slot("submitted_at", _("submitted at"), "project.submitted_at"),
        Slot("decided_at", _("decided at"), "project.decided_at"),
        Slot("no_go_reason", _("why not"), "project.no_go_reason"),
        Rows("opinions", _("Opinions"), "opinions", (
            Slot("name", _("Who"), "name"), Slot("outcome", _("Decision"), "outcome"),
            Slot("comment", _("Comment"), "comment"), Slot("day", _("Day"), "day"),
        )),
    ),
)  # fmt: skip
_paper(
    "team", _("Team appointment"), "S2 E.3", "project.team_number",
    (
        Slot("appointed_at", _("team appointed at"), "project.appointed_at"),
        Slot("kicked_off_on", _("kick-off on"), "project.kicked_off_on"),
        Slot("kick_off", _("minutes of the kick-off"), "project.kick_off"),
        _MEMBERS,
    ),
)  # fmt: skip
_paper(
    "plan", _("Campaign plan"), "S2 E.5", "project.plan_number",
    (
        Slot("director", _("Project director"), "director"),
        Slot("planned_at", _("plan settled at"), "project.planned_at"),
        Slot("quality_plan", _("quality plan"), "project.quality_plan"),
        Rows("elements", _("Four elements"), "project.elements", (
            Slot("kind", _("element"), "get_kind_display"), Slot("findings", _("analysis"), "findings"),
            Slot("goal", _("goal"), "goal"), Slot("strategy", _("strategy"), "strategy"),
        )),
        Rows("actions", _("Schedule"), "project.actions", (
            Slot("kind", _("element"), "get_kind_display"), Slot("what", _("what to do"), "what"),
            Slot("owner", _("who"), "owner.name"), Slot("due_on", _("until"), "due_on"),
        )),
        Rows("talks", _("Communication plan"), "project.communications", (
            Slot("with_whom", _("with whom"), "with_whom"), Slot("what", _("about what, how"), "what"),
            Slot("every", _("rhythm"), "get_every_display"), Slot("owner", _("who"), "owner.name"),
        )),
        Rows("risks", _("Risks"), "project.risks", (
            Slot("what", _("risk"), "what"), Slot("probability", _("probability"), "get_probability_display"),
            Slot("effect", _("effect"), "get_effect_display"), Slot("measure", _("measure"), "measure"),
            Slot("owner", _("who"), "owner.name"), Slot("due_on", _("until"), "due_on"),
        )),
    ),
)  # fmt: skip
_paper(
    "summary", _("Project summary"), "S2 E.7", "project.closing_number",
    (
        Slot("outcome", _("Result"), "deal.get_state_display"),
        Slot("closed_at", _("closed at"), "project.closed_at"),
        Slot("budget", _("Budget"), "project.budget"),
        Slot("spent", _("Spent"), "spent"),
        Slot("handed_to", _("handed over to"), "project.handed_to.name"),
        Slot("quality_score", _("quality score"), "project.quality_score"),
        Slot("summary", _("summary"), "project.summary"),
        Slot("handover", _("what is handed over"), "project.handover"),
        Slot("money_review", _("financial evaluation"), "project.money_review"),
        Slot("quality_review", _("quality evaluation"), "project.quality_review"),
        _MEMBERS,
    ),
)  # fmt: skip
