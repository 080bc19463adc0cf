"""What is entered about a sales method: its name, a stage with its criteria, tasks and papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities import queries, shapes
from leadtocash.areas.opportunities.criteria import DOCUMENTS, Detail, checks
from leadtocash.areas.opportunities.models import Criterion, SalesMethod, Stage, StagePaper
from leadtocash.foundation.web.forms import Form, Group, LineField, ModelForm, NumberField

BY_MATRIX = ("", _("By the authority table"))
NO_ROLE = ("", _("nobody in particular"))


class NewMethodForm(Form):
    """A method with a code of its own."""

    name = LineField(label=_("name"), max_length=60)
    name_en = LineField(label=_("English name"), max_length=60, required=False)
    code = LineField(
        label=_("code"), max_length=30, help_text=_("Small Latin letters, digits and underscores; it never changes.")
    )
    source = forms.ChoiceField(
        label=_("begin with"), required=False, help_text=_("Its stages are copied; nothing else binds the two.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(method.pk), str(method)) for method in queries.methods()]
        self.fields["source"].choices = [("", _("nothing")), *known]  # type: ignore[attr-defined]


class MethodForm(ModelForm):
    """Names of a draft, and whether new deals will begin with it."""

    name = LineField(label=_("name"), max_length=60)
    name_en = LineField(label=_("English name"), max_length=60, required=False)

    class Meta:
        model = SalesMethod
        fields = ["name", "name_en", "is_default"]


class MethodStageForm(Form):
    """A stage of a draft."""

    name = LineField(label=_("stage"), max_length=shapes.TEXTS["name"])
    name_en = LineField(label=_("English name"), max_length=shapes.TEXTS["name_en"], required=False)
    buyer_step = LineField(label=_("buyer's step"), max_length=shapes.TEXTS["buyer_step"], required=False)
    phase = forms.ChoiceField(label=_("step of the funnel"), choices=Stage.Phase.choices)
    probability = NumberField(label=_("probability %"), min_value=0, max_value=100)
    max_probability = NumberField(
        label=_("probability at most %"), min_value=0, max_value=100,
        help_text=_("No forecast of a deal in this stage goes beyond it."),
    )  # fmt: skip
    expected_days = NumberField(label=_("expected days"), min_value=1, max_value=shapes.NUMBERS["expected_days"])
    review = forms.BooleanField(label=_("review before it"), required=False)
    review_by = forms.ChoiceField(label=_("reviewed by"), required=False)
    quote_required = forms.BooleanField(
        label=_("needs an approved quotation"), required=False,
        help_text=_("The stage is not left without one; as long as quotations are not kept here, its paper counts."),
    )  # fmt: skip
    may_skip = forms.BooleanField(
        label=_("may be skipped"), required=False, help_text=_("Its criteria count all the same.")
    )

    layout = [
        Group(_("Stage"), ["name", "name_en", "buyer_step", "phase", "probability", "max_probability",
                           "expected_days"]),
        Group(_("Rules"), ["review", "review_by", "quote_required", "may_skip"]),
    ]  # fmt: skip

    def __init__(self, *args: Any, roles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["review_by"].choices = [*roles.items(), BY_MATRIX]  # type: ignore[attr-defined]


def _detail_field(detail: Detail) -> forms.Field:
    label = str(detail.label)
    if detail.choices is not None:
        choices = list(detail.choices().items())
        return forms.ChoiceField(label=label, choices=choices, initial=detail.default, required=False)
    return NumberField(label=label, min_value=detail.low, max_value=detail.high, initial=detail.default, required=False)


class CriterionForm(Form):
    """A criterion; with a check, the fields of its details are those named check__detail."""

    text = LineField(label=_("criterion"), max_length=160)
    text_en = LineField(label=_("English text"), max_length=200, required=False)
    check_name = forms.ChoiceField(label=_("found out by"), required=False)
    evidence = forms.ChoiceField(label=_("evidence"), choices=Criterion.Evidence.choices, required=False)
    clause = LineField(label=_("clause"), max_length=40, required=False)

    def __init__(self, *args: Any, roles: Mapping[str, str], initial: Any = None, **kwargs: Any) -> None:
        given = dict(initial or {})
        params = given.pop("params", {})
        given |= {f"{given.get('check_name')}__{name}": value for name, value in params.items()}
        super().__init__(*args, initial=given, **kwargs)
        choices = [("", _("somebody confirms it")), *((name, check.label) for name, check in checks.items())]
        choice: Any = self.fields["check_name"]
        choice.choices, choice.widget.attrs["data-when"] = choices, ""
        for name, check in checks.items():
            for key, detail in check.details.items():
                self.add(f"{name}__{key}", _detail_field(detail))

    @property
    def details(self) -> list[tuple[str, list[Any]]]:
        """The fields of each check's details."""
        return [
            (name, [self[f"{name}__{key}"] for key in check.details]) for name, check in checks.items()
            if check.details
        ]  # fmt: skip

    def value(self) -> dict[str, Any]:
        """The criterion as `shapes` says."""
        given = self.cleaned_data
        name = given["check_name"]
        check = checks.find(name) if name else None
        params = {key: given[f"{name}__{key}"] for key in check.details} if check is not None else {}
        return {
            **{key: given[key] for key in ("text", "text_en", "check_name", "clause")},
            "evidence": given["evidence"] or Criterion.Evidence.NOTE.value,
            "params": {key: value for key, value in params.items() if value not in (None, "")},
        }


