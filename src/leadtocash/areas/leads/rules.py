"""What may happen to a lead and when; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.areas.leads.limits import MAN
from leadtocash.areas.leads.models import Answer, Lead
from leadtocash.foundation.kernel.errors import Missing, Offer, RuleError
from leadtocash.foundation.kernel.text import clean_line, plain_signs

State = Lead.State
WORKED_ON = (State.ASSIGNED, State.TAKEN_UP, State.QUALIFIED)
#: the clock runs
ON_TIME = (State.ASSIGNED, State.TAKEN_UP)
#: money, authority, need: the field of the answer, and what is asked
ASKED: dict[str, Promise] = {
    "money": gettext_lazy("Has the customer money for it?"),
    "authority": gettext_lazy("Do we speak with somebody who decides?"),
    "real_need": gettext_lazy("Is there a real need?"),
}


def check_open(lead: Lead) -> None:
    """A lead that has become an opportunity, or was dropped, does not change any more."""
    if lead.state == State.CONVERTED:
        raise RuleError(
            _("%(number)s has become opportunity %(opportunity)s.")
            % {"number": lead.number, "opportunity": lead.opportunity.number if lead.opportunity else ""},
            code="lead_converted",
            offer=_to_opportunity(lead),
        )
    if lead.state == State.DROPPED:
        sentence = _("%(number)s was dropped. Open it again first.")
        raise RuleError(sentence % {"number": lead.number}, code="lead_dropped")


def check_owned(lead: Lead) -> None:
    """Only what somebody has is worked on; what lies in the pool is taken first."""
    check_open(lead)
    if lead.owner_id is None:
        sentence = _("%(number)s lies in the pool. Take it, or give it to somebody, first.")
        raise RuleError(sentence % {"number": lead.number}, code="lead_in_pool")


def check_in_pool(lead: Lead) -> None:
    """Only what lies in the pool is taken from it."""
    if lead.state != State.NEW:
        raise RuleError(_("Somebody else was faster: this lead is not in the pool any more."), code="lead_taken")


def check_held(held: int, most: int) -> None:
    """Whoever has enough unqualified leads takes no more."""
    if held >= most:
        sentence = _("You hold %(held)d unqualified leads; take no more until there are fewer than %(most)d.")
        raise RuleError(sentence % {"held": held, "most": most}, code="leads_enough")


def check_taking_up(lead: Lead) -> None:
    """A lead is taken up once."""
    check_owned(lead)
    if lead.state != State.ASSIGNED:
        raise RuleError(_("%(number)s is taken up already.") % {"number": lead.number}, code="lead_taken_up")


def missing_to_qualify(
    answers: Mapping[str, str], *, owner: str, since: date | None, judge_url: str = ""
) -> list[Missing]:
    """Which of money, authority and need are not there, or not known (S2 MAN); empty when it is qualified."""
    return [
        Missing(
            what=_("%(asked)s So far: %(answer)s") % {"asked": asked, "answer": Answer(answers[name]).label},
            who=owner, since=since, clause=MAN, href=judge_url, do=_("Answer"),
        )
        for name, asked in ASKED.items() if answers[name] != Answer.YES
    ]  # fmt: skip


def check_qualified(lead: Lead, missing: Sequence[Missing]) -> None:
    """Qualified is what has money, authority and need, all three (S2 MAN)."""
    check_owned(lead)
    if lead.state == State.QUALIFIED:
        raise RuleError(_("%(number)s is qualified already.") % {"number": lead.number}, code="lead_qualified")
    if missing:
        sentence = _("%(number)s is not qualified: money, authority and need must all be there.")
        raise RuleError(sentence % {"number": lead.number}, code="lead_man", clause=MAN, missing=missing)


def check_conversion(lead: Lead) -> None:
    """Only a qualified lead becomes an opportunity, and only once."""
    check_owned(lead)
    if lead.state != State.QUALIFIED:
        raise RuleError(
            _("%(number)s becomes an opportunity only when it is qualified.") % {"number": lead.number},
            code="lead_not_qualified", clause=MAN,
        )  # fmt: skip


def check_own(lead: Lead, person: int) -> None:
    """What becomes of a lead belongs to whoever makes it; so the one who works on the lead does."""
    if lead.owner_id != person:
        sentence = _("%(name)s works on %(number)s; have it given to you first.")
        name = lead.owner.name if lead.owner else ""
        raise RuleError(sentence % {"name": name, "number": lead.number}, code="lead_not_own")


def check_reopening(lead: Lead) -> None:
    """Only a dropped lead is opened again."""
    if lead.state != State.DROPPED:
        raise RuleError(_("%(number)s was not dropped.") % {"number": lead.number}, code="lead_open")


def check_drop(reason: str, note: str) -> None:
    """A drop says why; where the list has no word for it, in one's own."""
    if reason == Lead.Reason.OTHER and len(note) < 2:
        raise ValidationError({"note": _("Say why, in a few words.")})


