"""Whom the designer tells: publishers of a submitted draft, authors of what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.designer.models import ProcessDraft
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify, topic

SUBMITTED = topic(
    "designer.submitted",
    _("To be published: %(title)s"),
    label=_("A process draft waits to be published"),
    weight="todo",
)
RETURNED = topic(
    "designer.returned",
    _("Process draft given back: %(title)s"),
    label=_("My process draft was given back"),
    tone="wait",
)
PUBLISHED = topic(
    "designer.published", _("Process published: %(title)s, version %(version)s"), label=_("A process was published")
)


def tell(draft: ProcessDraft, code: str, people: Iterable[User], *, act: Act, **data: Any) -> None:
    """Tell these people about a draft, once for each revision of it."""
    url = draft.published.get_absolute_url() if draft.published else draft.get_absolute_url()
    key = f"{code}:{draft.pk}:{draft.revision}"
    notify(people, code, act=act, url=url, key=key, title=draft.title, **data)
