"""Forms of pre-sales projects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.areas.opportunities.models import Opportunity
from leadtocash.areas.presales import queries
from leadtocash.areas.presales.models import (
    Communication,
    Cost,
    Element,
    ElementAction,
    PresalesProject,
    Risk,
    TeamMember,
)
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.custom_fields.forming import Extended
from leadtocash.foundation.web.forms import AmountField, DayField, Form, Group, LineField, ModelForm
from leadtocash.foundation.web.picking import PickField

PEOPLE = "accounts.user"


def _text(label: Any, *, rows: int = 4, required: bool = False, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


def _person(label: Any, *, required: bool = True) -> PickField:
    return PickField(User.objects.filter(is_active=True), label=label, source=PEOPLE, required=required)


class ReportForm(Extended, ModelForm):
    """The feasibility report (KXFX)."""

    budget = AmountField(label=_("pre-sales budget"), help_text=_("What winning this deal may cost, in yuan."))
    money = _text(_("money: the budget and where it comes from"))
    authority = _text(_("authority: who decides, how, when"))
    need = _text(_("need: what for, how urgent"))
    feasibility = _text(_("can we do it: technology, delivery, terms"))
    conclusion = _text(_("chance of winning and conclusion"))

    layout = [
        Group(_("Project"), ["opportunity", "grade", "budget"]),
        Group(_("Money, authority, need"), ["money", "authority", "need"], wide=("money", "authority", "need")),
        Group(_("Judgement"), ["feasibility", "conclusion"], wide=("feasibility", "conclusion")),
    ]

    class Meta:
        model = PresalesProject
        fields = ["grade", "budget", "money", "authority", "need", "feasibility", "conclusion"]


class NewReportForm(ReportForm):
    """A new one: for which deal."""

    opportunity = PickField(Opportunity.objects.none(), label=_("opportunity"), source="opportunities:options")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, person=person, **kwargs)
        field: Any = self.fields["opportunity"]
        field.queryset = queries.deals_without(person)


class ProjectForm(ModelForm):
    """What is written of a stored project: it carries the revision that was read."""

    class Meta:
        model = PresalesProject
        fields: list[str] = []


class TeamForm(ProjectForm):
    """A person for each role; those a project of its grade must have are marked."""

    def __init__(self, *args: Any, needed: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role, label in TeamMember.Role.choices:
            self.add(role, _person(label, required=role in needed))


class KickOffForm(ProjectForm):
    day = DayField(label=_("kick-off on"))
    minutes = _text(_("minutes of the kick-off"), rows=8, required=True)
    layout = [Group("", ["day", "minutes"], wide=("minutes",))]


class ElementForm(ModelForm):
    findings = _text(_("analysis"), rows=6)
    goal = _text(_("goal"), rows=3)
    strategy = _text(_("strategy"), rows=4)
    layout = [Group("", ["findings", "goal", "strategy"], wide=("findings", "goal", "strategy"))]

    class Meta:
        model = Element
        fields = ["findings", "goal", "strategy"]


class QualityForm(ProjectForm):
    quality_plan = _text(_("quality plan"), rows=8, required=True)
    layout = [Group("", ["quality_plan"], wide=("quality_plan",))]


class ActionForm(ModelForm):
    kind = forms.ChoiceField(label=_("element"), choices=Element.Kind.choices)
    what = LineField(label=_("what to do"), max_length=200)
    owner = _person(_("who"))
    starts_on = DayField(label=_("starts on"), required=False, help_text=_("Empty: on the last day only."))
    due_on = DayField(label=_("until"))
    done_on = DayField(label=_("done on"), required=False)
    result = LineField(label=_("result"), max_length=300, required=False)

    class Meta:
        model = ElementAction
        fields = ["kind", "what", "owner", "starts_on", "due_on", "done_on", "result"]


class RiskForm(ModelForm):
    what = LineField(label=_("risk"), max_length=200)
    measure = LineField(label=_("measure"), max_length=300, required=False)
    owner = _person(_("who"))
    due_on = DayField(label=_("until"))

    class Meta:
        model = Risk
        fields = ["what", "probability", "effect", "measure", "owner", "due_on", "state"]


class CommunicationForm(ModelForm):
    with_whom = LineField(label=_("with whom"), max_length=120)
    what = LineField(label=_("about what, how"), max_length=200)
    owner = _person(_("who"))
    next_on = DayField(label=_("next on"))

    class Meta:
        model = Communication
        fields = ["with_whom", "what", "every", "owner", "next_on"]


class CostForm(ModelForm):
    amount = AmountField(label=_("amount"))
    spent_on = DayField(label=_("spent on"))
    what = LineField(label=_("spent for"), max_length=200)
    by = _person(_("spent by"))

    class Meta:
        model = Cost
        fields = ["category", "amount", "spent_on", "what", "by"]


class LessForm(ProjectForm):
    """Budget that is taken back."""

    budget = AmountField(label=_("pre-sales budget"))
    reason = LineField(label=_("Reason"), max_length=300)


class MoreForm(ProjectForm):
    """More budget, asked for."""

    budget = AmountField(label=_("budget asked for"), help_text=_("The whole, in yuan, with what there is already."))
    reason = LineField(label=_("what for"), max_length=300)


class ReasonForm(Form):
    reason = LineField(label=_("Reason"), max_length=300)


class WatchForm(ProjectForm):
    watch_on = DayField(label=_("look at it again on"))


class ClosingForm(ProjectForm):
    """The summary (XMZJ)."""

    summary = _text(_("summary"), rows=6, required=True)
    handed_to = _person(_("handed over to"), required=False)
    handover = _text(_("what is handed over"), required=True)
    money_review = _text(_("financial evaluation"), required=True)
    quality_review = _text(_("quality evaluation"), required=True)
    quality_score = forms.TypedChoiceField(
        label=_("quality score"), coerce=int, choices=[("", "\u2014"), *((n, str(n)) for n in range(5, 0, -1))]
    )
    layout = [
        Group(_("Summary"), ["summary"], wide=("summary",)),
        Group(_("Hand-over"), ["handed_to", "handover"], wide=("handover",)),
        Group(_("Evaluation"), ["money_review", "quality_review", "quality_score"],
              wide=("money_review", "quality_review")),
    ]  # fmt: skip
