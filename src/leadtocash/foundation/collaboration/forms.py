from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.web.forms import Form


class CommentForm(Form):
    """The text; while one types "@" the page offers people."""

    text = forms.CharField(label=_("Comments"), required=False, widget=forms.Textarea(attrs={"rows": "3"}))

    def __init__(self, *args: Any, record: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = self.fields["text"].widget.attrs
        attrs["data-mentions"] = reverse("collaboration:people", args=[kind_of(record), record.pk])
        attrs["placeholder"] = _("Say something to everybody who sees this record; @ mentions somebody.")
        attrs["data-span"] = "3"