class TaskForm(Form):
    """A task of a stage."""

    text = LineField(label=_("task"), max_length=160)
    text_en = LineField(label=_("English text"), max_length=200, required=False)
    days = NumberField(label=_("within working days"), min_value=1, max_value=3650, initial=5)
    role = forms.ChoiceField(label=_("role"), required=False)
    required = forms.BooleanField(label=_("asked for at the gate"), required=False)

    def __init__(self, *args: Any, roles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [NO_ROLE, *roles.items()]  # type: ignore[attr-defined]

    def value(self) -> dict[str, Any]:
        """The task as `shapes` says."""
        return {name: self.cleaned_data[name] for name in shapes.TASK}


class PaperForm(Form):
    """A paper of a stage."""

    text = LineField(label=_("paper"), max_length=100)
    text_en = LineField(label=_("English text"), max_length=160, required=False)
    use = forms.ChoiceField(label=_("use"), choices=StagePaper.Use.choices, initial=StagePaper.Use.OUTPUT)
    code = LineField(label=_("form"), max_length=8, required=False)
    category = forms.ChoiceField(label=_("kind of file"), required=False)
    role = forms.ChoiceField(label=_("role"), required=False)
    required = forms.BooleanField(label=_("asked for at the gate"), required=False)

    def __init__(self, *args: Any, roles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [NO_ROLE, *roles.items()]  # type: ignore[attr-defined]
        kinds = [("", _("none of the deal's files")), *DOCUMENTS.items()]
        self.fields["category"].choices = kinds  # type: ignore[attr-defined]

    def value(self) -> dict[str, Any]:
        """The paper as `shapes` says."""
        return {name: self.cleaned_data[name] for name in shapes.PAPER}


class Parts(BaseFormSet):
    """The criteria, tasks or papers of a stage; a row that says nothing, or was removed, counts for nothing."""

    TELLING = ("text", "text_en", "check_name", "clause", "code", "category")

    def kept(self) -> list[Any]:
        """The rows that say something."""
        return [form for form in self.forms if self._says_something(form)]

    def values(self) -> list[dict[str, Any]]:
        """What they say, in order."""
        return [form.value() for form in self.kept()]

    def is_right(self) -> bool:
        """Whether every row that is kept may be saved."""
        return self.management_form.is_valid() and not [form for form in self.kept() if not form.is_valid()]

    def _says_something(self, form: Any) -> bool:
        if form.data.get(form.add_prefix("DELETE")):
            return False
        return any(str(form.data.get(form.add_prefix(name), "")).strip() for name in self.TELLING)


def parts_of(stage: Mapping[str, Any], data: Any, *, roles: Mapping[str, str]) -> dict[str, Any]:
    """The formsets of a stage's parts, by the name of the part; data: what was posted."""
    found = {}
    for part, form in (("criteria", CriterionForm), ("tasks", TaskForm), ("papers", PaperForm)):
        made: Any = forms.formset_factory(
            form, formset=Parts, extra=0, can_delete=True, max_num=shapes.MOST_PARTS,
            absolute_max=shapes.MOST_PARTS + 1, validate_max=True,
        )  # fmt: skip
        initial: Sequence[Any] | None = None if data else stage.get(part, ())
        found[part] = made(data, prefix=part, initial=initial, form_kwargs={"roles": roles})
    return found
