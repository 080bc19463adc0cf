"""What may happen to a pre-sales project and when; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, Offer, RuleError
from leadtocash.foundation.kernel.text import joined

VERIFY, DECIDE, TEAM, ELEMENTS, PLAN, CLOSE, MONEY = (
    "S2 E.1", "S2 E.2", "S2 E.3", "S2 E.4", "S2 E.5", "S2 E.7", "S2 E.8",
)  # fmt: skip
DRAFT, NO_GO = "draft", "no_go"
#: states in which the company has gone for it; in which a team works
GONE = frozenset({"go", "planning", "watching", "closing"})
WORKING = frozenset({"planning", "watching", "closing"})
REPORT = ("money", "authority", "need", "feasibility", "conclusion")
NEEDED_ROLES = ("director", "customer", "solution", "fulfilment")
NEEDED_FOR_A = ("quality", "sponsor")
#: which elements an analysis is about, by the step of the process
ANALYSES: Mapping[str, tuple[str, ...]] = {
    "analyse_relation": ("relation", "commercial"),
    "analyse_solution": ("solution",),
    "analyse_delivery": ("delivery",),
}
MIN_NOTE = 2


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A project as rules see it; href: its page."""

    number: str
    state: str
    owner: str = ""
    since: date | None = None
    href: str = ""


def grade_of(amount: Decimal, *, from_a: Decimal, from_b: Decimal) -> str:
    """The grade an expected amount in yuan asks for at least."""
    if amount >= from_a:
        return "A"
    return "B" if amount >= from_b else "C"


def check_grade(grade: str, *, least: str) -> None:
    """A higher grade than the amount asks for may be chosen, never a lower one: it would go to a lower level."""
    if grade > least:
        raise ValidationError(
            {"grade": _("By its amount it is at least of grade %(grade)s.") % {"grade": least}}, code="grade_too_low"
        )


def check_deal_open(*, is_open: bool, number: str) -> None:
    """Nothing is put into winning a deal that is won or lost already. Raises RuleError."""
    if not is_open:
        raise RuleError(
            _("%(number)s is closed; nothing is put into winning it any more.") % {"number": number},
            code="opportunity_closed",
        )


def check_alone(other: Facts | None) -> None:
    """One project at a time for a deal."""
    if other is not None:
        raise RuleError(
            _("%(number)s runs for this opportunity already.") % {"number": other.number},
            code="presales_runs",
            clause=DECIDE,
            offer=Offer(label=_("Open it"), href=other.href),
        )


def check_draft(facts: Facts) -> None:
    """The feasibility report changes until it is submitted; what was decided on stays as it was."""
    if facts.state != DRAFT:
        raise RuleError(
            _("%(number)s was submitted; its feasibility report does not change any more.") % {"number": facts.number},
            code="presales_submitted",
            clause=DECIDE,
        )


def report_missing(
    facts: Facts, *, filled: Collection[str], labels: Mapping[str, str], amount: Decimal
) -> list[Missing]:
    """What the feasibility report still lacks: money, authority and need, feasibility, conclusion, the amount."""
    owed = [labels[name] for name in REPORT if name not in filled]
    if amount <= 0:
        owed.append(_("The expected amount of the opportunity"))
    return [
        Missing(what=what, who=facts.owner, since=facts.since, clause=VERIFY, href=facts.href, do=_("Enter it"))
        for what in owed
    ]


def check_submission(facts: Facts, missing: Sequence[Missing]) -> None:
    """The report is decided on once, and complete. Raises RuleError with what is missing (S2 E.1)."""
    check_draft(facts)
    if missing:
        raise RuleError(
            _("%(number)s cannot be decided on yet.") % {"number": facts.number},
            code="report_incomplete",
            clause=VERIFY,
            missing=missing,
        )


