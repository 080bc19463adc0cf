"""What is done to the handbook: drafted, changed, compared, published by a second person, adopted."""

from leadtocash.foundation.handbook.actions.adopting import adopt, import_book, ship_books
from leadtocash.foundation.handbook.actions.drafting import (
    add_chapter,
    add_clause,
    change_chapter,
    change_clause,
    discard_draft,
    draft_edition,
    remove_clause,
)
from leadtocash.foundation.handbook.actions.publishing import publish_edition

__all__ = [
    "add_chapter", "add_clause", "adopt", "change_chapter", "change_clause", "discard_draft", "draft_edition",
    "import_book", "publish_edition", "remove_clause", "ship_books",
]  # fmt: skip
