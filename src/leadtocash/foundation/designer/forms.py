"""The forms of the step table: everything is chosen from menus in words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.designer.conditions_form import Rows
from leadtocash.foundation.designer.rules.attributes import TimerRow
from leadtocash.foundation.designer.rules.conditions import Field
from leadtocash.foundation.designer.wording import CHOICES, LABELS, Wording, record_kinds, settings_of
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.web.forms import Form, Group, LineField, NumberField
from leadtocash.foundation.workflow import lint, papers
from leadtocash.foundation.workflow.graph import Kind, Node
from leadtocash.foundation.workflow.models import ProcessDefinition

PARTS = ("field", "sign", "typed", "chosen")
SEARCH = {"data-search": ""}
SETTINGS, OF_PROCESS = lint.SETTINGS, lint.OF_PROCESS


def revision_field() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, required=False)


def clauses() -> list[tuple[str, str]]:
    """The clauses of the handbook, for a picker."""
    return [("", _("none")), *((one.id, f"{one.id} {one.title}") for one in policy.handbook())]


class BeginForm(Form):
    """Why a process is changed."""

    title = LineField(label=gettext_lazy("What is changed"), max_length=120)
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-span": "3"}),
    )


class NewProcessForm(Form):
    """A new process: its name, and where it begins."""

    name = LineField(label=gettext_lazy("Name"), max_length=80)
    key = LineField(
        label=gettext_lazy("Short name"),
        max_length=60,
        help_text=gettext_lazy(
            "Small Latin letters, digits and underscores; it stands in addresses and never changes."
        ),
    )
    copy_of = forms.ChoiceField(label=gettext_lazy("Copy of"), required=False, widget=forms.Select(attrs=SEARCH))
    record_kind = forms.ChoiceField(
        label=gettext_lazy("For which records"),
        required=False,
        help_text=gettext_lazy("Only for an empty process; a copy is for the same records."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is changed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "data-span": "3"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ProcessDefinition.objects.order_by("key", "-version").distinct("key").defer("bpmn")
        known = [(one.key, one.label) for one in rows]
        choose(self, "copy_of", [("", _("none: begin empty")), *known])
        choose(self, "record_kind", [("", _("choose")), *record_kinds()])


class StepForm(Form):
    """Everything that stands at a step."""

    name = LineField(label=LABELS["name"], max_length=60, widget=forms.TextInput(attrs={"data-span": "2"}))
    work = forms.ChoiceField(label=LABELS["work"], required=False)
    assign = forms.ChoiceField(label=LABELS["assign"], widget=forms.Select(attrs=SEARCH))
    mode = forms.ChoiceField(label=LABELS["mode"], required=False)
    ratio = NumberField(label=gettext_lazy("Share, %"), required=False, min_value=1, max_value=100)
    reject = forms.ChoiceField(label=LABELS["reject"], required=False)
    comment = forms.ChoiceField(label=LABELS["comment"], required=False)
    on_reject = forms.ChoiceField(label=gettext_lazy("A rejection leads to"), required=False)
    limit = NumberField(label=LABELS["limit"], required=False, min_value=1, max_value=9999)
    standard = forms.CharField(
        label=LABELS["standard"], required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    documents = forms.MultipleChoiceField(label=LABELS["documents"], required=False)
    clause = forms.ChoiceField(label=LABELS["clause"], required=False, widget=forms.Select(attrs=SEARCH))
    who = LineField(
        label=LABELS["who"],
        required=False,
        max_length=120,
        help_text=gettext_lazy("Empty: as chosen above."),
    )
    copy = forms.MultipleChoiceField(label=LABELS["copy"], required=False)
    revision = revision_field()
    layout = [
        Group(gettext_lazy("The step"), ["name", "work", "on_reject"]),
        Group(gettext_lazy("Who, and how they sign"), ["assign", "mode", "ratio", "reject", "comment", "who"]),
        Group(gettext_lazy("Limit, standard, papers"), ["limit", "clause", "documents", "standard"]),
        Group(gettext_lazy("Settings"), ["repeat", "own", "nobody", "bulk", "copy"]),
    ]

    def __init__(
        self,
        *args: Any,
        wording: Wording,
        targets: list[tuple[str, str]],
        timers: Sequence[TimerRow] = (),
        new: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("work", "reject", "comment"):
            choose(self, name, list(CHOICES[name].items()))
        choose(self, "mode", [("", _("as usual")), *CHOICES["mode"].items(), ("ratio", _("A share of them"))])
        choose(self, "assign", [("", _("choose")), *wording.assign_menu()])
        choose(self, "clause", clauses())
        choose(self, "on_reject", [("", _("where the other rejections go")), *targets])
        choose(self, "documents", paper_menu(self.initial.get("documents", ())))
        self.fields["documents"].widget.attrs.update(SEARCH)
        choose(self, "copy", wording.copy_menu())
        self.fields["copy"].widget.attrs.update(SEARCH)
        for name, options in settings_of(SETTINGS).items():
            self.fields[name] = forms.ChoiceField(
                label=LABELS.get(name, name), required=False, choices=[("", _("as the process says")), *options]
            )
        self._add_timers(list(timers), wording)
        if not targets:
            del self.fields["on_reject"]
        if new:
            for name in ("who", "copy", *SETTINGS):
                self.fields.pop(name, None)

    def _add_timers(self, timers: list[TimerRow], wording: Wording) -> None:
        """The reminders there are, and empty rows for more."""
        self.timers = timers
        for number in range(max(4, len(self.timers) + 1)):
            row = self.timers[number] if number < len(self.timers) else None
            self.fields[f"timer_{number}_after"] = NumberField(
                label=_("On working day"), required=False, min_value=1, max_value=9999, initial=row and row.after
            )
            self.fields[f"timer_{number}_does"] = forms.ChoiceField(
                label=_("Do this"), required=False, initial=row.does if row else "",
                choices=[("", _("nothing")), *wording.timer_menu()],
                widget=forms.Select(attrs={"data-span": "2", **SEARCH}),
            )  # fmt: skip
        self.layout = [
            *self.layout,
            Group(_("Reminders and reports"), [n for n in self.fields if n.startswith("timer_")]),
        ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for number in range(max(4, len(self.timers) + 1)):
            after, does = given.get(f"timer_{number}_after"), given.get(f"timer_{number}_does")
            if does and not after:
                self.add_error(f"timer_{number}_after", _("On which working day?"))
            if after and not does:
                self.add_error(f"timer_{number}_does", _("What is done then?"))
        if given.get("mode") == "ratio" and not given.get("ratio"):
            self.add_error("ratio", _("Which share of them is enough?"))
        return given

    def attributes(self) -> dict[str, str]:
        """What was filled in, as attributes of the definition; what is the usual is left out."""
        given = self.cleaned_data
        mode = given["mode"]
        if mode == "ratio":
            mode = f"ratio:{Decimal(given['ratio']) / 100:f}"
        found = {
            "name": given["name"],
            "assign": given["assign"],
            "mode": mode,
            "reject": "" if given["reject"] == "at_once" else given["reject"],
            "comment": "" if given["comment"] == "on_reject" else given["comment"],
            "limit": str(given["limit"] or ""),
            "standard": given["standard"].strip(),
            "documents": " ".join(given["documents"]),
            "clause": given["clause"],
        }
        if "who" in given:
            found["who"] = given["who"]
        if "copy" in given:
            found["copy"] = " ".join(given["copy"])
        return found | {name: given[name] for name in SETTINGS if name in given}

    def timer_rows(self) -> list[TimerRow]:
        """The reminders and reports; those that were there keep their ids."""
        found = []
        for number in range(max(4, len(self.timers) + 1)):
            after, does = (self.cleaned_data.get(f"timer_{number}_{part}") for part in ("after", "does"))
            if after and does:
                found.append(TimerRow(after, does, self.timers[number].id if number < len(self.timers) else ""))
        return found


class NewStepForm(StepForm):
    """A new step: where, and perhaps only when a condition holds."""

    where = forms.ChoiceField(label=gettext_lazy("Where"))
    layout = [
        Group(gettext_lazy("The step"), ["name", "where", "work", "on_reject"]),
        Group(gettext_lazy("Who, and how they sign"), ["assign", "mode", "ratio", "reject", "comment"]),
        Group(gettext_lazy("Limit, standard, papers"), ["limit", "clause", "documents", "standard"]),
        Group(gettext_lazy("Only in some cases"), ["only_joiner", *(f"only_{n}_{p}" for n in range(2) for p in PARTS)]),
    ]

    def __init__(self, *args: Any, fields: dict[str, Field], places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, new=True, **kwargs)
        choose(self, "where", places)
        self.only = Rows("only", fields, count=2)
        for name, field in self.only.form_fields().items():
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        given["only_when"] = self.only.text(self)
        return given


class PlainForm(Form):
    """What stands at an element that works by itself."""

    name = LineField(label=LABELS["name"], max_length=60, widget=forms.TextInput(attrs={"data-span": "2"}))
    limit = NumberField(label=LABELS["limit"], required=False, min_value=1, max_value=9999)
    clause = forms.ChoiceField(label=LABELS["clause"], required=False, widget=forms.Select(attrs=SEARCH))
    documents = forms.MultipleChoiceField(label=LABELS["documents"], required=False)
    standard = forms.CharField(
        label=LABELS["standard"], required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    revision = revision_field()

    def __init__(self, *args: Any, node: Node, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "clause", clauses())
        choose(self, "documents", paper_menu(node.documents))
        self.fields["documents"].widget.attrs.update(SEARCH)
        if node.kind != Kind.RECEIVE:
            del self.fields["limit"]

    def attributes(self) -> dict[str, str]:
        given = self.cleaned_data
        return {
            "name": given["name"],
            "clause": given["clause"],
            "documents": " ".join(given["documents"]),
            "standard": given["standard"].strip(),
        } | ({"limit": str(given["limit"] or "")} if "limit" in given else {})


class ProcessForm(Form):
    """What holds for the whole process."""

    name = LineField(label=LABELS["name"], max_length=80, widget=forms.TextInput(attrs={"data-span": "2"}))
    name_en = LineField(label=LABELS["name_en"], required=False, max_length=80)
    clause = forms.ChoiceField(label=LABELS["clause"], required=False, widget=forms.Select(attrs=SEARCH))
    revision = revision_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "clause", clauses())
        for name, options in settings_of({**SETTINGS, **OF_PROCESS}).items():
            self.fields[name] = forms.ChoiceField(
                label=LABELS.get(name, name), required=False, choices=[("", _("as usual")), *options]
            )

    def attributes(self) -> dict[str, str]:
        return {name: str(value or "") for name, value in self.cleaned_data.items() if name != "revision"}


class ReasonForm(Form):
    """A reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "data-span": "3"})
    )


class FileForm(Form):
    """A .bpmn file from elsewhere."""

    file = forms.FileField(label=gettext_lazy("BPMN file"))
    revision = revision_field()


def choose(form: forms.BaseForm, name: str, options: list[Any]) -> None:
    """Give a choice field its options."""
    field: Any = form.fields[name]
    field.choices = options


def paper_menu(known: Any) -> list[tuple[str, str]]:
    """The papers by code and name; those a step has already are always there."""
    names = {one.code: f"{one.code} {one.label}" for one in papers.known()}
    return [*names.items(), *((code, code) for code in known if code not in names)]
