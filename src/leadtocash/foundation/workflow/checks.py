"""Invariants of processes, run by `leadtocash check`: nothing runs without anybody or anything to move it on."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.checks import Problem
from leadtocash.foundation.workflow.models import ProcessInstance

_STUCK = """
SELECT i.id, i.title FROM workflow_processinstance i WHERE i.state = 'running' AND (
  NOT EXISTS (SELECT FROM workflow_token t WHERE t.instance_id = i.id)
  OR NOT EXISTS (SELECT FROM workflow_activity a WHERE a.instance_id = i.id AND a.is_open)) LIMIT 20
"""
_WITHOUT_WORK = """
SELECT a.instance_id, i.title, a.node FROM workflow_activity a JOIN workflow_processinstance i ON i.id = a.instance_id
WHERE a.is_open AND (
  (a.event = '' AND NOT EXISTS (SELECT FROM workflow_workitem w WHERE w.activity_id = a.id AND w.state = 'open'))
  OR NOT EXISTS (SELECT FROM workflow_token t WHERE t.activity_id = a.id)) LIMIT 20
"""
_LEFT_OVER = """
SELECT i.id, i.title FROM workflow_processinstance i WHERE i.state <> 'running' AND (
  EXISTS (SELECT FROM workflow_token t WHERE t.instance_id = i.id)
  OR EXISTS (SELECT FROM workflow_activity a WHERE a.instance_id = i.id AND a.is_open)
  OR EXISTS (SELECT FROM workflow_timer m WHERE m.instance_id = i.id)
  OR EXISTS (SELECT FROM workflow_workitem w WHERE w.instance_id = i.id AND w.state IN ('open', 'waiting'))) LIMIT 20
"""


def orphans() -> Iterator[Problem]:
    """Running processes that stand still, steps nobody has, remains of processes that are over, lost records."""
    for number, title in _rows(_STUCK):
        sentence = _("Process %(number)s (%(title)s) runs, but stands nowhere.")
        yield Problem(code="process_stuck", sentence=sentence % {"number": number, "title": title})
    for number, title, step in _rows(_WITHOUT_WORK):
        sentence = _("Process %(number)s (%(title)s): nobody has the open step %(step)s.")
        values = {"number": number, "title": title, "step": step}
        yield Problem(code="process_step_orphaned", sentence=sentence % values)
    for number, title in _rows(_LEFT_OVER):
        sentence = _("Process %(number)s (%(title)s) is over, but something of it is still open.")
        yield Problem(code="process_left_over", sentence=sentence % {"number": number, "title": title})
    yield from _without_record()


def _without_record() -> Iterator[Problem]:
    running = ProcessInstance.objects.filter(state=ProcessInstance.State.RUNNING)
    for kind in running.order_by().values_list("record_kind", flat=True).distinct():
        model = apps.get_model(kind)
        stored = model._base_manager.values("pk")
        for instance in running.filter(record_kind=kind).exclude(record_id__in=stored)[:20]:
            sentence = _("Process %(number)s (%(title)s) runs on a record that is gone.")
            values = {"number": instance.pk, "title": instance.title}
            yield Problem(code="process_record_gone", sentence=sentence % values)


def _rows(query: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()
