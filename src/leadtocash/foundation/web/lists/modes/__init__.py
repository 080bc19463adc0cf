"""The same list shown otherwise: as a board of lanes, a calendar, or a chart of bars. Same rows, filters and views."""

from leadtocash.foundation.web.lists.modes.board import Board, Lane
from leadtocash.foundation.web.lists.modes.calendar import Calendar, Day
from leadtocash.foundation.web.lists.modes.gantt import Bar, Gantt, Mark

__all__ = ["Bar", "Board", "Calendar", "Day", "Gantt", "Lane", "Mark"]
