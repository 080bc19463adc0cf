from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers import queries as customers
from leadtocash.areas.customers.models import Customer
from leadtocash.areas.market import queries as market
from leadtocash.areas.market.models import Competitor
from leadtocash.areas.opportunities import queries as opportunities
from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.products import queries as products
from leadtocash.areas.products.models import Product
from leadtocash.areas.winning import queries, rules
from leadtocash.areas.winning.models import (
    Barrier,
    Evidence,
    Influence,
    Level,
    Need,
    Rival,
    Role,
    Stakeholder,
    Standing,
    Value,
)
from leadtocash.foundation.access.fields import drop_hidden
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import AmountField, DayField, Form, Group, LineField, ModelForm, NumberField
from leadtocash.foundation.web.picking import PickField

_LINES = forms.Textarea(attrs={"rows": 3})


class StakeholderForm(Extended, ModelForm):
    """What is known of a person of the buying centre."""

    roles = forms.MultipleChoiceField(
        label=_("roles in buying"), choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    decides_in = forms.TypedMultipleChoiceField(
        label=_("decides in the stages"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    personality = LineField(label=_("personality"), max_length=200, required=False)

    layout = [
        Group(_("In buying"), ["level", "roles", "decides_in", "is_key"]),
        Group(
            _("The person"), ["personality", "business_needs", "personal_needs"],
            wide=("business_needs", "personal_needs"),
        ),
    ]  # fmt: skip

    class Meta:
        model = Stakeholder
        fields = ["level", "roles", "is_key", "decides_in", "personality", "business_needs", "personal_needs"]
        widgets = {"business_needs": _LINES, "personal_needs": _LINES}

    def __init__(self, *args: Any, deal: Opportunity, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        stages = opportunities.stages_of(deal.method_id)
        self.fields["decides_in"].choices = [(stage.pk, str(stage)) for stage in stages]  # type: ignore[attr-defined]
        drop_hidden(self, person, self.instance)


class NewStakeholderForm(StakeholderForm):
    """Somebody who is not on the map yet: a known contact, or one who is entered here."""

    contact = forms.ModelChoiceField(Stakeholder.objects.none(), label=_("contact"), required=False)
    name = LineField(label=_("or a new contact"), max_length=60, required=False)
    position = LineField(label=_("job title"), max_length=80, required=False)
    phone = LineField(label=_("phone"), max_length=30, required=False)
    standing = forms.ChoiceField(label=_("standing"), choices=Standing.choices, initial=Standing.NEUTRAL)
    evidence = LineField(
        label=_("what shows it"), max_length=400, required=False,
        help_text=_("Needed unless the person is neutral: what he did or told, where one can look it up."),
    )  # fmt: skip

    layout = [
        Group(_("Who it is"), ["contact", "name", "position", "phone"]),
        Group(_("How the person stands to us"), ["standing", "evidence"]),
        *StakeholderForm.layout,
    ]

    def __init__(self, *args: Any, deal: Opportunity, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, deal=deal, person=person, **kwargs)
        self.fields["contact"].queryset = queries.contacts_free(deal, person)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("contact")) == bool(given.get("name")):
            self.add_error("contact", _("Choose a contact or enter a new one."))
        return given

    def parts(self) -> dict[str, Any]:
        """The arguments of the action."""
        given = dict(self.cleaned_data)
        new = {name: given.pop(name) for name in ("name", "position", "phone")}
        chosen = {name: given.pop(name) for name in ("contact", "standing", "evidence")}
        return {**chosen, "new_contact": None if chosen["contact"] else new, "values": given}


class StandingForm(Form):
    """Somebody stands to us otherwise."""

    standing = forms.ChoiceField(label=_("standing"), choices=Standing.choices)
    on = DayField(label=_("so since"))
    evidence = LineField(
        label=_("what shows it"), max_length=400,
        help_text=_("What he did or told, where one can look it up."),
    )  # fmt: skip
    file = forms.FileField(label=_("file"), required=False)


class InfluenceForm(Form):
    """Whom a person influences, how."""

    target = forms.ModelChoiceField(Stakeholder.objects.none(), label=_("who is influenced"))
    strength = forms.ChoiceField(
        label=_("strength"), choices=Influence.Strength.choices, initial=Influence.Strength.WEAK, required=False
    )
    kind = forms.ChoiceField(
        label=_("kind of influence"), choices=Influence.Kind.choices, initial=Influence.Kind.FOR, required=False
    )

    def __init__(self, *args: Any, source: Stakeholder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = queries.others(source)  # type: ignore[attr-defined]

    def clean_strength(self) -> str:
        return str(self.cleaned_data["strength"] or Influence.Strength.WEAK)

    def clean_kind(self) -> str:
        return str(self.cleaned_data["kind"] or Influence.Kind.FOR)


class MoveForm(Form):
    """Where a person is put on the map; `place` in thousandths of the band."""

    level = forms.ChoiceField(choices=Level.choices)
    place = forms.IntegerField(required=False, min_value=0, max_value=1000)
    revision = forms.IntegerField()


class TakeOverForm(Form):
    """People known from other deals of the same customer."""

    known = forms.ModelMultipleChoiceField(
        Stakeholder.objects.none(), label=_("Known from other opportunities"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, deal: Opportunity, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = [one.pk for one in queries.colleagues(deal, person)]
        rows = Stakeholder.objects.filter(pk__in=found).select_related("contact", "opportunity")
        field: Any = self.fields["known"]
        field.queryset = rows
        field.label_from_instance = _known


def _known(one: Stakeholder) -> str:
    words = [one.contact.name, one.contact.position, one.get_level_display(), one.get_standing_display()]
    return " · ".join([str(word) for word in words if word] + [one.opportunity.name])


class NeedForm(ModelForm):
    """A need, asked by SPIN."""

    title = LineField(label=_("need"), max_length=120)

    layout = [
        Group(_("Need"), ["title", "stakeholder"]),
        Group(
            _("Asked by SPIN"), ["situation", "problem", "implication", "payoff"],
            wide=("situation", "problem", "implication", "payoff"),
        ),
    ]  # fmt: skip

    class Meta:
        model = Need
        fields = ["title", "stakeholder", "situation", "problem", "implication", "payoff"]
        widgets = dict.fromkeys(("situation", "problem", "implication", "payoff"), forms.Textarea(attrs={"rows": 2}))
        help_texts = {
            "situation": _("What they have today: equipment, amounts, ways of working."),
            "problem": _("What is difficult, slow or dear about it."),
            "implication": _("What it leads to if nothing is done, in money where possible."),
            "payoff": _("What they say a solution would be worth to them, in their own words."),
        }

    def __init__(self, *args: Any, deal: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Stakeholder.objects.filter(opportunity=deal).select_related("contact")
        self.fields["stakeholder"].queryset = rows  # type: ignore[attr-defined]
        self.fields["stakeholder"].empty_label = _("The company's")  # type: ignore[attr-defined]


class ValueForm(ModelForm):
    """Our answer to a need, said by FABE."""

    feature = LineField(label=_("feature"), max_length=300, help_text=_("What it is or can do."))
    advantage = LineField(
        label=_("advantage"), max_length=300, required=False, help_text=_("What is better about it than elsewhere.")
    )
    benefit = LineField(
        label=_("benefit"), max_length=300, required=False, help_text=_("What this customer gains by it.")
    )
    evidence = forms.ModelMultipleChoiceField(
        Evidence.objects.none(), label=_("evidence"), required=False, help_text=_("What proves it, of the library.")
    )

    class Meta:
        model = Value
        fields = ["feature", "advantage", "benefit", "evidence"]

    def __init__(self, *args: Any, person: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = queries.evidence_free(person, today)
        field: Any = self.fields["evidence"]
        field.queryset = rows | self.instance.evidence.all() if self.instance.pk else rows
        field.widget.attrs["data-search"] = ""


class EvidenceForm(Extended, ModelForm):
    """A piece of evidence of the library."""

    title = LineField(label=_("title"), max_length=160)
    industry = LineField(label=_("industry"), max_length=60, required=False)
    issued_on = DayField(label=_("issued on"), required=False)
    valid_until = DayField(label=_("valid until"), required=False, help_text=_("Empty: without end."))
    product = PickField(Product.objects.none(), label=_("product"), source="products.product", required=False)
    customer = PickField(Customer.objects.none(), label=_("customer"), source="customers:options", required=False)

    layout = [
        Group(_("Evidence"), ["title", "kind", "product", "customer", "industry"]),
        Group(_("Validity"), ["issued_on", "valid_until"]),
        Group(_("What it proves"), ["text"], wide=("text",)),
    ]

    class Meta:
        model = Evidence
        fields = ["title", "kind", "product", "customer", "industry", "issued_on", "valid_until", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        self.fields["product"].queryset = products.on_sale(person)  # type: ignore[attr-defined]
        self.fields["customer"].queryset = customers.pickable(person)  # type: ignore[attr-defined]


class RivalForm(ModelForm):
    """A competitor in this deal and how we meet him."""

    competitor = PickField(Competitor.objects.none(), label=_("competitor"), source="market.competitor")
    price = AmountField(label=_("price expected of them"), required=False, help_text=_("In yuan with tax."))

    layout = [
        Group(_("Rival"), ["competitor", "coach", "price"]),
        Group(_("How they stand here"), ["strengths", "weaknesses"], wide=("strengths", "weaknesses")),
        Group(_("How we meet them"), ["strategy", "plan"], wide=("plan",)),
    ]

    class Meta:
        model = Rival
        fields = ["competitor", "coach", "price", "strengths", "weaknesses", "strategy", "plan"]
        widgets = dict.fromkeys(("strengths", "weaknesses", "plan"), forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, deal: Opportunity, person: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["competitor"].queryset = market.findable(person)  # type: ignore[attr-defined]
        rows = Stakeholder.objects.filter(opportunity=deal).select_related("contact")
        self.fields["coach"].queryset = rows  # type: ignore[attr-defined]


class BarrierForm(ModelForm):
    """Something only we fulfil well, to be asked for by the customer."""

    text = LineField(label=_("required of the bidder"), max_length=300)
    wording = LineField(
        label=_("words to find it by"), max_length=80, required=False,
        help_text=_("As the tender would say it; the tender file is searched for them."),
    )  # fmt: skip

    class Meta:
        model = Barrier
        fields = ["text", "wording", "kind", "rival", "owner"]

    def __init__(self, *args: Any, deal: Opportunity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rivals: Any = self.fields["rival"]
        rivals.queryset = Rival.objects.filter(opportunity=deal).select_related("competitor")
        rivals.empty_label = _("All rivals")
        people: Any = self.fields["owner"]
        people.queryset = User.objects.filter(is_active=True).order_by("name")
        people.widget.attrs["data-search"] = ""


class BarrierMoveForm(Form):
    """How far a barrier is."""

    state = forms.ChoiceField(label=_("state"), choices=Barrier.State.choices)
    reference = LineField(
        label=_("where it stands"), max_length=200, required=False,
        help_text=_("File and page or clause; needed when it stands in the tender."),
    )  # fmt: skip
    file = forms.FileField(label=_("tender file"), required=False)


class ComparisonForm(Form):
    """The page of the sheet; it has no fields of its own."""


class YardstickForm(Form):
    """One criterion of the customer; one field for each rival is added."""

    text = LineField(label=_("criterion of the customer"), max_length=120)
    weight = NumberField(label=_("weight"), min_value=1, max_value=10)
    ours = NumberField(label=_("we"), min_value=0, max_value=10)


class Yardsticks(BaseFormSet):
    """The sheet of the comparison."""

    def values(self, rivals: Sequence[Rival]) -> list[dict[str, Any]]:
        """The rows for the action, in order; a rival without points is left out."""
        rows = [one.cleaned_data for one in self.forms if one.has_changed() and not one.cleaned_data.get("DELETE")]
        return [
            {
                "text": row["text"], "weight": row["weight"], "ours": row["ours"],
                "theirs": {one: row[f"rival_{one.pk}"] for one in rivals if row[f"rival_{one.pk}"] is not None},
            }
            for row in rows
        ]  # fmt: skip


def comparison_sheet(rivals: Sequence[Rival]) -> Any:
    """The formset class with a column for each of these rivals."""
    columns = {
        f"rival_{one.pk}": NumberField(label=str(one), min_value=0, max_value=10, required=False) for one in rivals
    }
    for column in columns.values():
        column.widget.attrs["translate"] = "no"  # a name
    row = type("RivalsForm", (YardstickForm,), columns)
    most = rules.MOST_YARDSTICKS
    return forms.formset_factory(
        row, formset=Yardsticks, extra=2, can_delete=True, max_num=most, absolute_max=most + 10
    )
