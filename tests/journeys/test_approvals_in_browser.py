"""Approvals through the pages: applicant, approver on a phone, added signer, many at once, absent approver's deputy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import sync_playwright

from leadtocash.areas.contracts.models import Contract
from leadtocash.areas.contracts.tests import factories
from leadtocash.foundation.kernel.act import system_act
from leadtocash.foundation.kernel.checks import run_all
from leadtocash.foundation.workflow import actions
from leadtocash.foundation.workflow.definitions import newest
from leadtocash.foundation.workflow.models import Delegation, ProcessDefinition, ProcessInstance, WorkItem
from tests.journeys.browser import Desk, launch, press

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "demo-password"
Open = Callable[..., Desk]


@pytest.fixture
def desks(live_server: Any, cast: Any) -> Iterator[Open]:
    """desks("wang") is wang's window; desks("chu", "390") his phone."""
    for person in cast.people.values():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    definition = newest("contract_review")
    assert definition is not None
    text = ProcessDefinition.objects.get(pk=definition.pk).bpmn
    text = text.replace('<bpmn:userTask id="authority"', '<bpmn:userTask id="authority" flow:bulk="yes"')
    actions.publish(xml=text.encode(), act=system_act(where="test"))
    with sync_playwright() as playwright:
        browser = launch(playwright)
        opened: dict[tuple[str, str], Desk] = {}

        def window(who: str, size: str = "1440") -> Desk:
            if (who, size) not in opened:
                opened[who, size] = Desk(browser, live_server.url, who, PASSWORD, size)
            return opened[who, size]

        yield window
        for desk in opened.values():
            desk.close()
        browser.close()


@pytest.mark.req("WFL-2", "WFL-3", "ORG-5")
def test_approvals_as_people_use_them(desks: Open, cast: Any) -> None:
    contracts = [draft(cast, number) for number in range(4)]
    for contract in contracts:
        submit(desks("wang"), contract)
    add_signer_on_the_phone(desks, contracts[0])
    the_others_agree(contracts[:1])
    the_deputy_decides(desks, contracts[0])
    the_others_agree(contracts[1:3])
    approve_together_on_the_phone(desks("li", "390"), contracts[1:3])
    urge_and_take_back(desks("wang"), contracts[3])
    assert run_all() == []


def draft(cast: Any, number: int) -> Contract:
    return factories.draft_contract(cast, at=timezone.now(), title=f"机房扩容{number + 1}期")


def submit(applicant: Desk, contract: Contract) -> None:
    """From the form, as one does: who will be asked is on the page."""
    page = applicant.open(f"{contract.get_absolute_url()}edit/")
    press(page, ".lc-sticky button.primary, .lc-sticky button[value=submit]")
    assert standing(contract) == {"countersign"}, page.inner_text("main")


def add_signer_on_the_phone(desks: Open, contract: Contract) -> None:
    """The approver asks a colleague first, from the bar at the bottom; he agrees by the keys of his inbox."""
    item = WorkItem.objects.get(instance=running(contract), assignee__username="chu", state="open")
    phone = desks("chu", "390")
    page = phone.open(item.get_absolute_url())
    phone.picture("approval-phone", "390")
    page.click(".lc-deskbar summary")
    page.click(f".lc-deskbar [hx-get='/work-items/{item.pk}/signers/']")
    page.wait_for_selector("dialog[open] .ts-control")
    page.click("dialog .ts-control")
    page.keyboard.type("shen")  # his sign-in name finds him too
    page.click("dialog .ts-dropdown .option:has-text('沈涛')")
    press(page, "dialog[open] footer .lc-btn.primary")
    item.refresh_from_db()
    assert item.state == "waiting"

    page = desks("shen").open("/inbox/")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.wait_for_selector("dialog[open] [name=decision][value=approve]", state="attached")
    page.fill("dialog[open] [name=comment]", "接口可以满足")
    press(page, "dialog[open] footer .lc-btn.primary")
    assert page.url.endswith("/inbox/")
    item.refresh_from_db()
    assert item.state == "open"

    page = phone.open(item.get_absolute_url())
    page.click("[data-bar=approve]")
    page.wait_for_selector("dialog[open] [name=decision]", state="attached")
    phone.picture("approval-sheet", "390")
    press(page, "dialog[open] footer .lc-btn.primary")
    item.refresh_from_db()
    assert (item.state, item.outcome) == ("done", "approved")


