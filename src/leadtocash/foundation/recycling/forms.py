from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.web.forms import Form


class RemovalForm(Form):
    """Why a record is deleted."""

    reason = forms.CharField(
        label=_("Why is it deleted?"), widget=forms.Textarea(attrs={"rows": "2", "data-span": "3"})
    )
