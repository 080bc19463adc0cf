"""Which opportunities; joins for pages."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, Count, DecimalField, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Round

from leadtocash.areas.opportunities import limits
from leadtocash.areas.opportunities.models import Opportunity, OpportunityLine, SalesMethod, Stage
from leadtocash.areas.products.models import Product
from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.stamps import Kept
from leadtocash.foundation.packs.limits import number

_PERCENT = Case(
    When(state=Opportunity.State.WON, then=Value(100)),
    When(state=Opportunity.State.LOST, then=Value(0)),
    default=F("stage__probability"),
    output_field=IntegerField(),
)
_COUNT = Stage.objects.filter(method=OuterRef("method")).order_by().values("method").annotate(n=Count("pk"))
_STAGES = Subquery(_COUNT.values("n"))
MONEY: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=2)
_WEIGHTED = Round(F("amount") * _PERCENT / Value(100), precision=2, output_field=MONEY)
#: of each row of the list: percent (of success), yuan to the cent, how many stages its method has
COMPUTED = {"percent": _PERCENT, "weighted": _WEIGHTED, "stages": _STAGES}


def seen(user: User) -> models.QuerySet[Any]:
    """Those this person may see, with what a page shows beside them."""
    return Opportunity.objects.visible_to(user).select_related("customer", "owner", "department", "stage")


def listed(user: User) -> models.QuerySet[Any]:
    """The same, each with all of COMPUTED."""
    return seen(user).annotate(**COMPUTED)


def weighed(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Each with `percent` and `weighted`."""
    return rows.annotate(percent=_PERCENT, weighted=_WEIGHTED)


def with_everything() -> models.QuerySet[Any]:
    """For one record's page and API."""
    rows = Opportunity.objects.select_related("customer", "owner", "department", "stage", "method")
    return rows.prefetch_related("lines__product")


def still_open(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.filter(state=Opportunity.State.OPEN)


def to_sign_this_quarter(rows: models.QuerySet[Any], today: date) -> models.QuerySet[Any]:
    """Open ones whose signing is expected before this quarter ends (those overdue are among them)."""
    last_month = (today.month - 1) // 3 * 3 + 3
    after = date(today.year + last_month // 12, last_month % 12 + 1, 1)
    return still_open(rows).filter(expected_close_on__lt=after)


def stalled(rows: models.QuerySet[Any], today: date) -> models.QuerySet[Any]:
    """Open ones that have been in their stage for as many days as the company allows, or longer."""
    return still_open(rows).filter(stage_since__lte=today - timedelta(days=number(limits.STALLED)))


def without_next_step(rows: models.QuerySet[Any], today: date) -> models.QuerySet[Any]:
    """Open ones where nothing is planned, or the planned day has passed."""
    return still_open(rows).filter(Q(next_step="") | Q(next_step_on__lt=today))


def overdue(rows: models.QuerySet[Any], today: date) -> models.QuerySet[Any]:
    """Open ones whose expected signing has passed."""
    return still_open(rows).filter(expected_close_on__lt=today)


def _read() -> list[SalesMethod]:
    return list(SalesMethod.objects.prefetch_related("stages").order_by("-is_default", "pk"))


#: all methods with their stages, the default one first; nobody may change them
methods = Kept("sales_methods", _read)


def stages_by_method() -> list[tuple[str, list[tuple[int, str]]]]:
    """Stages for a select, grouped by method, the default method first."""
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for method in methods():
        groups[str(method)] += [(stage.pk, f"{stage} {stage.probability}%") for stage in method.stages.all()]
    return list(groups.items())


def first_stage(method: SalesMethod | None = None) -> Stage:
    """The first stage of a method, of the default one unless given. LookupError when none is shipped."""
    rows = Stage.objects.filter(method=method) if method else Stage.objects.filter(method__is_default=True)
    stage = rows.select_related("method").order_by("position").first()
    if stage is None:
        raise LookupError("no sales method with stages; run: leadtocash migrate")
    return stage


def stage(pk: int) -> Stage | None:
    """A stage by id."""
    return Stage.objects.filter(pk=pk).select_related("method").first()


def neighbours(opportunity: Opportunity) -> tuple[list[Stage], Stage | None, Stage | None]:
    """All stages of its method, the one before and the one after the present one."""
    stages = next(list(method.stages.all()) for method in methods() if method.pk == opportunity.method_id)
    here = next(place for place, stage in enumerate(stages) if stage.pk == opportunity.stage_id)
    before = stages[here - 1] if here else None
    return stages, before, stages[here + 1] if here + 1 < len(stages) else None


def products_by_model(models_named: set[str], user: User) -> dict[str, Product]:
    """Products on sale by model, written as people write it: case does not matter."""
    wanted = {name.casefold() for name in models_named}
    rows = Product.objects.visible_to(user).filter(is_active=True)
    found = rows.annotate(key=models.functions.Lower("model")).filter(key__in=wanted)
    return {product.model.casefold(): product for product in found}


def lines_of(opportunity: Opportunity) -> list[OpportunityLine]:
    """Its lines in order, with products."""
    return list(opportunity.lines.select_related("product").order_by("position"))


def of_customer(customer: Any, user: User) -> models.QuerySet[Any]:
    """A customer's opportunities as far as this person may see them, open ones first."""
    return listed(user).filter(customer=customer).order_by("state", "-updated_at", "-pk")


def pickable(user: User, words: str = "") -> models.QuerySet[Any]:
    """Opportunities one may choose, by a part of name or number; latest changed first."""
    rows = Opportunity.objects.visible_to(user).select_related("customer").order_by("-updated_at", "-pk")
    return rows.filter(Q(name__icontains=words) | Q(number__icontains=words)) if words else rows


def open_of(person: User) -> models.QuerySet[Any]:
    """A person's opportunities that are neither won nor lost."""
    return Opportunity.objects.filter(owner=person, state=Opportunity.State.OPEN).order_by("pk")
