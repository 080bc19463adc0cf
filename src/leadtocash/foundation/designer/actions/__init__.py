"""The verbs of drafts: begin, change, set back, submit, give back, publish, drop; and moving running processes."""

from leadtocash.foundation.designer.actions.drafting import begin, create, drop, edit, restore, save_text
from leadtocash.foundation.designer.actions.moving import Moved, migrate, migrate_many
from leadtocash.foundation.designer.actions.publishing import check_sound, give_back, publish, submit
from leadtocash.foundation.designer.actions.starting import may_start, start

__all__ = [
    "Moved",
    "begin",
    "check_sound",
    "create",
    "drop",
    "edit",
    "give_back",
    "may_start",
    "migrate",
    "migrate_many",
    "publish",
    "restore",
    "save_text",
    "start",
    "submit",
]  # fmt: skip
