"""What may happen to an opportunity and when; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.money import ZERO, cents
from leadtocash.foundation.web.lists.filters.dating import months_on

OPEN, WON, LOST = "open", "won", "lost"
GATE_CLAUSE = "S2 milestone"
KEEPING_CLAUSE = "S3 A.4"
MOST_LINES = 200
MIN_NOTE = 2


def probability(state: str, of_stage: int) -> int:
    """Percent: the stage's while the deal is open, then 100 or 0."""
    return {WON: 100, LOST: 0}.get(state, of_stage)


def weighted(amount: Decimal, percent: int) -> Decimal:
    """The expected amount in yuan weighted by its probability in percent, to the cent."""
    return cents(amount * percent / 100)


def sum_of(lines: Sequence[tuple[int, Decimal]]) -> Decimal:
    """The amount in yuan of lines given as (quantity, unit price)."""
    return sum((quantity * price for quantity, price in lines), ZERO)


def check_open(*, state: str, number: str) -> None:
    """A closed opportunity does not change (OPP-3); it can be opened again with a reason."""
    if state != OPEN:
        word = _("won") if state == WON else _("lost")
        raise RuleError(
            _("%(number)s is closed (%(state)s) and does not change any more. Open it again first.")
            % {"number": number, "state": word},
            code="opportunity_closed",
        )


def missing_to_win(
    *, has_customer: bool, amount: Decimal, owner: str, since: date, edit_url: str = ""
) -> list[Missing]:
    """What a deal still lacks to be won: a customer, an amount. Empty when nothing."""
    missing = []
    if not has_customer:
        what = _("The customer")
        missing.append(Missing(what=what, who=owner, since=since, href=edit_url, do=_("Enter it")))
    if amount <= 0:
        what = _("The amount")
        missing.append(Missing(what=what, who=owner, since=since, href=edit_url, do=_("Enter it")))
    return missing


def check_win(*, state: str, number: str, missing: Sequence[Missing]) -> None:
    """A deal is won only with a customer and an amount."""
    check_open(state=state, number=number)
    if missing:
        raise RuleError(
            _("%(number)s cannot be won yet: the contract would have no customer or no amount.") % {"number": number},
            code="win_incomplete",
            missing=missing,
        )


def check_closing_day(day: date, *, opened_on: date, today: date) -> None:
    """Raise ValidationError for a day of decision in the future or before the opportunity was there."""
    if day > today:
        raise ValidationError({"closed_on": _("This day has not come yet.")})
    if day < opened_on:
        raise ValidationError(
            {"closed_on": _("The opportunity was opened only on %(day)s.") % {"day": opened_on.isoformat()}}
        )


def check_stage(*, state: str, number: str, here: int, there: int, same_method: bool, moves: bool, reason: str) -> None:
    """A move to another stage; `here` and `there` are positions in the method.

    Forward needs nothing; back, or over to another method, needs a reason (S2 milestone).
    """
    check_open(state=state, number=number)
    if not moves:
        raise RuleError(_("%(number)s is in this stage already.") % {"number": number}, code="stage_unchanged")
    if not reason and (not same_method or there < here):
        raise RuleError(
            _("Going back a stage, or over to another method, needs a reason."),
            code="stage_reason",
            clause=GATE_CLAUSE,
        )


def check_gate(*, number: str, stage: str, missing: Sequence[Missing]) -> None:
    """A stage is entered, and a deal is won (`stage` empty), only when nothing is missing at the gate (OPP-4)."""
    if not missing:
        return
    if stage:
        sentence = _("%(number)s cannot enter the stage %(stage)s yet.") % {"number": number, "stage": stage}
    else:
        sentence = _("%(number)s cannot be won yet: its gates ask for more.") % {"number": number}
    raise RuleError(sentence, code="gate", clause=GATE_CLAUSE, missing=missing)


def check_reviewed(*, number: str, stage: str, reviewer: str, reviewed: bool) -> None:
    """A stage before which the method asks for a review is entered only after it (S2)."""
    if not reviewed:
        raise RuleError(
            _("%(number)s enters the stage %(stage)s only after a review.") % {"number": number, "stage": stage},
            code="review",
            clause=GATE_CLAUSE,
            missing=[missing_review(stage=stage, reviewer=reviewer)],
        )


def missing_review(*, stage: str, reviewer: str) -> Missing:
    """What a stage with a review before it still lacks; reviewer: the words for whoever decides."""
    return Missing(what=_("The review before the stage %(stage)s") % {"stage": stage}, who=reviewer, clause=GATE_CLAUSE)


def check_offered(*, own: bool, in_force: bool) -> None:
    """A deal moves within the version it follows, or into one that is in force."""
    if not own and not in_force:
        raise RuleError(_("This version of the sales method is not in force."), code="method_not_in_force")


def check_no_request(*, asked: str, with_whom: str, since: date | None) -> None:
    """Raise while the same is asked for already: with whom it lies, since when; `asked` empty: it is not."""
    if asked:
        raise RuleError(
            _("This is asked for already."),
            code="asked_already",
            missing=[Missing(what=asked, who=with_whom, since=since)],
        )


def lag(*, ours: int, buyers: int, our_day: date, their_day: date, today: date) -> tuple[int, int]:
    """How many steps we stand before (+) or behind (-) the buyer, and for how many days the one ahead stands there;
    ours, buyers: positions in the method; our_day, their_day: since when."""
    steps = ours - buyers
    return steps, (today - (our_day if steps > 0 else their_day)).days


