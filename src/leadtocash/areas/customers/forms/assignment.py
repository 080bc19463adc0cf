from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from leadtocash.areas.customers.models import AssignmentRule
from leadtocash.foundation.accounts.models import Department, User
from leadtocash.foundation.web.forms import Group, LineField, ModelForm, NumberField
from leadtocash.foundation.web.picking import PickField


class RuleForm(ModelForm):
    position = NumberField(
        label=_("order"), min_value=1, max_value=9999, help_text=_("The first rule that fits counts.")
    )
    places = LineField(label=_("places"), max_length=400, required=False, help_text=_("Words; empty: everywhere."))
    industries = LineField(
        label=_("industries"), max_length=400, required=False, help_text=_("Words; empty: every one.")
    )
    department = PickField(
        Department.objects.filter(is_active=True), label=_("department"), source="accounts.department"
    )
    owner = PickField(
        User.objects.filter(is_active=True), label=_("account manager"), source="accounts.user", required=False,
        help_text=_("Only where it goes to one account manager."),
    )  # fmt: skip

    layout = [
        Group(_("Which customers"), ["position", "places", "industries"]),
        Group(_("To whom"), ["to", "department", "owner", "is_active"]),
    ]

    class Meta:
        model = AssignmentRule
        fields = ["position", "places", "industries", "to", "department", "owner", "is_active"]
