"""The dossier of a target customer, written as a whole (CRM-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.customers import events, permissions
from leadtocash.areas.customers.models import Customer, Dossier, ProductInUse, Shareholder
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Stale
from leadtocash.foundation.kernel.models import lock

MOST_ROWS = 100
Rows = Sequence[Mapping[str, Any]]


@transaction.atomic
def save_dossier(
    customer: Customer,
    values: Mapping[str, Any],
    *,
    act: Act,
    shareholders: Rows | None = None,
    products: Rows | None = None,
    revision: int | None = None,
) -> Dossier:
    """Write the dossier's sections; with `shareholders` and `products`, they take the place of those before.

    Raises ValidationError at the section, at `shareholders` or `products`; Stale when somebody else wrote meanwhile;
    NotAllowed.
    """
    customer = lock(customer)
    require(act.person, permissions.EDIT, customer)
    stored = Dossier.objects.filter(customer=customer).first()
    if stored is None and revision:
        raise Stale(_("Somebody changed this record meanwhile. Look at the new state, then act again."))
    dossier = lock(stored, revision=revision) if stored else Dossier(customer=customer)
    for name, value in values.items():
        setattr(dossier, name, (value or "").strip())
    recording.save(dossier, events.DOSSIER_SAVED, act=act)
    _replace(dossier, Shareholder, shareholders, "shareholders", events.SHAREHOLDERS, act=act)
    _replace(dossier, ProductInUse, products, "products", events.PRODUCTS_IN_USE, act=act)
    recording.write(customer, events.DOSSIER_SAVED, act=act)
    return dossier


def _replace(dossier: Dossier, model: Any, rows: Rows | None, name: str, verb: str, *, act: Act) -> None:
    """Put these rows in the place of those before; journalled when that changes something."""
    if rows is None:
        return
    if len(rows) > MOST_ROWS:
        raise ValidationError({name: _("At most %(most)s rows.") % {"most": MOST_ROWS}})
    made = [model(dossier=dossier, **row) for row in rows]
    for one in made:
        try:
            one.clean_fields(exclude=["dossier"])
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from None
    stored = model.objects.filter(dossier=dossier)
    before, after = ("; ".join(map(str, several)) or "-" for several in (stored, made))
    stored.delete()
    model.objects.bulk_create(made)
    if before != after:
        recording.write(dossier, verb, act=act, data={"before": before, "after": after})
