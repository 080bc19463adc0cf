"""Long work for a person, done by the worker: taken once, begun anew when its worker was killed, given up after three.

A model of such work is a `Run`; what is done with it is a `Kind`, registered in `wiring.py`. `hand_over` gives a run to
the worker; how far it is, the work writes by `moved`, and stops where that raises `NoLonger`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.conf import settings
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.kernel.registry import Registry

TRIES = 3
FAILED, CANCELLED = "failed", "cancelled"
TIDIED = 500
log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


class Run(models.Model):
    """attempt: the worker who has this one may write; it only grows. tries: of the work at hand.

    moved_at: when the work last got on, None until a worker takes it. language: of the sentences to the person.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("person")
    )
    at = models.DateTimeField(_("asked for at"))
    language = models.CharField(max_length=10)
    state = models.CharField(_("state"), max_length=10)
    attempt = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    file = models.FileField(blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_busy(self) -> bool:
        """Is the worker at it, or about to be?"""
        return self.state in kinds.get(self._meta.label_lower).works


R = TypeVar("R", bound=Run)


class NoLonger(Exception):
    """The run was cancelled, or another worker has taken it."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How runs of a model are worked on.

    works: state -> what is done in it (it gives the fields to store at the end), and the state after it. told: says to
    the person what came of it, in the same transaction. silent: a run that has not moved for so long has lost its
    worker. kept: for so long its file is; forget: changes what else goes with the file.
    """

    model: type[Run]
    works: Mapping[str, tuple[Callable[[Any, Clock], Mapping[str, Any]], str]]
    silent: timedelta
    kept: timedelta
    forget: Callable[[Any], None]
    told: Callable[[Any, datetime], None] = lambda run, at: None


kinds: Registry[Kind] = Registry("kind of long work")


def add(kind: Kind) -> Kind:
    """Register what is done with the runs of a model."""
    return kinds.add(kind.model._meta.label_lower, kind)


@transaction.atomic
def hand_over(run: Run) -> None:
    """Give a run to the worker: row and job in one transaction."""
    run.attempt, run.tries, run.moved_at, run.ended_at, run.problem = run.attempt + 1, 1, None, None, ""
    run.save()
    _defer(run)


@transaction.atomic
def cancel(run: R, *, act: Act, ended: str) -> tuple[R, bool]:
    """Stop one's own run, and whether that is new; the worker heeds it where it says how far it is.

    Raises RuleError with the sentence `ended` when it has ended otherwise.
    """
    run = type(run)._default_manager.select_for_update(of=("self",)).get(pk=run.pk, person=act.person)
    if run.state == CANCELLED:
        return run, False
    if not run.is_busy:
        raise RuleError(ended, code="wrong_state")
    run.state, run.ended_at = CANCELLED, act.at
    run.save(update_fields=["state", "ended_at"])
    return run, True


def opened(run: Run, *, gone: str) -> Any:
    """The file of a run. Raises RuleError with the sentence `gone` when it is not there."""
    if run.file:
        with suppress(OSError):
            return run.file.open("rb")
    raise RuleError(gone, code="file_gone")


def carry_out(name: str, pk: int, attempt: int, *, clock: Clock) -> str:
    """Do the work of a run unless somebody else has; gives the state it is left in."""
    kind = kinds.get(name)
    rows = kind.model._default_manager.filter(pk=pk, attempt=attempt, state__in=kind.works)
    if not rows.filter(moved_at=None).update(moved_at=clock()):
        return "not mine"
    run = rows.select_related("person").get()
    work, after = kind.works[run.state]
    with translation.override(run.language):
        try:
            return _end(kind, run, after, work(run, clock), clock())
        except NoLonger:
            return "not mine"
        except (RuleError, NotAllowed) as error:
            problem = error.message
        except Exception as error:
            log.exception("%s %s stopped", name, pk)
            problem = gettext("The program failed: %(what)s") % {"what": type(error).__name__}
        with suppress(NoLonger):
            _end(kind, run, FAILED, {"problem": problem[:300]}, clock())
    return FAILED


def mine(run: R) -> models.QuerySet[R]:
    """The row of a run as long as it is this worker's."""
    return type(run)._default_manager.filter(pk=run.pk, attempt=run.attempt, state=run.state)


def moved(run: Run, at: datetime, **values: Any) -> None:
    """Write down how far a run is. Raises NoLonger."""
    if not mine(run).update(moved_at=at, **values):
        raise NoLonger
    for name, value in values.items():
        setattr(run, name, value)


def watch(*, now: datetime) -> int:
    """Begin anew what killed workers left; after three tries it is given up, and the person told."""
    found = 0
    for kind in kinds.values():
        lost = kind.model._default_manager.filter(state__in=kind.works, moved_at__lt=now - kind.silent)
        for run in lost.select_related("person"):
            with translation.override(run.language), suppress(NoLonger):
                _again(kind, run, now)
                found += 1
    return found


def tidy(*, now: datetime) -> int:
    """Remove the files of old runs."""
    return sum(_tidy(kind, now) for kind in kinds.values())


@transaction.atomic
def _tidy(kind: Kind, now: datetime) -> int:
    rows = kind.model._default_manager.filter(at__lt=now - kind.kept).exclude(file="").exclude(state__in=kind.works)
    old = list(rows.select_for_update()[:TIDIED])
    for run in old:
        run.file.delete(save=False)
        kind.forget(run)
        run.save()
    return len(old)


@transaction.atomic
def _again(kind: Kind, run: Run, now: datetime) -> None:
    if not mine(run).filter(moved_at=run.moved_at).select_for_update():
        raise NoLonger
    if run.tries >= TRIES:
        problem = gettext("It was begun %(tries)s times, and each time the worker was stopped.") % {"tries": TRIES}
        _end(kind, run, FAILED, {"problem": problem}, now)
        return
    run.attempt, run.tries, run.moved_at = run.attempt + 1, run.tries + 1, None
    run.save(update_fields=["attempt", "tries", "moved_at"])
    _defer(run)


def _end(kind: Kind, run: Run, state: str, values: Mapping[str, Any], at: datetime) -> str:
    """Leave a run in its last state and tell the person. Raises NoLonger; a file made in vain is removed."""
    try:
        with transaction.atomic():
            moved(run, at, state=state, ended_at=at, **values)
            kind.told(run, at)
    except NoLonger:
        if "file" in values:
            values["file"].delete(save=False)
        raise
    return state


def _defer(run: Run) -> None:
    from leadtocash.foundation.kernel import jobs

    jobs.work.defer(run=run.pk, attempt=run.attempt, kind=run._meta.label_lower)
