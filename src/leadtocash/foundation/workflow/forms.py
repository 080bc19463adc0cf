"""Forms of the pages of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.forms import DayField, Form, LineField
from leadtocash.foundation.web.picking import PickField, PickManyField
from leadtocash.foundation.workflow.models import WorkItem

LONGEST = 2000
MOST_PEOPLE = 20


def _words(*, required: bool = True, label: Any = None) -> forms.CharField:
    widget = forms.Textarea(attrs={"maxlength": LONGEST, "rows": 3})
    return forms.CharField(label=label or _("Comment"), required=required, max_length=LONGEST, widget=widget)


def _colleagues() -> Any:
    return User.objects.filter(is_active=True)


def _person(label: Any) -> PickField:
    return PickField(_colleagues(), source="workflow:people", label=label)


def _people(label: Any) -> PickManyField:
    return PickManyField(_colleagues(), source="workflow:people", label=label)


class _PeopleForm(Form):
    def clean_people(self) -> Any:
        people = list(self.cleaned_data["people"])
        if len(people) > MOST_PEOPLE:
            raise forms.ValidationError(_("At most %(n)d people at once."), params={"n": MOST_PEOPLE})
        return people


class TransferForm(Form):
    to = _person(_("To whom"))
    comment = _words(required=False)


class CommentForm(Form):
    comment = _words()


class OptionalCommentForm(Form):
    comment = _words(required=False)


class ReasonForm(Form):
    reason = _words(label=_("Why"))


class CopyForm(_PeopleForm):
    people = _people(_("Whom to copy"))
    comment = _words(required=False)


class AddSignerForm(_PeopleForm):
    people = _people(_("Who signs as well"))
    where = forms.ChoiceField(
        label=_("In which order"),
        widget=forms.RadioSelect,
        choices=[
            ("before", _("Before me: I decide when they have")),
            ("after", _("After me: they decide when I have")),
            ("beside", _("Beside me: all of us decide at the same time")),
        ],
    )
    comment = _words(required=False)


def _signer(item: WorkItem) -> str:
    how = str(item.get_added_display()) if item.added else item.label
    return " · ".join(part for part in (item.assignee.name, item.step.label, how) if part)


class RemoveSignerForm(Form):
    """`signers`: those who may be taken out, because they have not decided yet."""

    signer = forms.ModelChoiceField(WorkItem.objects.none(), label=_("Whom to take out"), empty_label=None)
    comment = _words(required=False)

    def __init__(self, *args: Any, signers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["signer"]
        field.queryset = signers
        field.label_from_instance = _signer


class ReassignForm(Form):
    to = _person(_("To whom"))
    reason = _words(label=_("Why"))


class DelegationForm(Form):
    """`principal` is asked only where an administrator sets a deputy for somebody else."""

    principal = _person(_("Who is away"))
    deputy = _person(_("Deputy"))
    from_day = DayField(label=_("From"))
    until_day = DayField(label=_("Until and including"))
    kinds = forms.MultipleChoiceField(
        label=_("Which processes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )
    reason = LineField(
        label=_("Reason"), required=False, max_length=200, widget=forms.TextInput(attrs={"data-span": "3"})
    )

    def __init__(
        self, *args: Any, processes: Sequence[tuple[str, Any]], for_others: bool, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        field: Any = self.fields["kinds"]
        field.choices = processes
        if not for_others:
            del self.fields["principal"]

    def clean(self) -> dict[str, Any]:
        """Days in order, two people, and not in the past."""
        given: dict[str, Any] = super().clean() or {}
        begin, end = given.get("from_day"), given.get("until_day")
        if begin and end and end < begin:
            self.add_error("until_day", _("This is before the first day."))
        if end and end < self.today:
            self.add_error("until_day", _("This day has passed."))
        if given.get("principal") and given.get("principal") == given.get("deputy"):
            self.add_error("deputy", _("Nobody is his own deputy."))
        return given
