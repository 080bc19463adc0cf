"""What other areas may hear of the people and needs of a deal, and the words of the journal."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.journal.verbs import verb
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import topic


@dataclass(frozen=True)
class StandingChanged:
    """Somebody stands to us otherwise than before."""

    stakeholder_id: int
    act: Act


STAKEHOLDER_ADDED = verb("winning.stakeholder_added", _("%(name)s stands on the map"), icon="user-plus")
STAKEHOLDER_CHANGED = verb("winning.stakeholder_changed", _("Stakeholder %(name)s changed"), icon="user-edit")
STANDING_CHANGED = verb(
    "winning.standing_changed", _("Standing of %(name)s: %(before)s → %(standing)s"), tone="doing", icon="user-check"
)
INFLUENCE_SET = verb("winning.influence_set", _("%(name)s influences %(other)s"), icon="arrow-right")
INFLUENCE_REMOVED = verb("winning.influence_removed", _("%(name)s does not influence %(other)s"), icon="arrow-back-up")
NEED_ADDED = verb("winning.need_added", _("Need written down: %(name)s"), icon="bulb")
NEED_CHANGED = verb("winning.need_changed", _("Need changed: %(name)s"), icon="pencil")
VALUE_ADDED = verb("winning.value_added", _("Value stated: %(name)s"), tone="done", icon="diamond")
VALUE_CHANGED = verb("winning.value_changed", _("Value changed: %(name)s"), icon="pencil")
RIVAL_ADDED = verb("winning.rival_added", _("%(name)s competes"), icon="swords")
RIVAL_CHANGED = verb("winning.rival_changed", _("Rival %(name)s: changed"), icon="pencil")
BARRIER_ADDED = verb("winning.barrier_added", _("Barrier planned: %(name)s"), icon="wall")
BARRIER_CHANGED = verb("winning.barrier_changed", _("Barrier changed: %(name)s"), icon="pencil")
BARRIER_MOVED = verb("winning.barrier_moved", _("Barrier %(name)s: %(state)s"), tone="doing", icon="wall")
COMPARED = verb("winning.compared", _("Compared with the rivals by %(n)s criteria"), icon="scale")
HANDED_OVER = verb("winning.handed_over", _("Taken over from %(name)s"), tone="wait", icon="users")
EVIDENCE_ADDED = verb("winning.evidence_added", _("Evidence %(name)s kept"), icon="certificate")
EVIDENCE_CHANGED = verb("winning.evidence_changed", _("Evidence %(name)s changed"), icon="pencil")

KEY_PERSON_LEFT = topic(
    "winning.key_person_left",
    _("%(name)s has left the customer and stands on the map of %(number)s: who decides now?"),
    tone="late",
    label=_("Somebody of my buying centres has left"),
    weight="alarm",
)
