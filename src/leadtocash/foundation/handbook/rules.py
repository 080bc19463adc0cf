"""What a change of the handbook must be; pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.handbook.files import Book, compare
from leadtocash.foundation.handbook.models import HandbookEdition
from leadtocash.foundation.kernel.errors import Missing, Offer, RuleError

_REFERENCE = re.compile(r"[A-Z]+[0-9]* [^\s#/?&]+")


def is_reference(ref: str, policy: str) -> bool:
    """Is this the number of a clause of that policy: its code, a blank, a number or word?"""
    return bool(_REFERENCE.fullmatch(ref)) and ref.startswith(f"{policy} ")


def slug_of(title: str, taken: Collection[str]) -> str:
    """A file's name for a chapter: its English title in small letters, with a number where that is taken."""
    plain = "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:40].strip("-") or "chapter"
    numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(one for one in numbered if one not in taken)


def check_new_draft(draft: HandbookEdition | None, reason: str) -> None:
    """One draft of a policy at a time, and never without a reason."""
    if draft is not None:
        raise RuleError(
            _("Edition %(number)s is being drafted. Publish or discard it first.") % {"number": draft.number},
            code="handbook_draft_open",
            offer=Offer(label=_("To the draft"), href=draft.get_absolute_url()),
        )
    if not reason.strip():
        raise RuleError(_("Say why the policy is changed."), code="handbook_reason_missing")


def check_is_draft(edition: HandbookEdition) -> None:
    """A published edition is never changed."""
    if not edition.is_draft:
        raise RuleError(
            _("A published edition of the handbook is never changed. Begin the next edition."),
            code="handbook_published",
        )


def check_removal(ref: str, cited: Sequence[str]) -> None:
    """A clause that program, process or authority table cite cannot vanish; its text can change."""
    if cited:
        raise RuleError(
            _("%(clause)s is cited and cannot be removed; its text can be changed.") % {"clause": ref},
            code="handbook_clause_cited",
            missing=[Missing(what=where) for where in cited[:10]],
        )


def check_complete(policy: str, held: Collection[str], cited: Iterable[str]) -> None:
    """Every clause of this policy that the program cites must be held."""
    gone = sorted(ref for ref in cited if ref.startswith(f"{policy} ") and ref not in held)
    if gone:
        raise RuleError(
            _("The program refuses by clauses that would be gone. Keep their numbers; their text may change."),
            code="handbook_clause_gone",
            missing=[Missing(what=ref) for ref in gone],
        )


def check_differs(now: Book | None, then: Book) -> None:
    """An edition that says the same is not published."""
    if now is not None and not compare(now, then) and now == then:
        raise RuleError(_("This edition says the same as the one in force."), code="handbook_no_change")


def check_second_person(person: User, writers: Sequence[User]) -> None:
    """Who has written in an edition does not publish it."""
    if person in writers:
        raise RuleError(
            _("Somebody who has not written in this edition publishes it."),
            code="handbook_same_person",
            missing=[Missing(what=_("A second person with the permission to publish"))],
        )
