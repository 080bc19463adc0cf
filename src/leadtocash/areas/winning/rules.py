"""How well the people of a deal are known, what is alarming, what may be entered; pure (S2 milestone.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import rules as deals
from leadtocash.areas.winning.models import Barrier, Level, Need, Rival, Role, Stakeholder, Standing
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.text import joined

FRIENDS = {Standing.COACH, Standing.SUPPORTER}
FOES = {Standing.ENEMY, Standing.BLOCKER}
MIN_TEXT = 2
MOST_YARDSTICKS = 30


@dataclass(frozen=True, kw_only=True)
class Person:
    """One of a buying centre. decides_in: the stages of the deal's method that are his; met_on: when somebody of us
    last met him; left: he has left the company."""

    name: str
    level: str
    roles: Collection[str] = ()
    standing: str = Standing.NEUTRAL
    is_key: bool = False
    decides_in: Collection[int] = ()
    met_on: date | None = None
    left: bool = False

    @property
    def matters(self) -> bool:
        """One of those who must be met: marked so, on the deciding level, or deciding by role."""
        return self.is_key or self.level == Level.DECIDE or Role.DECIDE in self.roles


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the coverage: how much of it there is (0 to 1), its weight, what is known, what is not."""

    key: str
    label: str
    share: Fraction
    weight: int
    known: str = ""
    lacking: str = ""

    @property
    def points(self) -> int:
        return round(self.share * self.weight)

    @property
    def ratio(self) -> float:
        return float(self.share)


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Something alarming about the people of a deal; code: stable, for programs. tone: late or wait."""

    code: str
    text: str
    tone: str = "wait"


def present(people: Sequence[Person]) -> list[Person]:
    """Those who still work there."""
    return [one for one in people if not one.left]


def levels_known(people: Sequence[Person]) -> set[str]:
    """The levels on which somebody is known."""
    return {one.level for one in present(people)}


def roles_known(people: Sequence[Person]) -> set[str]:
    """The roles somebody is known to have."""
    return {role for one in present(people) for role in one.roles}


def friends(people: Sequence[Person]) -> list[Person]:
    """Those who accept us: coaches and supporters."""
    return [one for one in present(people) if one.standing in FRIENDS]


def coaches(people: Sequence[Person], *, from_level: str = Level.OPERATE) -> list[Person]:
    """Coaches on this level or above."""
    levels = list(Level.values)
    wanted = levels[levels.index(from_level) :]
    return [one for one in present(people) if one.standing == Standing.COACH and one.level in wanted]


def blockers(people: Sequence[Person]) -> list[Person]:
    """Blockers on the deciding level."""
    return [one for one in present(people) if one.standing == Standing.BLOCKER and one.level == Level.DECIDE]


def stages_decided(people: Sequence[Person]) -> set[int]:
    """The stages of which it is known who decides in them."""
    return {stage for one in present(people) for stage in one.decides_in}


def is_met(person: Person, *, today: date, days: int) -> bool:
    """Was the person met within so many days?"""
    return person.met_on is not None and person.met_on >= today - timedelta(days=days)


def not_met(people: Sequence[Person], *, today: date, days: int) -> list[Person]:
    """Those who matter and were not met within so many days."""
    return [one for one in present(people) if one.matters and not is_met(one, today=today, days=days)]


def coverage(
    people: Sequence[Person], *, stages: Sequence[tuple[int, str]], weights: Mapping[str, int], today: date, days: int
) -> list[Part]:
    """The parts of the coverage in order; stages: (id, name) of the deal's method."""
    levels, roles, decided = levels_known(people), roles_known(people), stages_decided(people)
    there = coaches(people)
    matter = [one for one in present(people) if one.matters]
    met = [one for one in matter if is_met(one, today=today, days=days)]
    top = [one for one in present(people) if one.level == Level.DECIDE]
    known_stages = [name for pk, name in stages if pk in decided]
    return [
        _of_words("levels", _("All levels are known"), dict(Level.choices), levels, weights),
        _of_words("roles", _("All roles are known"), dict(Role.choices), roles, weights),
        Part(
            key="phases", label=_("Who decides in each stage is known"), weight=weights["phases"],
            share=_share(len(known_stages), len(stages)), known=joined(known_stages),
            lacking=joined(name for pk, name in stages if pk not in decided),
        ),
        Part(
            key="coach", label=_("A coach is found"), weight=weights["coach"], share=Fraction(bool(there)),
            known=joined(one.name for one in there), lacking="" if there else _("No coach yet"),
        ),
        Part(
            key="met", label=_("Key people were met within %(n)d days") % {"n": days}, weight=weights["met"],
            share=_share(len(met), len(matter)), known=joined(one.name for one in met),
            lacking=joined(one.name for one in matter if one not in met),
        ),
        Part(
            key="standing", label=_("The deciding level is for us"), weight=weights["standing"],
            share=_share(sum((_goodwill(one) for one in top), Fraction()), len(top)),
            known=joined(one.name for one in top if one.standing in FRIENDS),
            lacking=joined(one.name for one in top if one.standing not in FRIENDS) if top else _("Nobody known"),
        ),
    ]  # fmt: skip


def score(parts: Sequence[Part]) -> int:
    """The coverage in percent; weights need not add up to a hundred."""
    whole = sum(part.weight for part in parts)
    return round(sum((part.share * part.weight for part in parts), Fraction()) * 100 / whole) if whole else 0


