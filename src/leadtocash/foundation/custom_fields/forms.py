"""The form of a definition."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.forms.formsets import formset_factory
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.custom_fields.models import CustomField
from leadtocash.foundation.web.forms import Form, Group, LineField, ModelForm, NumberField


class DefinitionForm(ModelForm):
    """Label and type; who sees it; how it behaves."""

    code = LineField(
        label=_("code"), max_length=30, required=False,
        help_text=_("For the API and imports; empty: made from the label. It never changes."),
    )  # fmt: skip
    label = LineField(label=_("label"), max_length=40)
    places = NumberField(label=_("decimal places"), required=False, min_value=0, max_value=6)
    default = LineField(
        label=_("default"), required=False, max_length=200,
        help_text=_("For new records; of choices their names, separated by commas."),
    )  # fmt: skip
    seen_by = forms.MultipleChoiceField(
        label=_("seen by"), required=False, widget=forms.SelectMultiple(attrs={"data-search": ""}),
        help_text=_("Empty: everybody who sees the record. Others meet it nowhere."),
    )  # fmt: skip
    edited_by = forms.MultipleChoiceField(
        label=_("edited by"), required=False, widget=forms.SelectMultiple(attrs={"data-search": ""}),
        help_text=_("Empty: whoever sees it and may change the record."),
    )  # fmt: skip

    layout = [
        Group(_("Field"), ["label", "label_en", "code", "type", "places", "unit"]),
        Group(_("In the form"), ["heading", "heading_en", "default", "help", "help_en"]),
        Group(_("Rules"), ["required", "is_unique", "in_list", "by_words"]),
        Group(_("Permission"), ["seen_by", "edited_by"]),
    ]

    class Meta:
        model = CustomField
        fields = [
            "label", "label_en", "code", "type", "places", "unit", "heading", "heading_en", "default", "help",
            "help_en", "required", "is_unique", "in_list", "by_words", "seen_by", "edited_by",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.code, str(role)) for role in Role.objects.all()]
        for name in ("seen_by", "edited_by"):
            cast(forms.MultipleChoiceField, self.fields[name]).choices = roles
        self.fields["required"].help_text = _("Asked for whenever a record is entered or edited; what is there stays.")
        self.fields["by_words"].help_text = _("Of a text: makes the filter quick among very many records.")
        self.fields["heading"].help_text = _("Fields with the same heading stand together.")
        self.fields["unit"].help_text = _("Of a number, for example kg.")
        if self.instance.pk:
            del self.fields["code"]
            self.initial["default"] = _written(self.instance)

    def clean_places(self) -> int:
        return 2 if self.cleaned_data["places"] is None else int(self.cleaned_data["places"])


class ChoiceForm(Form):
    """One choice; a known one keeps its code."""

    code = forms.CharField(required=False, widget=forms.HiddenInput)
    label = LineField(label=_("name"), max_length=60)
    label_en = LineField(label=_("English name"), max_length=60, required=False)
    place = NumberField(
        label=_("order"), required=False, min_value=0, widget=forms.TextInput(attrs={"class": "lc-num"})
    )
    active = forms.BooleanField(label=_("in use"), required=False, initial=True)

    def has_changed(self) -> bool:
        """A row where only "in use" stands is an empty one."""
        return bool({"label", "label_en", "code"} & set(self.changed_data)) or bool(self.initial.get("label"))


ChoicesFormSet = formset_factory(ChoiceForm, extra=0, can_delete=True, max_num=200, validate_max=True)


def choices_set(data: Any, field: CustomField | None) -> Any:
    """The grid of the choices."""
    there = field.choices if field is not None else []
    initial = [{**one, "place": number} for number, one in enumerate(there, start=1)]
    return ChoicesFormSet(data, initial=initial, prefix="choices")


def choices_in(formset: Any) -> list[dict[str, Any]]:
    """What the grid says, in the order of its numbers; rows without one stay where they are."""
    rows = [one.cleaned_data for one in formset.forms if one.has_changed() and not one.cleaned_data.get("DELETE")]
    placed = [(row.get("place") or number, number, row) for number, row in enumerate(rows, start=1) if row.get("label")]
    names = ("code", "label", "label_en", "active")
    return [{name: row.get(name) for name in names} for _place, _number, row in sorted(placed, key=lambda p: p[:2])]


def _written(field: CustomField) -> str:
    """The default as one writes it."""
    labels = {one["code"]: one["label"] for one in field.choices}
    found = field.default if isinstance(field.default, list) else [field.default]
    return ", ".join(
        labels.get(one, str(one).lower() if isinstance(one, bool) else str(one)) for one in found if one is not None
    )
