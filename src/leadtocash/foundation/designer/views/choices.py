"""Edit what decides the way: the conditions of a question, and decision tables as a grid."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from leadtocash.foundation.authority import tables
from leadtocash.foundation.designer import steptable
from leadtocash.foundation.designer.conditions_form import Rows
from leadtocash.foundation.designer.forms import choose, revision_field
from leadtocash.foundation.designer.rules import attributes, editing, grids
from leadtocash.foundation.designer.rules.attributes import Way
from leadtocash.foundation.designer.rules.conditions import Field
from leadtocash.foundation.designer.views.shared import back_to, form_page
from leadtocash.foundation.designer.views.steps import change, opened
from leadtocash.foundation.designer.wording import LABELS, Wording
from leadtocash.foundation.web.forms import AmountField, Form, Group, LineField
from leadtocash.foundation.workflow.graph import Graph, Kind, Node

BLANK = 1
NUMBERS = ("money", "number")


class ChoiceForm(Form):
    """A question: each way with its words, its goal and its condition; one way is for all other cases."""

    name = LineField(label=LABELS["name"], max_length=60, widget=forms.TextInput(attrs={"data-span": "2"}))
    revision = revision_field()

    def __init__(self, *args: Any, graph: Graph, node: Node, known: dict[str, Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        flows = list(node.flows)
        self.ways: list[tuple[str, Rows]] = []
        self.layout = [Group(_("The question"), ["name"])]
        for number in range(len(flows) + BLANK):
            flow = flows[number] if number < len(flows) else None
            rows = Rows(f"way_{number}", known, flow.condition if flow else "")
            self._way(number, flow, rows, graph, words=Wording(graph.record_kind))
            self.ways.append((flow.id if flow else "", rows))
        self.fields["default"] = forms.ChoiceField(
            label=_("In all other cases"),
            choices=[(str(n), f"{n + 1}. {flow.label}") for n, flow in enumerate(flows)],
            initial=next((str(n) for n, flow in enumerate(flows) if flow.id == node.default), "0"),
        )
        self.layout[0].names.append("default")

    def _way(self, number: int, flow: Any, rows: Rows, graph: Graph, *, words: Wording) -> None:
        prefix = f"way_{number}"
        self.fields[f"{prefix}_name"] = LineField(
            label=_("Words on the arrow"), required=False, max_length=60, initial=flow.name if flow else ""
        )
        self.fields[f"{prefix}_target"] = forms.ChoiceField(
            label=_("leads to"), required=False, widget=forms.Select(attrs={"data-search": "", "data-span": "2"}),
            choices=[("", _("nowhere: no such way")), *steptable.targets(graph)], initial=flow.target if flow else "",
        )  # fmt: skip
        title = _("Way %(n)s") % {"n": number + 1} if flow else _("A further way")
        if rows.kept:
            title = f"{title}: {words.condition(rows.kept, graph)}"
        fields = rows.form_fields()
        self.fields.update(fields)
        names = [f"{prefix}_name", f"{prefix}_target", *fields]
        self.layout.append(Group(title, names, wide=(f"{prefix}_joiner",)))

    def filled(self) -> list[Way]:
        """The ways as filled in; errors are put at the fields."""
        given, found = self.cleaned_data, []
        for number, (flow_id, rows) in enumerate(self.ways):
            target = given[f"way_{number}_target"]
            if not target:
                continue
            is_default = given["default"] == str(number)
            condition = "" if is_default else rows.text(self)
            if not condition and not is_default and not self.errors:
                self.add_error(f"way_{number}_target", _("When does the process go this way? Give a condition."))
            found.append(Way(flow_id, given[f"way_{number}_name"], target, condition))
        return found


class QuestionForm(Form):
    """A new question behind a step: when it holds, another way."""

    name = LineField(label=LABELS["name"], max_length=60)
    where = forms.ChoiceField(label=gettext_lazy("Where"))
    target = forms.ChoiceField(label=gettext_lazy("leads to"), widget=forms.Select(attrs={"data-search": ""}))
    revision = revision_field()

    def __init__(self, *args: Any, graph: Graph, known: dict[str, Field], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "where", [pair for pair in steptable.places(graph) if pair[0].startswith("after:")])
        choose(self, "target", [("", _("choose")), *steptable.targets(graph)])
        self.rows = Rows("when", known, count=2)
        self.fields.update(self.rows.form_fields())

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        given["condition"] = self.rows.text(self)
        if not given["condition"] and not self.errors:
            self.add_error("when_0_field", _("When does the process go this way? Give a condition."))
        return given


class TableForm(Form):
    """A decision table as a grid: what it asks for, and in each row from, up to, one of, and the result."""

    name = LineField(label=LABELS["name"], max_length=60)
    inputs = forms.MultipleChoiceField(
        label=gettext_lazy("Asks for"), widget=forms.SelectMultiple(attrs={"data-search": "", "data-span": "2"})
    )
    revision = revision_field()

    def __init__(
        self, *args: Any, known: dict[str, Field], table: tables.DecisionTable | None, result: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = {
            name: one for name, one in known.items() if one.type in NUMBERS or one.choices or one.type == "flag"
        }
        choose(self, "inputs", [(one.name, one.label) for one in self.known.values()])
        self.outputs = table.outputs if table else (result,)
        self.asked = [name for name in (table.inputs if table else ()) if name in self.known]
        self.count = len(table.rows) + 2 if table else 0
        self.layout = [Group(_("Decision table"), ["name", "inputs"])]
        for number in range(self.count):
            row = table.rows[number] if table and number < len(table.rows) else ({}, {})
            self._row(number, row)

    def _row(self, number: int, row: Any) -> None:
        names = []
        for name in self.asked:
            field, cell = self.known[name], row[0].get(name)
            key = f"row_{number}_{name}"
            if field.type in NUMBERS:
                for part, label in (("low", _("%(what)s from")), ("high", _("%(what)s below"))):
                    self.fields[f"{key}_{part}"] = AmountField(
                        label=label % {"what": field.label}, required=False, initial=getattr(cell, part, None)
                    )
                    names.append(f"{key}_{part}")
                continue
            options = field.choices or {"True": _("yes"), "False": _("no")}
            self.fields[key] = forms.MultipleChoiceField(
                label=field.label, required=False, choices=list(options.items()),
                initial=[str(value) for value in getattr(cell, "values", ())],
                widget=forms.SelectMultiple(attrs={"data-search": ""}),
            )  # fmt: skip
            names.append(key)
        for output in self.outputs:
            key = f"row_{number}_out_{output}"
            self.fields[key] = LineField(
                label=_("Result") if len(self.outputs) == 1 else output, required=False, max_length=60,
                initial=row[1].get(output, ""),
            )  # fmt: skip
            names.append(key)
        self.layout.append(Group(_("Row %(n)s") % {"n": number + 1}, names))

    def json(self) -> str:
        """The table as filled in; a row without a result is left out."""
        given, rows = self.cleaned_data, []
        wanted = [name for name in self.asked if name in given["inputs"]]
        wanted += [name for name in given["inputs"] if name not in wanted]
        for number in range(self.count):
            then = {one: _plain(given[f"row_{number}_out_{one}"]) for one in self.outputs}
            if any(value != "" for value in then.values()):
                rows.append((self._when(number, wanted), then))
        return grids.grid_json(wanted, self.outputs, rows)

    def _when(self, number: int, wanted: list[str]) -> dict[str, Any]:
        given = self.cleaned_data
        when: dict[str, Any] = {}
        for name in (name for name in wanted if name in self.asked):
            key = f"row_{number}_{name}"
            if self.known[name].type in NUMBERS:
                ends = {"from": given[f"{key}_low"], "to": given[f"{key}_high"]}
                cell: Any = {end: value for end, value in ends.items() if value is not None}
            else:
                cell = [value == "True" if self.known[name].type == "flag" else value for value in given[key]]
            if cell:
                when[name] = cell
        return when


@require_http_methods(["GET", "POST"])
def choice(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The ways out of a question."""
    draft, graph, node = opened(request, key, name)
    if node is None or node.kind != Kind.EXCLUSIVE:
        raise Http404
    known = Wording(graph.record_kind).fields(graph)
    posted = request.POST if request.method == "POST" else None
    initial = {"name": node.name, "revision": draft.revision}
    form = ChoiceForm(posted, graph=graph, node=node, known=known, initial=initial)
    if posted is not None and form.is_valid():
        ways, given = form.filled(), form.cleaned_data
        if not form.errors:
            what = _("Question changed: %(name)s") % {"name": given["name"]}
            change(
                request, draft, lambda doc: attributes.set_choice(doc, name, given["name"], ways), what,
                given["revision"],
            )  # fmt: skip
            return redirect(back_to(draft, name))
    title = _("Question: %(name)s") % {"name": node.label}
    return form_page(request, form, draft, title=title, template="designer/choice.html")


