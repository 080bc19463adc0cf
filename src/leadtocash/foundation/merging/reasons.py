"""Why somebody merges, or takes it back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.text import clean_line

LONGEST = 300


def reason_of(text: str) -> str:
    """The reason as it is stored. Raises ValidationError when there is none, or too long a one."""
    reason = clean_line(text)
    if not reason:
        raise ValidationError({"reason": _("Say why.")})
    if len(reason) > LONGEST:
        sentence = _("At most %(most)s signs; these are %(count)s.") % {"most": LONGEST, "count": len(reason)}
        raise ValidationError({"reason": sentence})
    return reason
