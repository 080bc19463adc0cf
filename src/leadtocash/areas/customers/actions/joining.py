"""What customers have once only, written together when they are merged: dossier and credit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from leadtocash.areas.customers import events, queries, rules
from leadtocash.areas.customers.models import CreditTerm, Customer, Dossier
from leadtocash.foundation.access.scoping import kind_of
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.references import references
from leadtocash.foundation.kernel.text import joined

LONGEST_REASON = 400


def check_dossiers(survivor: Customer, others: Sequence[Customer]) -> Iterator[Missing]:
    """Sections of their dossiers that together are longer than one may be: a person shortens them first."""
    found = queries.dossiers_of([survivor, *others])
    for name in rules.too_long(rules.joined_sections(found)):
        what = _("“%(section)s” of their dossiers is too long to be joined; shorten it in one of them.")
        yield Missing(
            what=what % {"section": Dossier.label_of(name)}, href=found[0].get_absolute_url(), do=_("Open the dossier")
        )


def join_dossiers(survivor: Customer, former: Sequence[Customer], act: Act) -> None:
    """The survivor's dossier says what theirs said, too, has their rows and files; theirs stay with them unchanged."""
    found = queries.dossiers_of([survivor, *former])
    others = [one for one in found if one.customer_id != survivor.pk]
    if not others:
        return
    own = next((one for one in found if one.customer_id == survivor.pk), None)
    kept = lock(own) if own is not None else Dossier(customer=survivor)
    for name, text in rules.joined_sections(found).items():
        setattr(kept, name, text)
    recording.save(kept, events.DOSSIER_SAVED, act=act)
    for name in ("shareholders", "products"):
        there = {str(row) for row in getattr(kept, name).all()}
        for row in (row for one in others for row in getattr(one, name).all()):
            if str(row) not in there:
                there.add(str(row))
                row.pk, row.dossier = None, kept
                row.save(force_insert=True)
    for reference in references.values():
        reference.move(kind_of(kept), [one.pk for one in others], kept.pk)


def keep_credit(survivor: Customer, former: Sequence[Customer], act: Act) -> None:
    """The credit that stands after a merger is the latest term, as after finance gave it."""
    latest = CreditTerm.objects.filter(customer=survivor).order_by("-pk").first()
    stands = {"rating": survivor.credit, "limit": survivor.credit_limit, "valid_until": survivor.credit_until}
    if latest is None or all(getattr(latest, name) == value for name, value in stands.items()):
        return
    titles = joined(one.name for one in former if one.pk != survivor.pk)
    reason = Truncator(_("Merged with %(titles)s") % {"titles": titles}).chars(LONGEST_REASON)
    recording.save(CreditTerm(customer=survivor, reason=reason, **stands), events.CREDIT_SET, act=act, reason=reason)
