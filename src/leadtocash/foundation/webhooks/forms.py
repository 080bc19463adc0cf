from __future__ import annotations

from typing import Any, cast

from django import forms
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.journal.verbs import verbs
from leadtocash.foundation.kernel.text import without_holes
from leadtocash.foundation.web.forms import DayField, Form, LineField
from leadtocash.foundation.webhooks import kinds
from leadtocash.foundation.webhooks.models import WebhookEndpoint


class EndpointForm(Form):
    name = LineField(label=_("name"), max_length=60)
    url = LineField(
        label=_("address"), max_length=500, help_text=_("https, outside the own network"),
        widget=forms.URLInput(attrs={"data-span": "2"}),
    )  # fmt: skip
    person = forms.ModelChoiceField(
        label=_("sees what may be seen by"), queryset=User.objects.filter(is_active=True).order_by("name", "pk"),
        help_text=_("Of records this person may not see nothing is told."),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("in use"), required=False, initial=True)
    whole = forms.MultipleChoiceField(
        label=_("All that happens in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    single = forms.MultipleChoiceField(
        label=_("Single events"), required=False, widget=forms.SelectMultiple(attrs={"data-search": ""})
    )

    def __init__(self, data: Any, endpoint: WebhookEndpoint | None = None) -> None:
        start: dict[str, Any] = {}
        if endpoint is not None:
            start = {name: getattr(endpoint, name) for name in ("name", "url", "person", "is_active")}
            start["whole"] = start["single"] = endpoint.events
        super().__init__(data, initial=start)
        whole = [(area + kinds.ALL, apps.get_app_config(area).verbose_name) for area in kinds.areas()]
        cast(forms.MultipleChoiceField, self.fields["whole"]).choices = whole
        single = [(code, f"{without_holes(verbs.get(code).label)} ({code})") for code in kinds.codes()]
        cast(forms.MultipleChoiceField, self.fields["single"]).choices = single

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        given["events"] = [*given.pop("whole"), *given.pop("single")]
        return given


class ReplayForm(Form):
    start = DayField(label=_("from day"))
    end = DayField(label=_("to day"))
    only_failed = forms.BooleanField(label=_("only what failed"), required=False, initial=True)
