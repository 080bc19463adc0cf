"""The next best step of a deal: of all that could be done, the one thing that is most urgent now.

Areas add advisers; each looks at the deal and gives its step, or None. One sentence, one button.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import gates, limits, queries, requested, rules
from leadtocash.areas.opportunities.gates import Item
from leadtocash.areas.opportunities.models import Opportunity, Stage
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.packs.limits import number
from leadtocash.foundation.web import formats

#: how urgent something is; whoever adds an adviser takes the one that fits, or a number between
OVERDUE, CLOSING, OWED, BEHIND, WAITING, READY, STANDING, MISSING, UNPLANNED = 90, 80, 75, 70, 65, 60, 55, 50, 40


@dataclass(frozen=True, kw_only=True)
class Step:
    """urgency: the highest is shown; text: one sentence; do, href: the button; post: it posts; tone: late, wait, info;
    who: with whom it lies, where that is not the account manager."""

    urgency: int
    text: str
    do: str
    href: str
    post: bool = False
    tone: str = "wait"
    who: str = ""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What advisers look at: the open deal, the day, the demands of its present stage and the stage after it."""

    deal: Opportunity
    today: date
    items: Sequence[Item] = ()
    after: Stage | None = None

    def at(self, name: str) -> str:
        """An address of the deal."""
        return reverse(f"opportunities:{name}", args=[self.deal.pk])


advisers: Registry[Callable[[Scene], Step | None]] = Registry("adviser")


def scene_of(deal: Opportunity, today: date) -> Scene:
    """What there is to see of an open deal."""
    _stages, _before, after = queries.neighbours(deal)
    return Scene(deal=deal, today=today, items=gates.items(deal, [deal.stage], today=today), after=after)


def best(scene: Scene) -> Step | None:
    """The most urgent step; of equally urgent ones the first adviser's. None for a closed deal."""
    if scene.deal.state != rules.OPEN:
        return None
    found = [step for advise in advisers.values() if (step := advise(scene)) is not None]
    return max(found, key=lambda step: step.urgency, default=None)


def _next_step(scene: Scene) -> Step | None:
    deal, href = scene.deal, f"{scene.at('edit')}#id_next_step"
    if not deal.next_step:
        return Step(
            urgency=UNPLANNED, text=_("No next step is planned."), do=_("Plan the next step"), href=href, tone="info"
        )
    if deal.next_step_on is None or deal.next_step_on >= scene.today:
        return None
    late = formats.days((scene.today - deal.next_step_on).days)
    text = _("%(step)s: overdue by %(late)s.") % {"step": deal.next_step, "late": late}
    return Step(urgency=OVERDUE, text=text, do=_("Plan anew"), href=href, tone="late")


def _signing(scene: Scene) -> Step | None:
    day = scene.deal.expected_close_on
    if day is None or day >= scene.today:
        return None
    text = _("The signing was expected on %(day)s.") % {"day": day.isoformat()}
    return Step(urgency=CLOSING, text=text, do=_("Plan anew"), href=scene.at("closing"), tone="late")


def _buyer(scene: Scene) -> Step | None:
    deal = scene.deal
    if deal.buyer_stage is None or deal.buyer_since is None:
        return None
    steps, days = rules.lag(
        ours=deal.stage.position, buyers=deal.buyer_stage.position, our_day=deal.stage_since,
        their_day=deal.buyer_since, today=scene.today,
    )  # fmt: skip
    if steps >= 0:
        return None
    text = _("The buyer is at %(step)s already, for %(days)s; we are not.")
    values = {"step": deal.buyer_stage.buyer_step or deal.buyer_stage, "days": formats.days(days)}
    return Step(
        urgency=BEHIND, text=text % values, do=_("See what is missing"), href=f"{deal.get_absolute_url()}?tab=gate"
    )


def _review(scene: Scene) -> Step | None:
    review = requested.pending_review(scene.deal)
    if review is None:
        return None
    who, since = requested.has_it(review), localdate(review.created_at).isoformat()
    text = _("%(who)s has the review of the stage %(stage)s since %(since)s.")
    values = {"who": who, "stage": review.stage, "since": since}
    href = review.get_absolute_url()
    return Step(urgency=WAITING, text=text % values, do=_("See the review"), href=href, tone="info", who=who)


def _waiver(scene: Scene) -> Step | None:
    ahead = scene.today + timedelta(days=number(limits.WAIVER_REMINDER))
    ending = [one for one in gates.waivers_of(scene.deal, today=scene.today) if one.until <= ahead]
    first = min(ending, key=lambda one: one.until, default=None)
    if first is None:
        return None
    text = _("The waiver of “%(criterion)s” ends on %(day)s.")
    values = {"criterion": first.criterion, "day": first.until.isoformat()}
    href = reverse("opportunities:criterion", args=[scene.deal.pk, first.criterion_id])
    return Step(urgency=STANDING + 2, text=text % values, do=_("Supply it"), href=href)


def _standing_still(scene: Scene) -> Step | None:
    days, expected = (scene.today - scene.deal.stage_since).days, scene.deal.stage.expected_days
    if days < max(number(limits.STALLED), expected):
        return None
    text = _("In this stage for %(days)s; expected are %(expected)s.")
    values = {"days": formats.days(days), "expected": formats.days(expected)}
    return Step(urgency=STANDING, text=text % values, do=_("Plan anew"), href=f"{scene.at('edit')}#id_next_step")


def _gate(scene: Scene) -> Step | None:
    first = next((item for item in scene.items if not item.passed), None)
    if first is not None:
        text = _("To enter %(stage)s: %(what)s.") if scene.after else _("To win: %(what)s.")
        values = {"stage": scene.after, "what": first.text}
        return Step(urgency=MISSING, text=text % values, do=first.do or _("Supply it"), href=first.href, tone="info")
    if scene.after is None:
        text = _("Nothing keeps this deal from being won.")
        return Step(urgency=READY, text=text, do=_("Win"), href=scene.at("win"), tone="info")
    text = _("Nothing is missing: on to the stage %(stage)s.") % {"stage": scene.after}
    do = _("Ask for the review") if gates.asks_review(scene.deal, scene.after) else _("Enter the stage")
    href = f"{scene.at('stage')}?stage={scene.after.pk}"
    return Step(urgency=READY, text=text, do=do, href=href, post=True, tone="info")


for _name, _adviser in (
    ("next_step", _next_step), ("signing", _signing), ("buyer", _buyer), ("review", _review), ("waiver", _waiver),
    ("standing_still", _standing_still), ("gate", _gate),
):  # fmt: skip
    advisers.add(_name, _adviser)
