"""Hearing what is journaled; the administrator's menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.journal.events import Journalled
from leadtocash.foundation.kernel.events import listen
from leadtocash.foundation.kernel.references import Reference, references
from leadtocash.foundation.notices.topics import groups
from leadtocash.foundation.web.navigation import Entry, entries
from leadtocash.foundation.webhooks import permissions
from leadtocash.foundation.webhooks.models import WebhookMessage
from leadtocash.foundation.webhooks.outbox import heard

listen(Journalled, heard)
groups.add("webhooks", _("Webhooks"))
entries.add(
    "webhooks",
    Entry(
        group="administration", label=_("Webhooks"), icon="webhook", url_name="webhooks:endpoints", order=65,
        may=lambda person: allowed(person, permissions.MANAGE),
    ),
)  # fmt: skip
references.add("webhooks.message", Reference(model=WebhookMessage, merged="stay"))
