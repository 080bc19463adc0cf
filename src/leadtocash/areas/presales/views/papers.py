"""The printed forms of the area: KXFX, LXPS, TDRM, HYJY, YXJH, RWWT, XMZJ."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.presales import queries
from leadtocash.areas.presales.models import Element, PresalesProject
from leadtocash.areas.presales.timeline import Timeline, first_day, timeline_of
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.printing import registry
from leadtocash.foundation.printing.registry import Form, Rows, Slot
from leadtocash.foundation.workflow.models import WorkItem

S = PresalesProject.State
#: the picture of the plan: where the bars begin, how long they can be, height of a row, signs of a name; of 1000
LEFT, LONG, ROW, NAME = 330, 660, 34, 16
INK = {"doing": "#2f6fd6", "late": "#b3261e", "done": "#2b8a3e"}
KIND = "presales.presalesproject"
registry.marks.add(KIND, {S.DRAFT: _("Draft"), S.REVIEW: _("In approval"), S.DROPPED: _("Void")})


class ProjectFacts:
    """What the papers read."""

    def __init__(self, project: PresalesProject, person: User) -> None:
        self.project, self.deal = project, project.opportunity
        self.team = {role: one.person.name for role, one in queries.team_of(project).items()}
        self.elements = {one.kind: one for one in project.elements.all()}

    @property
    def present(self) -> list[Any]:
        """Who was in the team at the kick-off."""
        day = self.project.kicked_off_on
        rows = self.project.members.all()
        return [one for one in rows if day and one.since <= day and (one.released_on is None or one.released_on >= day)]

    @property
    def delivery_actions(self) -> list[Any]:
        return [one for one in self.project.actions.all() if one.kind == Element.Kind.DELIVERY]

    @property
    def timeline(self) -> Timeline | None:
        return timeline_of(self.project.actions.all(), localdate())

    @property
    def height(self) -> int:
        """Of the picture of the plan; 0 where there is none."""
        return ROW * (len(self.project.actions.all()) + 1) if self.timeline else 0

    @property
    def today(self) -> int:
        return _across(self.timeline.today) if self.timeline else 0

    @property
    def bars(self) -> list[dict[str, Any]]:
        rows = self.timeline.rows if self.timeline else ()
        return [
            {
                "name": _short(one.action.what), "owner": one.action.owner.name, "ink": INK[one.tone],
                "y": place * ROW, "x": _across(one.left), "width": max(round(one.width * LONG / 100), 4),
                "days": f"{date_format(first_day(one.action), 'm-d')} \u2013 {date_format(one.action.due_on, 'm-d')}",
            }
            for place, one in enumerate(rows, 1)
        ]  # fmt: skip

    @property
    def ticks(self) -> list[dict[str, Any]]:
        ticks = self.timeline.ticks if self.timeline else ()
        return [{"x": _across(one.at), "day": date_format(one.day, "m-d")} for one in ticks]

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


def _across(share: float) -> int:
    """A place in hundredths of the days as one in the picture."""
    return LEFT + round(share * LONG / 100)


def _short(text: str) -> str:
    return text if len(text) <= NAME else text[: NAME - 1] + "\u2026"


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
    Slot("since", _("in the team since"), "since"), Slot("released_on", _("released on"), "released_on"),
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
        Slot("director", _("Project director"), "team.director"),
        Slot("planned_at", _("plan settled at"), "project.planned_at"),
        Slot("quality_plan", _("quality plan"), "project.quality_plan"),
        Rows("elements", _("Four elements"), "project.elements", (
            Slot("kind", _("element"), "get_kind_display"), Slot("findings", _("analysis"), "findings"),
            Slot("goal", _("goal"), "goal"), Slot("strategy", _("strategy"), "strategy"),
        )),
        Rows("actions", _("Schedule"), "project.actions", (
            Slot("kind", _("element"), "get_kind_display"), Slot("what", _("what to do"), "what"),
            Slot("owner", _("who"), "owner.name"), Slot("starts_on", _("starts on"), "starts_on"),
            Slot("due_on", _("until"), "due_on"),
        )),
        Slot("height", _("height of the picture"), "height"),
        Slot("today", _("Today"), "today"),
        Rows("bars", _("Bars of the picture"), "bars", (
            Slot("name", _("what to do"), "name"), Slot("owner", _("who"), "owner"), Slot("days", _("Day"), "days"),
            Slot("x", _("left edge"), "x"), Slot("y", _("upper edge"), "y"), Slot("width", _("width"), "width"),
            Slot("ink", _("colour"), "ink"),
        )),
        Rows("ticks", _("Days of the picture"), "ticks", (
            Slot("x", _("left edge"), "x"), Slot("day", _("Day"), "day"),
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
    "kick_off", _("Minutes of the kick-off"), "S2 E.3", "project.team_number",
    (
        Slot("director", _("Project director"), "team.director"),
        Slot("kicked_off_on", _("kick-off on"), "project.kicked_off_on"),
        Slot("kick_off", _("minutes of the kick-off"), "project.kick_off"),
        Rows("present", _("Team"), "present", (
            Slot("role", _("Role"), "get_role_display"), Slot("person", _("Person"), "person.name"),
        )),
    ),
)  # fmt: skip
_paper(
    "mandate", _("Delivery mandate"), "S2 C.9.6", "project.number",
    (
        Slot("director", _("Project director"), "team.director"),
        Slot("fulfilment", _("Responsible for fulfilment"), "team.fulfilment"),
        Slot("supply", _("Supply chain manager"), "team.supply"),
        Slot("amount", _("Expected amount"), "amount"),
        Slot("need", _("need: what for, how urgent"), "project.need"),
        Slot("findings", _("analysis"), "elements.delivery.findings"),
        Slot("goal", _("goal"), "elements.delivery.goal"),
        Slot("strategy", _("strategy"), "elements.delivery.strategy"),
        Rows("actions", _("Schedule"), "delivery_actions", (
            Slot("what", _("what to do"), "what"), Slot("owner", _("who"), "owner.name"),
            Slot("starts_on", _("starts on"), "starts_on"), Slot("due_on", _("until"), "due_on"),
        )),
        Rows("risks", _("Risks"), "project.risks", (
            Slot("what", _("risk"), "what"), Slot("measure", _("measure"), "measure"),
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
