"""The search listens to the journal, to pages being opened, and is examined by the check."""

from __future__ import annotations

from leadtocash.foundation.journal.events import Journalled
from leadtocash.foundation.kernel.checks import checks
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.kernel.references import Reference, references
from leadtocash.foundation.search import keeping, opened
from leadtocash.foundation.search.models import Findable, LastOpened
from leadtocash.foundation.web.details import watchers

listen(Journalled, keeping.heard)
checks.add("search", keeping.drifted)
watchers.add("search", opened.note)
references.add("search.findable", Reference(model=Findable, merged="drop"))
references.add("search.opened", opened.Opened(model=LastOpened))
