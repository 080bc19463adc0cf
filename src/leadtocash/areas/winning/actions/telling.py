"""Whom we tell when somebody of a buying centre leaves (OPP-5)."""

from __future__ import annotations

from leadtocash.areas.winning import events, queries
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.notices.sending import notify


def tell_left(contact_id: int, *, act: Act) -> None:
    """Tell the account managers of the open deals on whose maps a person stood that he has left his company."""
    for one in queries.open_maps_of(contact_id):
        deal = one.opportunity
        notify(
            [deal.owner], events.KEY_PERSON_LEFT, act=act, key=f"winning.left.{one.pk}", about=deal,
            url=f"{deal.get_absolute_url()}?tab=stakeholders", name=one.contact.name, number=deal.number,
        )  # fmt: skip
