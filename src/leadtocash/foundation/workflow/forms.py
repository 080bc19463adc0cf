"""Forms of the pages of work."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.web.forms import Form
from leadtocash.foundation.web.picking import PickField


class TransferForm(Form):
    to = PickField(User.objects.filter(is_active=True), source="workflow:people", label=_("To whom"))
    comment = forms.CharField(label=_("Comment"), required=False, max_length=2000, widget=forms.Textarea)


class CommentForm(Form):
    comment = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea)