def check_version(*, state: str, number: str, same_code: bool, follows: bool, in_force: bool) -> None:
    """A deal goes over to the version in force of its own method."""
    check_open(state=state, number=number)
    if not same_code or not in_force:
        raise RuleError(_("This is not the version in force of the deal's own method."), code="other_method")
    if follows:
        raise RuleError(_("%(number)s follows this version already.") % {"number": number}, code="version_unchanged")


def stage_gone(stage: str) -> RuleError:
    """The refusal where the new version has no stage like the deal's own and nobody said which one is meant."""
    return RuleError(
        _("The new version has no stage %(stage)s; say in which one the deal stands.") % {"stage": stage},
        code="stage_gone",
    )


def check_own_method(*, same: bool) -> None:
    """What is brought to a gate belongs to the method the deal follows now."""
    if not same:
        raise RuleError(_("The deal follows another sales method now."), code="other_method")


def check_buyer(*, note: str, since: date, same_method: bool, today: date) -> None:
    """Where the buyer is: a stage of the deal's own method, since a day that has come, with what shows it."""
    errors = {}
    if not same_method:
        errors["stage"] = _("This is no stage of the deal's own method.")
    if since > today:
        errors["since"] = _("This day has not come yet.")
    if len(note) < MIN_NOTE:
        errors["note"] = _("Say what shows it, in a few words.")
    if errors:
        raise ValidationError(errors)


def check_confirmation(
    *, by_system: bool, evidence: str, note: str, has_file: bool, has_contact: bool, on: date, today: date
) -> None:
    """Raise for a criterion the system checks itself, or evidence that is not what the criterion asks for."""
    if by_system:
        raise RuleError(_("The system checks this itself; supply what is missing."), code="criterion_checked")
    errors = {}
    if len(note) < MIN_NOTE:
        errors["note"] = _("Say what it rests on, in a few words.")
    if evidence == "file" and not has_file:
        errors["file"] = _("This criterion asks for a file.")
    if evidence == "promise" and not has_contact:
        errors["contact"] = _("Say who at the customer promised it.")
    if on > today:
        errors["on"] = _("This day has not come yet.")
    if errors:
        raise ValidationError(errors)


def check_waiver(*, reason: str, until: date, today: date, most_days: int) -> None:
    """A waiver has a reason and an end: not before today, at most so many days ahead."""
    errors = {}
    if len(reason) < MIN_NOTE:
        errors["reason"] = _("Say why, in a few words.")
    if until < today:
        errors["until"] = _("This day is over.")
    elif (until - today).days > most_days:
        errors["until"] = _("At most %(n)d days ahead.") % {"n": most_days}
    if errors:
        raise ValidationError(errors)


def check_forecast(*, category: str, highest: int, commit_from: int, stage: str) -> None:
    """A deal is committed only in a stage that may reach the probability of a commitment, in percent."""
    if category == "commit" and highest < commit_from:
        raise ValidationError(
            {
                "forecast": _("In the stage %(stage)s no more than %(most)s %% is believed; that is no commitment.")
                % {"stage": stage, "most": highest}
            }
        )


def check_loss(*, has_code: bool, reason: str) -> None:
    """A loss says why, by a reason of the list or in words (OPP-11)."""
    if not has_code:
        check_reason(reason)


def kept_until(day: date, *, months: int) -> date:
    """The last day for which the records of a deal lost on a day are kept."""
    last = months_on(day, months + 1) - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def check_kept(*, number: str, lost_on: date, until: date, today: date) -> None:
    """Who did not win keeps the papers all the same, for some years (CRM-9)."""
    if today <= until:
        values = {"number": number, "day": lost_on.isoformat(), "until": until.isoformat()}
        raise RuleError(
            _("%(number)s was lost on %(day)s: its records are kept until %(until)s and not deleted before.") % values,
            code="records_kept",
            clause=KEEPING_CLAUSE,
        )


def check_not_won(*, state: str, number: str) -> None:
    """The records of a deal that was won belong to the file of its contract (CRM-9)."""
    if state == WON:
        sentence = _("%(number)s was won: its records belong to the file of the contract and are not deleted.")
        raise RuleError(sentence % {"number": number}, code="records_of_contract", clause=KEEPING_CLAUSE)


def check_reason(reason: str) -> None:
    """Raise ValidationError unless there is a reason a reader understands later."""
    if len(reason) < 2:
        raise ValidationError({"reason": _("Say why, in a few words.")})


def check_draft(*, is_draft: bool) -> None:
    """Only a draft of a sales method changes; what is or was in force does not."""
    if not is_draft:
        raise RuleError(_("What is or was in force does not change. Draft the next version."), code="method_in_force")


def check_sound(missing: Sequence[Missing]) -> None:
    """A method comes into force only when nothing is wrong with it."""
    if missing:
        raise RuleError(_("The draft cannot come into force yet."), code="method_unsound", missing=missing)


def check_retirable(*, in_force: bool, is_default: bool) -> None:
    """A method in force can be retired, unless new deals begin with it."""
    if not in_force:
        raise RuleError(_("This version is not in force."), code="method_not_in_force")
    if is_default:
        raise RuleError(
            _("New deals begin with this method. Make another one the default first."), code="method_default"
        )


def check_reopening(*, state: str, number: str) -> None:
    """Only a closed opportunity is opened again."""
    if state == OPEN:
        raise RuleError(_("%(number)s is open.") % {"number": number}, code="opportunity_open")
