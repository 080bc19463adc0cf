"""Lists shown as calendars know which days are worked."""

from __future__ import annotations

from leadtocash.foundation.calendar.days import known
from leadtocash.foundation.web.lists.modes.base import workdays

workdays.append(known)