def the_deputy_decides(desks: Open, contract: Contract) -> None:
    """The manager names his deputy; the work goes over at once and is decided in his name."""
    item = WorkItem.objects.get(instance=running(contract), assignee__username="li", state="open")
    page = desks("li").open("/me/deputies/new/")
    page.click(".lc-field:has(#id_deputy) .ts-control")
    page.keyboard.type("吕")
    page.click(".ts-dropdown .option:has-text('吕芳')")
    page.fill("#id_until_day", (timezone.localdate() + timedelta(days=3)).isoformat())
    page.keyboard.press("Escape")
    page.fill("#id_reason", "出差")
    press(page, ".lc-sticky button.primary")
    item.refresh_from_db()
    assert (item.assignee.username, item.on_behalf_of and item.on_behalf_of.username) == ("lu", "li")

    deputy = desks("lu")
    page = deputy.open("/inbox/")
    assert "代李强" in page.inner_text("main").replace(" ", "")
    page = deputy.open(item.get_absolute_url())
    page.check("#lc-decision input[value=approve]", force=True)
    page.wait_for_selector("#lc-decision [data-when=approve] .lc-note")
    press(page, "#lc-decision .lc-btn.primary")
    item.refresh_from_db()
    assert item.outcome == "approved"

    page = desks("li").open("/me/deputies/")
    page.click(f"form[action='/deputies/{Delegation.objects.get().pk}/end/'] button")
    press(page, "dialog[open] .lc-btn.danger")
    assert Delegation.objects.get().ended_at is not None


def approve_together_on_the_phone(phone: Desk, contracts: list[Contract]) -> None:
    """Both are ticked, looked at once more, approved with one comment; the result is listed."""
    page = phone.open("/inbox/")
    for box in page.query_selector_all("[data-pick]"):
        box.check(force=True)
    press(page, "[data-bulk] button:has(.ti-circle-check)")
    phone.picture("approve-together", "390")
    assert page.locator("input[name=pk]").count() == 2
    press(page, ".lc-sticky button.primary")
    assert page.url.endswith("/inbox/results/")
    assert page.locator(".lc-tag.done").count() == 2
    for contract in contracts:
        assert "authority" not in standing(contract) or not holds(contract, "li")


def urge_and_take_back(applicant: Desk, contract: Contract) -> None:
    """Asking for speed once is fine, twice within the hour is refused; then the applicant takes it back."""
    instance = running(contract)
    page = applicant.open(instance.get_absolute_url())
    for _time in range(2):
        page.click(f"[hx-get='/process-instances/{instance.pk}/reminder/'] >> nth=0")
        page.wait_for_selector("dialog[open] textarea")
        page.fill("dialog[open] textarea", "客户在等")
        press(page, "dialog[open] footer .lc-btn.primary")
        page = applicant.page if _time else applicant.open(instance.get_absolute_url())
    assert page.locator("dialog[open] [id=lc-refusal-t]").count() == 1
    page = applicant.open(instance.get_absolute_url())
    page.click(f"form[action='/process-instances/{instance.pk}/recall/'] button >> nth=0")
    press(page, "dialog[open] .lc-btn.danger")
    contract.refresh_from_db()
    assert contract.state == "draft"


def the_others_agree(contracts: list[Contract]) -> None:
    """The rest of the departments, without a window."""
    for contract in contracts:
        factories.agree(contract, at=timezone.now(), except_for=lambda item: item.activity.node != "countersign")
        assert standing(contract) == {"authority"}


def running(contract: Contract) -> ProcessInstance:
    return ProcessInstance.objects.get(record_kind="contracts.contract", record_id=contract.pk, state="running")


def standing(contract: Contract) -> set[str]:
    return set(
        WorkItem.objects.filter(instance=running(contract), state="open").values_list("activity__node", flat=True)
    )


def holds(contract: Contract, name: str) -> bool:
    return WorkItem.objects.filter(instance=running(contract), assignee__username=name, state="open").exists()