def check_gone(facts: Facts, *, clause: str) -> None:
    """No team and no cost before the company has gone for it (S2 E.2, E.8), nor after it is over."""
    if facts.state in GONE:
        return
    if facts.state in (DRAFT, "review"):
        what = _("The decision to go for it")
        raise RuleError(
            _("Go or no-go is not decided for %(number)s: no team and no pre-sales cost before.")
            % {"number": facts.number},
            code="not_initiated",
            clause=clause,
            missing=[Missing(what=what, who=facts.owner, since=facts.since, clause=DECIDE, href=facts.href)],
        )
    raise RuleError(
        _("%(number)s is over: no team and no pre-sales cost any more.") % {"number": facts.number},
        code="presales_over",
        clause=clause,
    )


def check_working(facts: Facts) -> None:
    """Analyses, plan and watch are the team's."""
    check_gone(facts, clause=DECIDE)
    if facts.state not in WORKING:
        raise RuleError(
            _("%(number)s has no team yet.") % {"number": facts.number},
            code="no_team",
            clause=TEAM,
            missing=[Missing(what=_("The team"), since=facts.since, clause=TEAM, href=facts.href)],
        )


def needed_roles(grade: str) -> tuple[str, ...]:
    """The roles nobody may leave open in a project of this grade."""
    return (*NEEDED_ROLES, *NEEDED_FOR_A) if grade == "A" else NEEDED_ROLES


def check_team(named: Mapping[str, object], *, grade: str, labels: Mapping[str, str]) -> None:
    """named: role -> person or None. Raises ValidationError at the roles that are left open."""
    errors = {
        role: _("Who? A project of grade %(grade)s has one.") % {"grade": grade}
        for role in needed_roles(grade)
        if named.get(role) is None
    }
    if errors:
        raise ValidationError(errors)
    unknown = [role for role in named if role not in labels]
    if unknown:
        raise ValidationError(_("There is no such role: %(roles)s") % {"roles": joined(unknown)})


def check_first_team(*, appointed: bool, number: str) -> None:
    """A team is appointed once, and changed from then on. Raises RuleError (S2 E.3)."""
    if appointed:
        raise RuleError(
            _("%(number)s has its team; change it instead.") % {"number": number}, code="team_appointed", clause=TEAM
        )


def check_past(day: date, *, today: date, field: str) -> None:
    """Raise ValidationError at the field for a day still to come."""
    if day > today:
        raise ValidationError({field: _("This day is still to come.")})


def check_words(text: str, *, field: str) -> None:
    """Raise ValidationError at the field unless something is said."""
    if len(text) < MIN_NOTE:
        raise ValidationError({field: _("Say it in a few words.")})


def analysis_missing(
    step: str, findings: Mapping[str, str], *, labels: Mapping[str, str], facts: Facts
) -> list[Missing]:
    """The elements of this analysis without findings."""
    return [
        Missing(what=_("Findings: %(element)s") % {"element": labels[kind]}, clause=ELEMENTS, href=facts.href)
        for kind in ANALYSES[step]
        if not findings.get(kind)
    ]


def strategies_missing(
    elements: Iterable[tuple[str, str, str]], *, labels: Mapping[str, str], facts: Facts
) -> list[Missing]:
    """elements: (kind, goal, strategy). Every element has a goal and a strategy."""
    found = []
    for kind, goal, strategy in elements:
        for what, text in ((_("Goal: %(element)s"), goal), (_("Strategy: %(element)s"), strategy)):
            if not text:
                found.append(Missing(what=what % {"element": labels[kind]}, clause=ELEMENTS, href=facts.href))
    return found


def plan_missing(
    *, planned: Collection[str], risks: int, talks: int, quality: str, labels: Mapping[str, str], facts: Facts
) -> list[Missing]:
    """planned: elements with an action. A plan has actions for each element, risks, communication and quality."""
    owed = [
        _("An action with owner and day: %(element)s") % {"element": label}
        for kind, label in labels.items()
        if kind not in planned
    ]
    owed += [
        what
        for what, there in (
            (_("A risk with owner and day"), risks),
            (_("The communication plan"), talks),
            (_("The quality plan"), quality),
        )
        if not there
    ]
    return [Missing(what=what, clause=PLAN, href=f"{facts.href}?tab=plan") for what in owed]


