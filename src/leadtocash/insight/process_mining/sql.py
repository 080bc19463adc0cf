"""The statements behind the figures. Time is counted in working days of the company's calendar, with fractions.

{chosen} is the statement that gives the ids of the instances the reader may see.
"""
# ruff: noqa: S608 - put together from parts of this file; every value is a parameter

from __future__ import annotations

from leadtocash.foundation.calendar.sql import CALENDAR, place


def _took(begin: str, end: str) -> str:
    """The working days between two moments."""
    return f"(({place(end)} - {place(begin)}) / %(cal_full)s::float8)"


_MEDIANS = "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY {0}), PERCENTILE_CONT(0.85) WITHIN GROUP (ORDER BY {0})"

CYCLES = f"""
WITH {CALENDAR}, ended AS MATERIALIZED (
  SELECT i.id, i.state, i.process, date_trunc('month', i.ended_at AT TIME ZONE %(cal_zone)s)::date AS month,
    i.ended_at >= %(from)s AS inside, {_took("i.started_at", "i.ended_at")} AS took,
    EXISTS (SELECT FROM workflow_activity a WHERE a.instance_id = i.id AND a.round > 1) AS reworked
  FROM workflow_processinstance i
  WHERE i.ended_at >= %(trend_from)s AND i.ended_at < %(until)s AND i.id IN ({{chosen}})
)
SELECT process, NULL::date, COUNT(*), COUNT(*) FILTER (WHERE state = 'withdrawn'), COUNT(*) FILTER (WHERE reworked),
  {_MEDIANS.format("took")}
FROM ended WHERE inside GROUP BY process
UNION ALL
SELECT process, month, COUNT(*), COUNT(*) FILTER (WHERE state = 'withdrawn'), COUNT(*) FILTER (WHERE reworked),
  {_MEDIANS.format("took")}
FROM ended GROUP BY process, month
"""

STEPS = f"""
WITH {CALENDAR}, step AS MATERIALIZED (
  SELECT a.node, a.round, a.outcome, a.due_at < a.closed_at AS late, {_took("a.opened_at", "a.closed_at")} AS took
  FROM workflow_activity a
  WHERE a.closed_at >= %(from)s AND a.closed_at < %(until)s AND NOT a.is_open
    AND a.outcome NOT IN ('cancelled', 'recalled') AND a.instance_id IN ({{chosen}})
)
SELECT node, COUNT(*), COUNT(*) FILTER (WHERE round > 1), COUNT(*) FILTER (WHERE late),
  COUNT(late), COUNT(*) FILTER (WHERE outcome IN ('rejected', 'returned')), SUM(took), {_MEDIANS.format("took")}
FROM step GROUP BY node
"""

WORK = f"""
WITH {CALENDAR}, work AS MATERIALIZED (
  SELECT a.node, {_took("w.opened_at", "w.seen_at")} AS waiting, {_took("w.seen_at", "w.closed_at")} AS touch
  FROM workflow_workitem w JOIN workflow_activity a ON a.id = w.activity_id
  WHERE w.state = 'done' AND w.closed_at >= %(from)s AND w.closed_at < %(until)s AND w.seen_at IS NOT NULL
    AND w.instance_id IN ({{chosen}})
)
SELECT node, COUNT(*), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY waiting),
  PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY touch)
FROM work GROUP BY node
"""

PEOPLE = f"""
WITH {CALENDAR}, work AS MATERIALIZED (
  SELECT w.assignee_id, w.outcome, w.due_at < w.closed_at AS late, {_took("w.opened_at", "w.closed_at")} AS took
  FROM workflow_workitem w
  WHERE w.state = 'done' AND w.closed_at >= %(from)s AND w.closed_at < %(until)s AND w.instance_id IN ({{chosen}})
), has AS (
  SELECT w.assignee_id, COUNT(*) AS n, COUNT(*) FILTER (WHERE w.due_at < %(now)s) AS late
  FROM workflow_workitem w WHERE w.state = 'open' AND w.instance_id IN ({{chosen}}) GROUP BY w.assignee_id
), done AS (
  SELECT assignee_id, COUNT(*) AS n, COUNT(*) FILTER (WHERE late) AS late, COUNT(late) AS limited,
    COUNT(*) FILTER (WHERE outcome IN ('rejected', 'returned')) AS refused,
    PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY took) AS median, SUM(took) AS total
  FROM work GROUP BY assignee_id
)
SELECT u.id, u.name, COALESCE(d.n, 0), COALESCE(d.late, 0), COALESCE(d.limited, 0), COALESCE(d.refused, 0), d.median,
  COALESCE(d.total, 0), COALESCE(h.n, 0), COALESCE(h.late, 0)
FROM done d FULL JOIN has h ON h.assignee_id = d.assignee_id
JOIN accounts_user u ON u.id = COALESCE(d.assignee_id, h.assignee_id)
ORDER BY COALESCE(d.total, 0) DESC, COALESCE(h.n, 0) DESC, u.id LIMIT 50
"""

RUNNING = """
SELECT i.process, COUNT(*), COUNT(*) FILTER (WHERE EXISTS (SELECT FROM workflow_activity a
  WHERE a.instance_id = i.id AND a.is_open AND a.due_at < %(now)s))
FROM workflow_processinstance i WHERE i.state = 'running' AND i.id IN ({chosen}) GROUP BY i.process
"""

OPEN_STEPS = """
SELECT a.node, COUNT(*), COUNT(*) FILTER (WHERE a.due_at < %(now)s)
FROM workflow_activity a WHERE a.is_open AND a.instance_id IN ({chosen}) GROUP BY a.node
"""
