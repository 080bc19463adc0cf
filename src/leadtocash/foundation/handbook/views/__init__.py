"""Pages of the handbook."""

from leadtocash.foundation.handbook.views.editing import (
    adoption,
    clause_removal,
    discarding,
    edit_chapter,
    edit_clause,
    edition,
    new_chapter,
    new_clause,
    new_edition,
    publication,
)
from leadtocash.foundation.handbook.views.reading import clause, handbook, old_address, printed

__all__ = [
    "adoption", "clause", "clause_removal", "discarding", "edit_chapter", "edit_clause", "edition", "handbook",
    "new_chapter", "new_clause", "new_edition", "old_address", "printed", "publication",
]  # fmt: skip