def check_complete(facts: Facts, missing: Sequence[Missing], *, clause: str) -> None:
    """Raise RuleError with all that is missing."""
    check_working(facts)
    if missing:
        raise RuleError(
            _("%(number)s: this step is not complete.") % {"number": facts.number},
            code="step_incomplete",
            clause=clause,
            missing=missing,
        )


def check_budget(facts: Facts, amount: Decimal, *, spent: Decimal, budget: Decimal, who: str, ask_url: str) -> None:
    """What is spent stays within the budget unless more is approved. Amounts in yuan."""
    over = spent + amount - budget
    if over <= 0:
        return
    what = _("Approval of %(over)s yuan more") % {"over": f"{over:,.2f}"}
    raise RuleError(
        _("The budget of %(number)s is %(budget)s yuan, %(spent)s are spent; this would go beyond it.")
        % {"number": facts.number, "budget": f"{budget:,.2f}", "spent": f"{spent:,.2f}"},
        code="over_budget",
        clause=MONEY,
        missing=[Missing(what=what, who=who, clause=MONEY, href=ask_url, do=_("Ask for more"))],
    )


def check_less(budget: Decimal, *, spent: Decimal, before: Decimal) -> None:
    """A manager takes back what is not spent; more is asked for. Raises ValidationError at the field."""
    if budget < spent:
        raise ValidationError(
            {"budget": _("%(spent)s yuan are spent already.") % {"spent": f"{spent:,.2f}"}}, code="below_spent"
        )
    if budget >= before:
        raise ValidationError({"budget": _("More than there is has to be asked for.")}, code="not_less")


def check_more(budget: Decimal, *, before: Decimal) -> None:
    """One asks for more than there is, in yuan. Raises ValidationError at the field."""
    if budget <= before:
        raise ValidationError(
            {"budget": _("The budget is %(before)s yuan; ask for more than that.") % {"before": f"{before:,.2f}"}},
            code="not_more",
        )


def check_asked_once(number: str, *, href: str) -> None:
    """number: of the request that is being decided, "" where there is none. Raises RuleError."""
    if number:
        raise RuleError(
            _("%(number)s is being decided; more budget is asked for one after the other.") % {"number": number},
            code="budget_asked",
            clause=MONEY,
            offer=Offer(label=_("Open it"), href=href),
        )


def check_watch(facts: Facts, day: date, *, today: date) -> None:
    """Only what was refused is looked at again, on a day to come."""
    if facts.state != NO_GO:
        raise RuleError(
            _("%(number)s is not refused; there is nothing to look at again.") % {"number": facts.number},
            code="not_refused",
        )
    if day <= today:
        raise ValidationError({"watch_on": _("Choose a day to come.")})


def check_closing(facts: Facts, *, deal_open: bool) -> None:
    """A project ends with its deal: closed when the deal is won or lost, given up when nothing more is put into it."""
    check_working(facts)
    if deal_open:
        raise RuleError(
            _("The deal of %(number)s is still open: the project is closed when it is won or lost.")
            % {"number": facts.number},
            code="deal_open",
            clause=CLOSE,
        )


def check_droppable(facts: Facts) -> None:
    """Before there is a team nothing has to be released or evaluated."""
    if facts.state not in (DRAFT, "review", "go"):
        raise RuleError(
            _("%(number)s has a team: it is closed with a summary, not just given up.") % {"number": facts.number}
            if facts.state in WORKING
            else _("%(number)s is over already.") % {"number": facts.number},
            code="not_droppable",
            clause=CLOSE,
        )


def check_deletable(facts: Facts) -> None:
    """What was decided on stays."""
    check_draft(facts)


def next_talk(day: date, every: str) -> date:
    """The day after this one on which the next talk of a communication plan is due."""
    if every == "month":
        later = day.replace(day=1) + timedelta(days=31)
        last = (later.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return later.replace(day=min(day.day, last.day))
    return day + timedelta(days={"week": 7, "fortnight": 14}.get(every, 30))
