"""Is every stored file there, with the bytes it had? Run by `leadtocash check`."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext as _

from leadtocash.foundation.documents.models import StoredFile
from leadtocash.foundation.documents.storing import digest_of, is_there
from leadtocash.foundation.kernel.checks import Problem


def stored_files() -> Iterator[Problem]:
    """Missing files, and files whose bytes changed: of a random sample, or of all (`--files all`).

    On a local disk every file's presence is looked at, whatever the sample.
    """
    sample = None if settings.CHECK_FILES == "all" else int(settings.CHECK_FILES)
    rows = StoredFile.objects.order_by("?")
    read = {stored.pk for stored in (rows if sample is None else rows[:sample])}
    for stored in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        local = isinstance(stored.file.storage, FileSystemStorage)
        if not (local or stored.pk in read):
            continue
        first = stored.attachments.order_by("pk").first()
        values = {"name": first.name if first else stored.digest[:12], "where": stored.file.name}
        if not is_there(stored):
            yield Problem(code="file_missing", sentence=_("File %(name)s (%(where)s) is not in the storage.") % values)
        elif stored.pk in read and _differs(stored):
            yield Problem(code="file_changed", sentence=_("File %(name)s (%(where)s) is not what was stored.") % values)


def _differs(stored: StoredFile) -> bool:
    with stored.file.open("rb") as content:
        return digest_of(content) != stored.digest
