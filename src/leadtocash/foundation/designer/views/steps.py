"""Edit the step table: a step's attributes, put in, beside, remove, move; settings of the whole process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from leadtocash.foundation.designer import actions, queries, steptable
from leadtocash.foundation.designer.forms import NewStepForm, PlainForm, ProcessForm, StepForm
from leadtocash.foundation.designer.models import ProcessDraft
from leadtocash.foundation.designer.rules import attributes, editing, shape
from leadtocash.foundation.designer.rules.attributes import TimerRow
from leadtocash.foundation.designer.rules.document import Document
from leadtocash.foundation.designer.rules.editing import NewStep
from leadtocash.foundation.designer.views.shared import back_to, designer, form_page
from leadtocash.foundation.designer.wording import Wording
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.workflow.bpmn import OWN
from leadtocash.foundation.workflow.graph import Graph, Kind, Node


def opened(request: HttpRequest, key: str, name: str = "") -> tuple[ProcessDraft, Graph, Node | None]:
    """The draft, its process and one element of it. Raises RuleError while the draft cannot be read."""
    designer(request)
    draft = queries.fetch_draft(key)
    graph = queries.drafted_graph(draft.bpmn)
    if graph is None:
        raise RuleError(
            _("The draft cannot be read as a process. Set it back, or mend it in the drawing."), code="unread"
        )
    node = graph.nodes.get(name) if name else None
    if name and node is None:
        raise Http404
    return draft, graph, node


def change(
    request: HttpRequest, draft: ProcessDraft, edit: Callable[[Document], Any], what: str, revision: int | None
) -> Any:
    """Carry an edit out and give its answer."""
    return actions.edit(draft, edit, what=what, act=act_of(request), revision=revision)[1]


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Everything that stands at a step."""
    draft, graph, node = opened(request, key, name)
    assert node is not None  # noqa: S101 - opened gives it
    if node.kind != Kind.STEP:
        return _plain(request, draft, node)
    timers = [TimerRow(one.after, one.does, one.id) for one in node.boundaries if one.flow is None]
    targets = [] if node.work == "decide" else _reject_targets(graph, node)
    form = StepForm(
        request.POST if request.method == "POST" else None,
        wording=Wording(graph.record_kind), targets=targets, timers=sorted(timers, key=lambda one: one.after),
        initial=_initial(node) | {"revision": draft.revision},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def edit(doc: Document) -> None:
            editing.set_work(doc, name, given["work"] or "decide", given.get("on_reject", ""))
            attributes.set_attributes(doc, name, _usual_mode(form.attributes()))
            attributes.set_timers(doc, name, form.timer_rows())

        change(request, draft, edit, _("Step changed: %(step)s") % {"step": given["name"]}, given["revision"])
        return redirect(back_to(draft, name))
    return form_page(request, form, draft, title=_("Step: %(step)s") % {"step": node.label})


def _plain(request: HttpRequest, draft: ProcessDraft, node: Node) -> HttpResponse:
    initial = {name: getattr(node, name) for name in ("name", "clause", "standard")}
    initial |= {"documents": list(node.documents), "limit": node.limit or None, "revision": draft.revision}
    form = PlainForm(request.POST if request.method == "POST" else None, node=node, initial=initial)
    if request.method == "POST" and form.is_valid():
        what = _("Step changed: %(step)s") % {"step": form.cleaned_data["name"]}
        values = form.attributes()
        if node.kind not in (Kind.SERVICE, Kind.RULE, Kind.RECEIVE):
            values = {"name": values["name"]}
        change(
            request, draft, lambda doc: attributes.set_attributes(doc, node.id, values), what,
            form.cleaned_data["revision"],
        )  # fmt: skip
        return redirect(back_to(draft, node.id))
    return form_page(request, form, draft, title=_("Step: %(step)s") % {"step": node.label})


@require_http_methods(["GET", "POST"])
def insertion(request: HttpRequest, key: str) -> HttpResponse:
    """A new step: behind, before or beside another."""
    draft, graph, _node = opened(request, key)
    wording = Wording(graph.record_kind)
    asked = request.GET.get("where", "")
    anchor = graph.nodes.get(asked.partition(":")[2]) or graph.nodes[graph.start]
    form = NewStepForm(
        request.POST if request.method == "POST" else None,
        wording=wording, fields=wording.fields(graph), places=steptable.places(graph),
        targets=_reject_targets(graph, anchor),
        initial={"where": asked, "work": "decide", "limit": 2, "revision": draft.revision},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        made = _insert(request, draft, form)
        return redirect(back_to(draft, made))
    return form_page(
        request, form, draft, title=_("New step"), submit_label=_("Put in"), template="designer/choice.html"
    )


def _insert(request: HttpRequest, draft: ProcessDraft, form: NewStepForm) -> str:
    given = form.cleaned_data
    where, _colon, anchor = given["where"].partition(":")
    plain = {name: value for name, value in form.attributes().items() if name != "name" and value}
    new = NewStep(
        name=given["name"], work=given["work"] or "decide", attributes=plain, only_when=given["only_when"],
        on_reject=given.get("on_reject", ""),
    )  # fmt: skip
    if where == "beside" and new.only_when:
        raise RuleError(
            _("A step beside another one is always asked. Put it behind or before, if it is needed only sometimes."),
            code="beside_always",
        )

    def edit(doc: Document) -> str:
        if where == "beside":
            made = editing.add_parallel(doc, anchor, new)
        else:
            made = editing.insert_step(doc, anchor, new, before=where == "before")
        attributes.set_timers(doc, made, form.timer_rows())
        return made

    made: str = change(request, draft, edit, _("Step put in: %(step)s") % {"step": new.name}, given["revision"])
    return made


@require_POST
def removal(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Take a step or a question out."""
    draft, _graph, node = opened(request, key, name)
    assert node is not None  # noqa: S101 - opened gives it
    remove = editing.remove_choice if node.kind == Kind.EXCLUSIVE else editing.remove_step
    what = _("Removed: %(step)s") % {"step": node.label}
    gone = change(request, draft, lambda doc: remove(doc, name), what, None)
    if gone:
        flash(request, _("With it went: %(names)s.") % {"names": joined(gone)}, tone="wait")
    return redirect(back_to(draft))


@require_POST
def move(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """Exchange a step with its neighbour: `direction` up or down."""
    draft, _graph, node = opened(request, key, name)
    assert node is not None  # noqa: S101 - opened gives it
    up = request.POST.get("direction") != "down"
    what = _("Moved up: %(step)s") if up else _("Moved down: %(step)s")
    change(request, draft, lambda doc: editing.move_step(doc, name, up=up), what % {"step": node.label}, None)
    return redirect(back_to(draft, name))


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, key: str) -> HttpResponse:
    """What holds for the whole process."""
    draft, graph, _node = opened(request, key)
    process = Document(draft.bpmn).process
    names = [name for name in ProcessForm().fields if name != "revision"]
    own = {name: process.get(f"{OWN}{name}", "") for name in names}
    initial = own | {"name": graph.name, "name_en": graph.name_en, "clause": graph.clause, "revision": draft.revision}
    form = ProcessForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.attributes()
        change(
            request, draft, lambda doc: attributes.set_process(doc, values), _("Settings of the process changed"),
            form.cleaned_data["revision"],
        )  # fmt: skip
        return redirect(back_to(draft))
    return form_page(request, form, draft, title=_("Settings of the process"))


def _initial(node: Node) -> dict[str, Any]:
    names = ("name", "work", "assign", "reject", "comment", "standard", "clause", "who")
    found: dict[str, Any] = {name: getattr(node, name) for name in names}
    ratio = node.mode.removeprefix("ratio:") if node.mode.startswith("ratio:") else ""
    found["mode"] = "ratio" if ratio else node.mode
    found["ratio"] = round(float(ratio) * 100) if ratio else None
    found["limit"] = node.limit or None
    found["documents"], found["copy"] = list(node.documents), list(getattr(node, "copy", ()))
    return found | {name: getattr(node, name, "") for name in ("repeat", "own", "nobody", "bulk")}


def _usual_mode(values: dict[str, str]) -> dict[str, str]:
    """The way of signing that a kind of assignment has anyway is not written."""
    usual = {"each": "all", "matrix": "in_order"}.get(values["assign"].partition(":")[0], "any")
    return values | {"mode": "" if values["mode"] == usual else values["mode"]}


def _reject_targets(graph: Graph, node: Node) -> list[tuple[str, str]]:
    names = dict(steptable.targets(graph))
    return [(one.id, names[one.id]) for one in shape.reject_targets(graph, node) if one.id in names]
