"""The verbs of the authority matrix: a draft is made, edited as a whole, published by a second person, or deleted."""

from leadtocash.foundation.authority.actions.editing import MOST_ROWS, remove_row, save_row, save_rows
from leadtocash.foundation.authority.actions.editions import copy_to_year, discard, next_edition
from leadtocash.foundation.authority.actions.publishing import publish_table, ship_authority

__all__ = [
    "MOST_ROWS",
    "copy_to_year",
    "discard",
    "next_edition",
    "publish_table",
    "remove_row",
    "save_row",
    "save_rows",
    "ship_authority",
]
