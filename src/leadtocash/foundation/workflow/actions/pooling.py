"""Of several who could do it, one takes the work, and gives it back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.workflow import verbs
from leadtocash.foundation.workflow.actions.signing import claim_pool
from leadtocash.foundation.workflow.engine import desk as desks
from leadtocash.foundation.workflow.engine.finishing import finish
from leadtocash.foundation.workflow.models import WorkItem

State = WorkItem.State


def claim(item: WorkItem, *, act: Act) -> WorkItem:
    """Take work out of a pool: it leaves the inboxes of the others until it is given back.

    Raises RuleError when the item is not open or not mine, or nobody else has it.
    """
    with transaction.atomic():
        run, desk = desks.take(item, act=act)
        if not claim_pool(run, desk):
            raise RuleError(
                _("“%(step)s” is with you alone already.") % {"step": desk.node.label}, code="nothing_to_claim"
            )
        run.journal(verbs.CLAIMED, desk.node, slot=desk.item.slot)
        finish(run)
        return desk.item


def release(item: WorkItem, *, act: Act) -> WorkItem:
    """Give claimed work back to the pool: the others have it again too.

    Raises RuleError when it was not claimed, or those whom one has asked to sign still have to.
    """
    with transaction.atomic():
        run, desk = desks.take(item, act=act)
        if desk.item.claimed_at is None:
            raise RuleError(
                _("“%(step)s” came to you directly, not from a pool.") % {"step": desk.node.label}, code="not_claimed"
            )
        slot = [row for row in desk.items if row.slot == desk.item.slot]
        if any(row.is_live and row.under_id is not None for row in slot):
            raise RuleError(
                _("You have asked others to sign for you. Take them out first, or wait for them."), code="signers_added"
            )
        back = [
            row for row in slot if row.set_aside and row.assignee.is_active and row.assignee_id != desk.item.assignee_id
        ]
        for row in back:
            row.state, row.set_aside, row.closed_at = State.OPEN, False, None
        WorkItem.objects.bulk_update(back, ["state", "set_aside", "closed_at"])
        desk.item.claimed_at = None
        desk.item.save(update_fields=["claimed_at"])
        run.hand_out(back)
        run.journal(verbs.RELEASED, desk.node, slot=desk.item.slot, who=joined(row.assignee.name for row in back))
        finish(run)
        return desk.item