def check_reason(reason: str) -> None:
    """Raise ValidationError unless there is a reason a reader understands later."""
    if len(reason) < 2:
        raise ValidationError({"reason": _("Say why, in a few words.")})


def check_reachable(lead: Lead) -> None:
    """Somebody must be able to do something with it: a telephone number, an address, or what is needed."""
    if not (lead.phone or lead.email or lead.need.strip()):
        raise ValidationError({"phone": _("Enter a phone number, an e-mail address, or at least what is needed.")})


def check_deletable(lead: Lead) -> None:
    """What has become an opportunity is a part of its history."""
    if lead.state == State.CONVERTED:
        check_open(lead)


def source_line(name: str, detail: str) -> str:
    """A source as an opportunity keeps it: its name, and which one."""
    return f"{name} \u00b7 {detail}"[:60] if detail else name


def _to_opportunity(lead: Lead) -> Offer | None:
    opportunity = lead.opportunity
    return Offer(label=_("Open it"), href=opportunity.get_absolute_url()) if opportunity else None


# ---------------------------------------------------------------- business cards
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:\+?86[ -]?)?(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|0\d{2,3}[ -]?\d{7,8}(?:-\d{1,6})?)")
#: company, group, institute, plant, bureau, centre, Co., Ltd.
_COMPANY = re.compile(
    "\u516c\u53f8|\u96c6\u56e2|\u7814\u7a76\u9662|\u8bbe\u8ba1\u9662|\u5de5\u5382|\u5382$|\u5c40$|\u4e2d\u5fc3$|\\b(?:Co|Ltd|Inc|GmbH)\\b"
)
#: manager, director, engineer, minister, head, president, section chief, owner
_TITLE = re.compile(
    "\u7ecf\u7406|\u603b\u76d1|\u5de5\u7a0b\u5e08|\u90e8\u957f|\u4e3b\u4efb|\u603b\u88c1|\u79d1\u957f|\u8d1f\u8d23\u4eba|(?i:manager|director|engineer)"
)
#: phone, mobile, mail, fax, address, name, title, contact
_LABEL = re.compile(
    "(?:\u7535\u8bdd|\u624b\u673a|\u90ae\u7bb1|\u4f20\u771f|\u5730\u5740|\u59d3\u540d|\u804c\u52a1|\u8054\u7cfb\u4eba|(?i:tel|phone|mobile|e-?mail|fax))[:\uff1a]?"
)
_NAME = re.compile("[\u4e00-\u9fff]{2,4}|[A-Z][a-z]+ [A-Z][a-z]+")


def read_card(text: str) -> dict[str, str]:
    """What a pasted business card or message says: company, contact, position, phone, email; the rest as need."""
    found: dict[str, str] = {}
    rest = []
    for line in text.splitlines():
        left = plain_signs(line)
        for name, pattern in (("email", _MAIL), ("phone", _PHONE)):
            if hit := pattern.search(left):
                found.setdefault(name, hit.group())
                left = pattern.sub("", left)
        words = [
            part
            for part in re.split("[\\s,;\uff0c\uff1b|/]+", left.strip(" :\uff1a"))
            if part and not _LABEL.fullmatch(part)
        ]
        kept = [word for word in words if not _known(word, found)]
        if kept and kept == words and left == plain_signs(line):
            rest.append(clean_line(line))
    if rest:
        found["need"] = "\n".join(rest)
    return found


def _known(word: str, found: dict[str, str]) -> bool:
    """Is this word the company, a title, or a name, and the first of its kind?"""
    for name, pattern in (("company", _COMPANY.search), ("position", _TITLE.search), ("contact", _NAME.fullmatch)):
        if name not in found and pattern(word):
            found[name] = word
            return True
    return False
