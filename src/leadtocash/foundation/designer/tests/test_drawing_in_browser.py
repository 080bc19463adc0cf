"""A real Chromium: every shipped process opens drawn in bpmn-js, is changed there, and keeps all it says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright
from tests.journeys.browser import Desk, launch

from leadtocash.foundation.designer import actions, queries
from leadtocash.foundation.designer.models import ProcessDraft
from leadtocash.foundation.designer.rules.document import Document
from leadtocash.foundation.workflow.actions.publishing import shipped_files
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.graph import Graph
from leadtocash.foundation.workflow.models import ProcessDefinition

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.req("WFL-1")]
PASSWORD = "demo-password"
DRAG = """([id, name]) => {
  const modeler = window.lcDrawing, modeling = modeler.get('modeling');
  const element = modeler.get('elementRegistry').get(id);
  modeling.moveElements([element], { x: 30, y: 10 });
  modeling.updateLabel(element, name);
}"""


@pytest.fixture
def desk(live_server: Any, cast: Any) -> Iterator[Desk]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        admin = Desk(browser, live_server.url, "admin", PASSWORD)
        yield admin
        admin.close()
        browser.close()


def opened(desk: Desk, key: str) -> Page:
    page = desk.open(f"/processes/{key}/draft/drawing/")
    page.wait_for_selector("[data-drawing][data-ready]")
    return page


def saved(page: Page) -> None:
    page.click("[data-drawing-save]")
    page.wait_for_selector("[data-drawing-state].lc-done")


def text_of(key: str) -> str:
    return ProcessDraft.objects.get(process=key).bpmn


def plain(graph: Graph, renamed: str = "") -> dict[str, Any]:
    """Everything the engine reads, the name of one step left out, the order of arrows and timers not counted."""
    found: dict[str, Any] = {"": (graph.key, graph.record_kind, graph.clause, graph.name, graph.start)}
    for name, node in graph.nodes.items():
        fields = {f: getattr(node, f) for f in node.__dataclass_fields__ if f not in ("flows", "boundaries", "path")}
        if name == renamed:
            fields.pop("name")
        flows = sorted((f.id, f.target, f.condition, f.name, f.name_en) for f in node.flows)
        timers = sorted((t.id, t.after, t.does, t.name, t.flow.target if t.flow else "") for t in node.boundaries)
        found[name] = (fields, flows, timers)
    return found


def begun(cast: Any, key: str) -> Graph:
    base = ProcessDefinition.objects.filter(key=key).latest("version")
    actions.begin(base, title="Drawn", reason="Trial", act=cast.act("admin"))
    return graph_of(base.pk)


def test_every_shipped_process_is_drawn_changed_and_keeps_all_it_says(desk: Desk, cast: Any) -> None:
    keys = sorted({Document(xml.decode()).process.get("id") for _name, xml in shipped_files()})
    assert len(keys) >= 8
    for key in keys:
        before = begun(cast, key)
        page = opened(desk, key)
        step = next(before.steps()).id
        drawn = page.evaluate("window.lcDrawing.get('elementRegistry').filter((e) => !e.labelTarget).length")
        flows = sum(1 for node in before.nodes.values() for _flow in before.flows_from(node))
        timers = sum(len(node.boundaries) for node in before.nodes.values())
        assert drawn == 1 + len(before.nodes) + flows + timers, key
        page.evaluate(DRAG, [step, "Renamed"])
        saved(page)
        after = Document(text_of(key)).graph()
        assert after.nodes[step].name == "Renamed"
        assert plain(after, step) == plain(before, step), key
        assert queries.problems(text_of(key)) == [], key
        assert "BPMNShape" in text_of(key)
    assert page.is_visible(".bjs-powered-by")


def test_the_panel_speaks_chinese_and_writes_our_attributes(desk: Desk, cast: Any) -> None:
    begun(cast, "contract_review")
    page = opened(desk, "contract_review")
    page.evaluate("window.lcDrawing.get('selection').select(window.lcDrawing.get('elementRegistry').get('register'))")
    page.wait_for_selector("#lc-panel-assign")
    assert page.locator("#lc-panel-assign option:checked").inner_text() == "合同管理员"
    titles = page.eval_on_selector_all(".djs-palette [aria-label]", "all => all.map((one) => one.ariaLabel)")
    assert {"步骤", "判断", "同时进行", "系统动作"} <= set(titles)
    page.select_option("#lc-panel-assign", "role:finance")
    page.fill("#lc-panel-limit", "2")
    page.press("#lc-panel-limit", "Tab")
    saved(page)
    node = Document(text_of("contract_review")).graph().nodes["register"]
    assert (node.assign, node.limit) == ("role:finance", 2)


def test_a_drawing_saved_too_late_is_kept_and_said(desk: Desk, cast: Any) -> None:
    begun(cast, "contract_review")
    page = opened(desk, "contract_review")
    draft = ProcessDraft.objects.get(process="contract_review")
    other = draft.bpmn.replace('flow:limit="5"', 'flow:limit="6"')
    actions.save_text(draft, other, what="other", act=cast.act("feng"), revision=draft.revision)
    page.evaluate(DRAG, ["register", "Mine"])
    page.click("[data-drawing-save]")
    page.wait_for_selector("[data-drawing-state] a[download]")
    assert "别人已先保存" in page.inner_text("[data-drawing-state]")
    assert 'flow:limit="6"' in text_of("contract_review")
    assert ProcessDraft.objects.get().revisions.filter(is_aside=True, bpmn__contains="Mine").exists()


def test_a_draft_is_drawn_from_nothing_wrong_first_then_right(desk: Desk, cast: Any) -> None:
    actions.create(key="lending", name="借用", record_kind="projects.project", reason="试", act=cast.act("admin"))
    page = opened(desk, "lending")
    page.evaluate(
        """() => { const m = window.lcDrawing; const e = m.get('elementRegistry').get('approve');
        m.get('modeling').updateProperties(e, { 'flow:assign': undefined }); }"""
    )
    saved(page)
    problem = page.locator("[data-drawing-checks] .lc-late")
    assert problem.count() == 1
    problem.locator("button").click()
    page.wait_for_selector("#lc-panel-assign")
    page.select_option("#lc-panel-assign", "role:finance")
    saved(page)
    assert page.locator("[data-drawing-checks] .lc-late").count() == 0
    assert queries.problems(text_of("lending")) == []
