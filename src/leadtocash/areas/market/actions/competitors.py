"""Competitors and the prices seen of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.areas.market import events, permissions, queries, rules
from leadtocash.areas.market.models import Competitor, PriceSeen
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line, name_core, name_key


@transaction.atomic
def create_competitor(values: Mapping[str, Any], *, act: Act) -> Competitor:
    """Enter a competitor. Raises ValidationError at the name when there is one of that name, NotAllowed."""
    require(act.person, permissions.EDIT)
    competitor = Competitor(**values)
    fold(competitor)
    _check_twin(competitor)
    return recording.save(competitor, events.COMPETITOR_ADDED, act=act)


@transaction.atomic
def change_competitor(
    competitor: Competitor, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> Competitor:
    """Change what is known of a competitor. Raises Stale when `revision` is no longer the current one."""
    competitor = lock(competitor, revision=revision)
    require(act.person, permissions.EDIT, competitor)
    for name, value in values.items():
        setattr(competitor, name, value)
    fold(competitor)
    _check_twin(competitor)
    return recording.save(competitor, events.COMPETITOR_CHANGED, act=act)


def _check_twin(competitor: Competitor) -> None:
    sentence = _("This competitor is there already.")
    rules.check_new_name(is_taken=queries.has_twin(competitor), sentence=sentence)


def fold(competitor: Competitor, others: Sequence[Competitor] = ()) -> None:
    """Write a competitor's name and its keys as they are stored; the same after a merger with others."""
    competitor.name = clean_line(competitor.name)
    competitor.short_name = clean_line(competitor.short_name)
    competitor.name_key, competitor.name_core = name_key(competitor.name), name_core(competitor.name)
    rules.check_name(competitor.name_key)


@transaction.atomic
def add_price(competitor: Competitor, values: Mapping[str, Any], *, act: Act) -> PriceSeen:
    """Keep what a competitor asked for something: yuan with tax per unit, the day, how we know."""
    competitor = lock(competitor)
    require(act.person, permissions.EDIT, competitor)
    return _store(PriceSeen(competitor=competitor, **values), events.PRICE_ADDED, act=act)


@transaction.atomic
def change_price(price: PriceSeen, values: Mapping[str, Any], *, act: Act, revision: int | None = None) -> PriceSeen:
    """Correct a price that was seen. Raises Stale when `revision` is no longer the current one."""
    competitor = lock(price.competitor)
    require(act.person, permissions.EDIT, competitor)
    price = lock(price, revision=revision)
    for name, value in values.items():
        setattr(price, name, value)
    return _store(price, events.PRICE_CHANGED, act=act)


def _store(price: PriceSeen, verb: str, *, act: Act) -> PriceSeen:
    price.what, price.source = clean_line(price.what), clean_line(price.source)
    rules.check_price(seen_on=price.seen_on, price=price.price, today=act.today)
    data = {"what": price.what, "price": f"{price.price:,.2f}"}
    recording.save(price, verb, act=act, data=data)
    recording.write(price.competitor, verb, act=act, data=data)
    return price
