from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.web.forms import Form
from leadtocash.foundation.web.picking import PickField


class OtherForm(Form):
    """With which record another one is to be merged."""

    def __init__(self, *args: Any, kind: str, rows: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = PickField(rows, label=_("Which record stands for the same?"), source=kind)


class ReasonForm(Form):
    """Why records are merged."""

    reason = forms.CharField(
        label=_("Why are they the same?"), widget=forms.Textarea(attrs={"rows": "2", "data-span": "3"})
    )


class UndoingForm(Form):
    """Why a merger is taken back."""

    reason = forms.CharField(
        label=_("Why is it taken back?"), widget=forms.Textarea(attrs={"rows": "2", "data-span": "3"})
    )