def alerts(people: Sequence[Person], *, today: date, days: int) -> list[Alert]:
    """What is alarming about those who are known; nothing where nobody is."""
    if not people:
        return []
    found = []
    if not coaches(people):
        found.append(Alert(code="no_coach", text=_("No coach yet.")))
    for one in blockers(people):
        text = _("%(name)s on the deciding level is a blocker.") % {"name": one.name}
        found.append(Alert(code="blocker", tone="late", text=text))
    for one in people:
        if one.left and one.matters:
            text = _("%(name)s, a key person, has left the company.") % {"name": one.name}
            found.append(Alert(code="left", tone="late", text=text))
    unseen = not_met(people, today=today, days=days)
    if unseen:
        text = _("Key people not met within %(n)d days: %(who)s.")
        who = joined(_unseen(one, today) for one in unseen)
        found.append(Alert(code="not_met", text=text % {"n": days, "who": who}))
    return found


def _unseen(person: Person, today: date) -> str:
    if person.met_on is None:
        return person.name
    return _("%(name)s (%(n)d days)") % {"name": person.name, "n": (today - person.met_on).days}


def _goodwill(person: Person) -> Fraction:
    """For us 1, neutral half, against us nothing."""
    if person.standing in FRIENDS:
        return Fraction(1)
    return Fraction() if person.standing in FOES else Fraction(1, 2)


def _of_words(key: str, label: str, words: Mapping[str, object], known: set[str], weights: Mapping[str, int]) -> Part:
    return Part(
        key=key, label=label, weight=weights[key], share=_share(len(known & set(words)), len(words)),
        known=joined(str(word) for code, word in words.items() if code in known),
        lacking=joined(str(word) for code, word in words.items() if code not in known),
    )  # fmt: skip


def _share(part: int | Fraction, whole: int) -> Fraction:
    return Fraction(part) / whole if whole else Fraction()


def gaps(needs: Sequence[Need]) -> list[str]:
    """What is lacking between needs, values and evidence, each as a sentence; values and evidence are at hand."""
    found = []
    for need in needs:
        values = list(need.values.all())
        if not values:
            found.append(_("No value is stated for: %(need)s") % {"need": need.title})
        found += [
            _("Nothing proves: %(value)s") % {"value": value.feature} for value in values if not value.evidence.all()
        ]
    return found


def weighed(points: Sequence[tuple[int, int | None]]) -> Decimal | None:
    """The mean of points (0 to 10) given as (weight, points), to a tenth; what has no points is left out, None where
    nothing has."""
    known = [(weight, got) for weight, got in points if got is not None]
    whole = sum(weight for weight, _got in known)
    return round(Decimal(sum(weight * got for weight, got in known)) / whole, 1) if whole else None


def price_apart(theirs: Decimal | None, ours: Decimal) -> Decimal | None:
    """How far their price is from ours, as a share of ours; below it negative. None where one is not known."""
    return None if theirs is None or not ours else (theirs - ours) / ours


def check_barrier(*, before: str, state: str, reference: str) -> None:
    """What stands in the tender says where."""
    if before == state:
        raise RuleError(_("The barrier is in this state already."), code="barrier_unchanged")
    if state == Barrier.State.IN_TENDER and len(reference) < MIN_TEXT:
        raise ValidationError({"reference": _("Say where it stands: file and page or clause.")})


def check_tender(*, pages: int, unread: Sequence[str], number: str, href: str) -> None:
    """Barriers are looked for in tender files with words; unread: why files have none."""
    if not pages:
        whats = unread or [_("The tender documents, as PDF, Word or text")]
        raise RuleError(
            _("%(number)s has no tender file that can be read; confirm the barriers by hand, with the page.")
            % {"number": number},
            code="no_tender",
            missing=[Missing(what=what, href=href, do=_("Attach it")) for what in whats],
        )


def check_deal_of(part: Stakeholder | Need | Rival | Barrier) -> None:
    """What hangs on a closed deal is not taken away any more."""
    deal = part.opportunity
    deals.check_open(state=deal.state, number=deal.number)


def check_standing(*, before: str, standing: str, evidence: str, on: date, today: date) -> None:
    """A change of standing says what shows it: belief goes by evidence, not by words (S2 milestone.2.5)."""
    if before == standing:
        raise RuleError(_("This person stands to us like that already."), code="standing_unchanged")
    errors = {}
    if len(evidence) < MIN_TEXT:
        errors["evidence"] = _("Say what shows it: what he did or told, where one can look it up.")
    if on > today:
        errors["on"] = _("This day has not come yet.")
    if errors:
        raise ValidationError(errors)


def check_influence(*, same_deal: bool, same_person: bool) -> None:
    """An arrow leads from one person of a deal to another of the same deal."""
    if same_person or not same_deal:
        raise ValidationError({"target": _("Choose another person of the same opportunity.")})


def check_own_people(*, customer_of_deal: int | None, customer_of_contact: int) -> None:
    """The people of a deal are contacts of its customer."""
    if customer_of_deal is None:
        raise RuleError(_("Enter the customer of the opportunity first."), code="no_customer")
    if customer_of_deal != customer_of_contact:
        raise ValidationError({"contact": _("This person does not work for the customer of the opportunity.")})
