"""What the verbs of the area have in common."""

from __future__ import annotations

from collections.abc import Iterable

from leadtocash.areas.presales.models import PresalesProject
from leadtocash.areas.presales.queries import PROCESS, open_steps
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.notices.sending import notify
from leadtocash.foundation.workflow import actions as workflow


def locked(project: PresalesProject, permission: str, *, act: Act, revision: int | None = None) -> PresalesProject:
    """The project under its lock, if this person may do it. Raises NotAllowed, Stale."""
    project = lock(project, revision=revision)
    require(act.person, permission, project)
    return project


def done(project: PresalesProject, step: str, *, act: Act) -> None:
    """A step of its process is done, where the process runs; called last. Raises RuleError where the step is not
    open yet, or lies with somebody else."""
    if open_steps(project):
        workflow.finish_step(project, step, act=act, process=PROCESS)


def tell(people: Iterable[User], topic: str, project: PresalesProject, *, act: Act, key: str, **facts: str) -> None:
    """Tell people of a project; whoever acts himself knows it."""
    others = [one for one in people if one != act.by]
    notify(
        others, topic, act=act, url=project.get_absolute_url(), key=f"presales.{project.pk}.{key}", about=project,
        number=project.number, what=project.opportunity.name, **facts,
    )  # fmt: skip
