from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import Role
from leadtocash.foundation.listviews.models import SavedView
from leadtocash.foundation.web.forms import Form, LineField

Audience = SavedView.Audience


class ViewForm(Form):
    """Name and audience of a view; whoever may not share is not asked."""

    name = LineField(label=_("name"), max_length=40)
    audience = forms.ChoiceField(label=_("for"), choices=Audience.choices, required=False)
    role = forms.ModelChoiceField(Role.objects.none(), label=_("role"), required=False)

    def __init__(self, *args: Any, may_share: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_share:
            self.fields["role"].queryset = Role.objects.all()  # type: ignore[attr-defined]
        else:
            del self.fields["audience"], self.fields["role"]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        audience = given.get("audience") or (Audience.MINE if "audience" in self.fields else None)
        return {"name": given["name"], "audience": audience, "role": given.get("role")}


class OpeningForm(Form):
    """With which view a list opens, for oneself or for a role."""

    view = forms.ModelChoiceField(
        SavedView.objects.none(), label=_("view"), required=False, empty_label=_("As shipped: all")
    )
    role = forms.ModelChoiceField(Role.objects.none(), label=_("for"), required=False, empty_label=_("Only me"))

    def __init__(self, *args: Any, views: Any, may_set: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["view"].queryset = views  # type: ignore[attr-defined]
        if may_set:
            self.fields["role"].queryset = Role.objects.all()  # type: ignore[attr-defined]
        else:
            del self.fields["role"]
