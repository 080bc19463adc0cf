"""What happens around approvals in the demo company: deputies, signers asked for, copies, urging, work claimed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from django.apps import apps

from leadtocash.config.demo import processes
from leadtocash.config.demo.basics import Company
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act, system_act
from leadtocash.foundation.workflow import actions as workflow
from leadtocash.foundation.workflow.actions.signing import Where
from leadtocash.foundation.workflow.models import Delegation, ProcessInstance, WorkItem

AWAY = (34, 29)  # working days back


def absences(company: Company) -> None:
    """The unit's general manager was away some weeks ago, the vice president is on a trip, legal will be away."""
    people, past, words = company.people, company.past, company.words
    workflow.delegate(
        principal=people["zhenggd"],
        deputy=people["liqiang"],
        from_day=past.day(AWAY[0]),
        until_day=past.day(AWAY[1]),
        act=company.act("zhenggd", AWAY[0]),
        reason=words["away_leave"],
    )
    today = past.now.date()
    workflow.delegate(
        principal=people["fengyi"],
        deputy=people["luohao"],
        from_day=past.day(2),
        until_day=today + timedelta(days=5),
        kinds=("contract_review", "project_setup"),
        act=company.act("fengyi", 2),
        reason=words["away_trip"],
    )
    workflow.delegate(
        principal=people["weidong"],
        deputy=people["zhoujing"],
        from_day=today + timedelta(days=7),
        until_day=today + timedelta(days=11),
        act=company.act("weidong", 1),
        reason=words["away_training"],
    )


def tell(company: Company) -> None:
    """Everything around the approvals that run now."""
    over = Delegation.objects.get(principal=company.people["zhenggd"])
    workflow.end_delegation(over, act=system_act(company.past.at(AWAY[1] - 1), where="demo"))
    _for_the_deputy(company)
    _signers(company)
    _late_ones(company)
    _to_read(company)
    _claim(company)
    processes.open_draft(company)


def _for_the_deputy(company: Company) -> None:
    """The managers approve until something comes to the vice president, whose deputy has it now."""
    rows = WorkItem.objects.filter(state=WorkItem.State.OPEN, activity__node__in=("authority", "approve"))
    for item in rows.select_related("instance", "activity", "assignee").order_by("-pk"):
        if rows.filter(on_behalf_of=company.people["fengyi"]).exists():
            return
        if item.instance.process in ("contract_review", "project_setup"):
            workflow.decide(item, "approve", act=_now(company, item), revision=_revision(item))


def _signers(company: Company) -> None:
    """Technology asks one before itself and hands another on; planning asks one beside, legal one after itself."""
    words, asked = company.words, company.people
    technology = _open(company, "chuwei")
    for item in technology[:1]:
        _ask(company, item, [asked["shentao"]], "before", words["ask_before"])
    for item in technology[1:2]:
        workflow.transfer(item, to=asked["luyao"], act=_now(company, item), comment=words["hand_on"])
    for item in _open(company, "jiangping")[:1]:
        new = _ask(company, item, [asked["xiaoyun"], asked["wufang"]], "beside", words["ask_beside"])
        workflow.mark_seen(new[:1], act=_now(company, new[0]))
        workflow.decide(
            new[0], "approve", act=_now(company, new[0]), revision=_revision(new[0]), comment=words["opinion_ok"]
        )
    for item in _open(company, "weidong")[:1]:
        _ask(company, item, [asked["zhoujing"]], "after", words["ask_after"])


def _late_ones(company: Company) -> None:
    """The account manager urges what has waited longest; his colleague comments."""
    waiting = ProcessInstance.objects.filter(process="contract_review", state=ProcessInstance.State.RUNNING)
    oldest = (
        waiting.filter(items__state=WorkItem.State.OPEN, items__activity__node="countersign")
        .order_by("round_at")
        .first()
    )
    if oldest is not None and oldest.started_by is not None:
        act = company.by(oldest.started_by, 0.3)
        workflow.remind(oldest, act=act, comment=company.words["urge"])
        workflow.comment(oldest, company.words["comment"], act=company.act("liqiang", 0.25))


def _to_read(company: Company) -> None:
    """An account manager gives his contract to accounting and the sales director to read; one has read it."""
    found = ProcessInstance.objects.filter(process="contract_review", state=ProcessInstance.State.RUNNING)
    for instance in found.order_by("-pk")[:2]:
        if instance.started_by is None:
            continue
        readers = [company.people["yuanbo"], company.people["luohao"]]
        act = replace(company.by(instance.started_by, 0), at=company.past.now)
        copies = workflow.copy(instance, people=readers, act=act, comment=company.words["to_read"])
    if found:
        workflow.mark_read(copies[0], act=replace(act, by=copies[0].person))


def _claim(company: Company) -> None:
    """Of commerce's pool one colleague has taken an item; the others stay in the pool."""
    for item in _open(company, "dingna")[:1]:
        workflow.claim(item, act=_now(company, item))


def _open(company: Company, login: str) -> list[WorkItem]:
    rows = WorkItem.objects.filter(assignee=company.people[login], state=WorkItem.State.OPEN, on_behalf_of=None)
    rows = rows.filter(instance__process="contract_review", activity__node="countersign")
    return list(rows.select_related("instance", "activity", "assignee").order_by("pk"))


def _ask(company: Company, item: WorkItem, people: Sequence[User], where: Where, words: str) -> list[WorkItem]:
    return workflow.add_signer(item, people=people, where=where, act=_now(company, item), comment=words)


def _revision(item: WorkItem) -> int | None:
    record = apps.get_model(item.instance.record_kind)._base_manager.get(pk=item.instance.record_id)
    return getattr(record, "revision", None)


def _now(company: Company, item: WorkItem) -> Act:
    """The act of who has this item, a little before the present."""
    act = company.by(item.assignee, 0.05)
    return act if act.at > item.opened_at else replace(act, at=company.past.now)
