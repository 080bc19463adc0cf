"""Projects ready for the customer's signature, made by the same actions as real use; and what became of them."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from leadtocash.areas.projects import events
from leadtocash.areas.projects.models import ClosingNotice, Project, SignoffSheet
from leadtocash.config.demo.basics import Company, make_catalogue, make_people, rows
from leadtocash.config.demo.customers import make_customers
from leadtocash.config.demo.paper import sheet_pdf
from leadtocash.config.demo.sale import Sale
from leadtocash.config.demo.times import Past
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.accounts import tokens
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.authority.actions import ship_authority
from leadtocash.foundation.documents.actions import attach
from leadtocash.foundation.journal.models import Entry
from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.workflow.models import ProcessInstance, WorkItem

PROCESSES = ("signoff", "closing")
#: what the journal of a project must hold exactly once when it went from arrival to closing
ONCE = (events.SIGNOFF_SUBMITTED, events.SIGNED_OFF, events.CLOSING_STARTED, events.ARCHIVED, events.CLOSED)


def prepare(count: int, plan: Path, *, seed: int) -> None:
    """Make so many arrived projects with all serial numbers and the stamped scan; write down who acts on them."""
    now = timezone.now()
    company = Company(past=Past(now))
    company.words = {row["key"]: row["value"] for row in rows("header")}
    ship_authority(act=system_act(company.past.at(415), where="bench"))
    make_people(company)
    make_catalogue(company)
    make_customers(company, most=40)
    chance, subjects = random.Random(seed), list(rows("subjects"))
    projects = [_sale(company, chance, subjects, number) for number in range(count)]
    everybody = User.objects.filter(is_active=True)
    plan.write_text(
        json.dumps(
            {
                "projects": projects,
                "tokens": {person.username: tokens.issue(person, at=now) for person in everybody},
                "people": {person.pk: person.username for person in everybody},
                "signer": company.words["signer"],
                "signed_on": company.past.day(0).isoformat(),
            }
        )
    )


def _sale(company: Company, chance: random.Random, subjects: list[dict[str, str]], number: int) -> dict[str, Any]:
    customer, subject = company.customers[number % len(company.customers)], subjects[number % len(subjects)]
    sale = Sale(
        company=company, customer=customer, seller=company.people[customer.owner.username],
        subject=f"{subject['subject']} {number + 1}", product_models=subject["models"].split()[:1], chance=chance,
    )  # fmt: skip
    sale.tell("serials", idle=1)
    assert sale.project is not None
    project = Project.objects.get(pk=sale.project.pk)
    scan = ContentFile(sheet_pdf(f"{company.words['pdf']} {project.code}"), name=f"{project.code}.pdf")
    attach(project, scan, act=sale.act(), category="signoff_scan")
    return {"id": project.pk, "code": project.code, "owner": sale.seller.username}


def stored(plan: dict[str, Any]) -> Iterator[str]:
    """Everything that is not as it must be once every client was told that all is done."""
    ids = [one["id"] for one in plan["projects"]]
    for project in Project.objects.filter(pk__in=ids).exclude(state=Project.State.CLOSED):
        yield f"{project.code} is {project.state}, not closed"
    for model, state in ((SignoffSheet, "accepted"), (ClosingNotice, "archived")):
        for row in model._default_manager.filter(project_id__in=ids).exclude(state=state):
            yield f"{row} of project {row.project_id} is {row.state}, not {state}"
        found = Counter(model._default_manager.filter(project_id__in=ids).values_list("project_id", flat=True))
        yield from (f"project {one} has {found[one]} {model.__name__}" for one in ids if found[one] != 1)
    yield from _journal(ids)
    yield from _processes(ids)


def _journal(ids: list[int]) -> Iterator[str]:
    names = [str(getattr(verb, "code", verb)) for verb in ONCE]
    written = Counter(
        Entry.objects.filter(kind=kind_of(Project), record_id__in=ids, verb__in=names).values_list("record_id", "verb")
    )
    for one in ids:
        for name in names:
            if written[(one, name)] != 1:
                yield f"the journal of project {one} says {name} {written[(one, name)]} times"


def _processes(ids: list[int]) -> Iterator[str]:
    runs = ProcessInstance.objects.filter(record_kind=kind_of(Project), record_id__in=ids, process__in=PROCESSES)
    found = Counter(runs.values_list("record_id", "process"))
    for one in ids:
        for process in PROCESSES:
            if found[(one, process)] != 1:
                yield f"project {one} has run through {process} {found[(one, process)]} times"
    for run in runs.filter(state=ProcessInstance.State.RUNNING):
        yield f"{run} is still running"
    decided = WorkItem.objects.filter(instance__in=runs, state=WorkItem.State.DONE)
    doubles = Counter(decided.values_list("activity_id", "slot", "assignee_id"))
    yield from (f"work decided twice: {key}" for key, count in doubles.items() if count > 1)
