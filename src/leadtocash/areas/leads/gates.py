"""What leads know at the gates of a sales method (OPP-4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from leadtocash.areas.leads.models import Answer, Lead
from leadtocash.areas.leads.rules import ASKED
from leadtocash.areas.opportunities.criteria import Check, Finding, checks
from leadtocash.areas.opportunities.models import Opportunity


def _man(deal: Opportunity, _details: Mapping[str, Any], _today: date) -> Finding:
    """The lead the deal came from has money, authority and need; of a deal that came from none nobody can tell."""
    lead = Lead.objects.filter(opportunity=deal).first() if deal.pk else None
    if lead is None or any(getattr(lead, name) != Answer.YES for name in ASKED):
        return Finding(met=False, known=False)
    notes = [note for name in ASKED if (note := getattr(lead, f"{name}_note"))]
    return Finding(met=True, told=" \u00b7 ".join([lead.number, *notes]))


checks.add("man", Check(label=gettext_lazy("Its lead has money, authority and need"), look=_man))