@require_http_methods(["GET", "POST"])
def new_choice(request: HttpRequest, key: str) -> HttpResponse:
    """A new question behind a step."""
    draft, graph, _node = opened(request, key)
    known = Wording(graph.record_kind).fields(graph)
    initial = {"where": request.GET.get("where", ""), "revision": draft.revision}
    form = QuestionForm(request.POST if request.method == "POST" else None, graph=graph, known=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        anchor = given["where"].partition(":")[2]
        made = change(
            request, draft,
            lambda doc: editing.insert_choice(
                doc, anchor, given["name"], condition=given["condition"], target=given["target"]
            ),
            _("Question put in: %(name)s") % {"name": given["name"]}, given["revision"],
        )  # fmt: skip
        return redirect(back_to(draft, made))
    return form_page(request, form, draft, title=_("New question"), template="designer/choice.html")


@require_http_methods(["GET", "POST"])
def table(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """A decision table as a grid."""
    draft, graph, node = opened(request, key, name)
    if node is None or node.table is None:
        raise Http404
    known = {n: one for n, one in Wording(graph.record_kind).fields(graph).items() if n not in node.table.outputs}
    form = TableForm(
        request.POST if request.method == "POST" else None, known=known, table=node.table, result=f"{name}_result",
        initial={"name": node.name, "inputs": list(node.table.inputs), "revision": draft.revision},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        given, text = form.cleaned_data, form.json()
        what = _("Decision table changed: %(name)s") % {"name": given["name"]}
        change(
            request, draft, lambda doc: attributes.set_table(doc, name, given["name"], text), what, given["revision"]
        )
        stays = set(given["inputs"]) != set(node.table.inputs) or "more" in request.POST
        return redirect("designer:table", key=key, name=name) if stays else redirect(back_to(draft, name))
    return form_page(request, form, draft, title=_("Decision table: %(name)s") % {"name": node.label})


class NewTableForm(Form):
    """A new decision table: where, and what it asks for; its rows come next."""

    name = LineField(label=LABELS["name"], max_length=60)
    where = forms.ChoiceField(label=gettext_lazy("Where"))
    input = forms.ChoiceField(label=gettext_lazy("Asks for"))
    edge = AmountField(label=gettext_lazy("Divided at"))
    below = LineField(label=gettext_lazy("Result below"), max_length=60)
    above = LineField(label=gettext_lazy("Result from there on"), max_length=60)
    revision = revision_field()


@require_http_methods(["GET", "POST"])
def new_table(request: HttpRequest, key: str) -> HttpResponse:
    """A new decision table behind a step, to begin with divided in two."""
    draft, graph, _node = opened(request, key)
    known = Wording(graph.record_kind).fields(graph)
    initial = {"where": request.GET.get("where", ""), "revision": draft.revision}
    form = NewTableForm(request.POST if request.method == "POST" else None, initial=initial)
    choose(form, "where", [pair for pair in steptable.places(graph) if pair[0].startswith("after:")])
    choose(form, "input", [(one.name, one.label) for one in known.values() if one.type in NUMBERS])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        anchor = given["where"].partition(":")[2]

        def edit(doc: Any) -> str:
            rows = [
                ({given["input"]: {"to": given["edge"]}}, {"result": _plain(given["below"])}),
                ({given["input"]: {"from": given["edge"]}}, {"result": _plain(given["above"])}),
            ]
            name = doc.fresh("table")
            rows = [(when, {f"{name}_result": then["result"]}) for when, then in rows]
            text = grids.grid_json([given["input"]], [f"{name}_result"], rows)
            return editing.insert_table(doc, anchor, given["name"], text)

        what = _("Decision table put in: %(name)s") % {"name": given["name"]}
        made = change(request, draft, edit, what, given["revision"])
        return redirect("designer:table", key=key, name=made)
    return form_page(request, form, draft, title=_("New decision table"), submit_label=_("Put in"))


def _plain(text: Any) -> Any:
    """A result as a number where it is one."""
    try:
        number = Decimal(str(text).replace(",", ""))
    except InvalidOperation:
        return text
    return int(number) if number == number.to_integral_value() else float(number)
