"""Cancellation forms: which rows, and what they are filled with."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F

from leadtocash.areas.projects.models import Cancellation, Project, Purchase, SerialNumber
from leadtocash.areas.projects.rules.cancellation import MoneyFact, money_facts, open_missing
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem
from leadtocash.foundation.workflow.slots import speaking


def listed(user: User) -> models.QuerySet[Any]:
    """Rows of the list of cancellation forms."""
    return Cancellation.objects.visible_to(user).select_related("project__customer", "project__owner")


def shown() -> models.QuerySet[Any]:
    """One form with everything its page and its print carry."""
    return Cancellation.objects.select_related(
        "project__customer", "project__owner", "project__department", "project__contract", "twin", "created_by"
    )


def running(project: Project) -> Cancellation | None:
    """The form on the way, of which there is one at most."""
    rows = Cancellation.objects.filter(project=project, state__in=Cancellation.OPEN)
    found: Cancellation | None = rows.first()
    return found


def latest(project: Project) -> Cancellation | None:
    """The form to show on the project's page: on the way or carried out."""
    rows = Cancellation.objects.filter(project=project, state__in=(*Cancellation.OPEN, Cancellation.State.CARRIED_OUT))
    found: Cancellation | None = rows.order_by("-pk").first()
    return found


def cancellation_blocks(project: Project) -> Missing | None:
    """The blocker of sign-off, closing and changes: a cancellation on the way."""
    form = running(project)
    return open_missing(form) if form else None


def open_orders(project: Project) -> list[Purchase]:
    """Orders at suppliers of which something is still to come."""
    rows = Purchase.objects.filter(project=project, cancelled_on=None, arrived__lt=F("quantity"))
    return list(rows.select_related("project", "line").order_by("pk"))


def facts_on_money(project: Project) -> list[MoneyFact]:
    """What the later areas know of the project's money."""
    return [fact for ask in money_facts.values() for fact in ask(project)]


def serial_count(project: Project) -> int:
    return SerialNumber.objects.filter(project=project).count()


def others_on_contract(project: Project) -> bool:
    """Does another project that is not cancelled run on the same contract?"""
    rows = Project.objects.filter(contract=project.contract_id).exclude(pk=project.pk)
    return rows.exclude(state=Project.State.CANCELLED).exists()


def twins(project: Project, user: User) -> models.QuerySet[Any]:
    """Projects that could be the other one of a double set-up: those of the same customer one may see."""
    rows = Project.objects.visible_to(user).filter(customer=project.customer_id).exclude(pk=project.pk)
    return rows.exclude(state=Project.State.CANCELLED).order_by("-pk")


def signatures(record: models.Model) -> list[dict[str, Any]]:
    """Who has signed a form in its last process, step by step, and who is still to sign (no name, no moment)."""
    last = ProcessInstance.objects.filter(record_kind=kind_of(record), record_id=record.pk).order_by("-pk").first()
    if last is None:
        return []
    graph = graph_of(last.definition_id)
    rows = last.items.filter(state__in=(WorkItem.State.DONE, WorkItem.State.OPEN, WorkItem.State.WAITING))
    steps: dict[int, list[WorkItem]] = {}
    for item in rows.select_related("assignee", "activity").order_by("activity_id", "place", "pk"):
        steps.setdefault(item.activity_id, []).append(item)
    boxes: dict[tuple[str, str], dict[str, Any]] = {}
    for fellows in steps.values():
        for slot, (item, *_others) in speaking(fellows).items():
            done = item.state == WorkItem.State.DONE
            boxes[item.activity.node, slot] = {
                "title": graph.nodes[item.activity.node].label,
                "name": item.assignee.name if done else "",
                "at": item.closed_at if done else None,
                "outcome": item.get_outcome_display() if done else "",
            }
    opened = {node for node, _slot in boxes}
    running = last.state == ProcessInstance.State.RUNNING
    later = [node for node in graph.steps() if node.id not in opened] if running else []
    return [*boxes.values(), *({"title": node.label, "name": "", "at": None, "outcome": ""} for node in later)]
