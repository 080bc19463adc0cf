"""Which opportunities; joins for pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, Count, DecimalField, F, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext as _

from leadtocash.areas.customers.knowledge import Known
from leadtocash.areas.customers.models import Contact
from leadtocash.areas.market.models import Competitor
from leadtocash.areas.opportunities import limits, shapes
from leadtocash.areas.opportunities.models import (
    Criterion,
    DealRival,
    Opportunity,
    OpportunityLine,
    SalesMethod,
    Stage,
    StageTask,
    TaskDone,
    Waiver,
)
from leadtocash.areas.products.models import Product
from leadtocash.foundation.accounts.models import Role, User
from leadtocash.foundation.kernel.stamps import Kept
from leadtocash.foundation.packs.limits import number

KNOWN = 20  # open deals told of a customer
_PERCENT = Case(
    When(state=Opportunity.State.WON, then=Value(100)),
    When(state=Opportunity.State.LOST, then=Value(0)),
    default=F("stage__probability"),
    output_field=IntegerField(),
)
_COUNT = Stage.objects.filter(method=OuterRef("method")).order_by().values("method").annotate(n=Count("pk"))
_STAGES = Subquery(_COUNT.values("n"))
MONEY: DecimalField[Any, Any] = DecimalField(max_digits=18, decimal_places=2)
_CHANCE = Case(
    When(state=Opportunity.State.WON, then=Value(100)),
    When(state=Opportunity.State.LOST, then=Value(0)),
    default=Coalesce(F("learnt"), F("stage__probability")),
    output_field=IntegerField(),
)


def _weighted(percent: Case) -> Round:
    return Round(F("amount") * percent / Value(100), precision=2, output_field=MONEY)


class _Limit(Value):
    """A number the company sets itself, as it is when the rows are read."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [number(self.value)]


class _MonthsLater(models.Func):
    template = "(%(expressions)s))::date"
    arg_joiner = " + make_interval(months => "
    output_field = models.DateField()


_KEPT_UNTIL = Case(
    When(state=Opportunity.State.LOST, then=_MonthsLater("closed_on", _Limit(limits.KEPT))),
    output_field=models.DateField(),
)
_CATEGORY = Case(
    When(~Q(forecast=""), then=F("forecast")),
    When(stage__probability__gte=_Limit(limits.COMMIT), then=Value(Opportunity.Forecast.COMMIT)),
    When(stage__probability__gte=_Limit(limits.BEST), then=Value(Opportunity.Forecast.BEST)),
    default=Value(Opportunity.Forecast.PIPELINE),
    output_field=models.CharField(),
)
_REACHED = Case(When(state=Opportunity.State.WON, then=Value("won")), default=F("stage__phase"))
#: of each row: percent (of success) by the method and as learnt, yuan to the cent weighted by each, how many stages its
#: method has, what it counts to in the forecast, its step of the funnel, until when the records
#: of a lost one are kept (as `rules.kept_until`)
COMPUTED = {
    "percent": _PERCENT, "weighted": _weighted(_PERCENT), "stages": _STAGES, "chance": _CHANCE,
    "learnt_weighted": _weighted(_CHANCE), "category": _CATEGORY,
    "reached": _REACHED, "kept_until": _KEPT_UNTIL,
}  # fmt: skip
#: the steps of the funnel an opportunity can have reached, in order
REACHED = [*Stage.Phase.choices, (Opportunity.State.WON.value, Opportunity.State.WON.label)]


#: what a page shows beside a deal
BESIDE = ("customer", "owner", "department", "stage", "closed_for", "lost_to", "buyer_stage")


def seen(user: User) -> models.QuerySet[Any]:
    """Those this person may see, with what a page shows beside them."""
    return Opportunity.objects.visible_to(user).select_related(*BESIDE)


def listed(user: User) -> models.QuerySet[Any]:
    """The same, each with all of COMPUTED."""
    return seen(user).annotate(**COMPUTED)


def weighed(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """Each with `percent`, `weighted` and `learnt_weighted`."""
    return rows.annotate(**{name: COMPUTED[name] for name in ("percent", "weighted", "learnt_weighted")})


def category(forecast: str, probability: int) -> str:
    """What a deal counts to in the forecast: as its owner says, else by the probability in percent of its stage."""
    if forecast:
        return forecast
    if probability >= number(limits.COMMIT):
        return Opportunity.Forecast.COMMIT
    return Opportunity.Forecast.BEST if probability >= number(limits.BEST) else Opportunity.Forecast.PIPELINE


def with_everything() -> models.QuerySet[Any]:
    """For one record's page and API."""
    rows = Opportunity.objects.select_related(
        "customer", "owner", "department", "stage", "method", "closed_for", "lost_to", "buyer_stage"
    )
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


#: open ones that follow a version of their method which another one has replaced
OUTDATED = Q(
    state=Opportunity.State.OPEN, method__state=SalesMethod.State.RETIRED,
    method__code__in=SalesMethod.objects.filter(state=SalesMethod.State.IN_FORCE).values("code"),
)  # fmt: skip
#: open ones whose buyer is further on than we are, and those that stand further on than their buyer
BEHIND_BUYER = Q(
    state=Opportunity.State.OPEN, buyer_stage__isnull=False, buyer_stage__position__gt=F("stage__position")
)
AHEAD_OF_BUYER = Q(
    state=Opportunity.State.OPEN, buyer_stage__isnull=False, buyer_stage__position__lt=F("stage__position")
)
IN_FORCE = SalesMethod.State.IN_FORCE


_SAID = ("stages__criteria", "stages__tasks", "stages__papers")


def _read() -> list[SalesMethod]:
    rows = SalesMethod.objects.exclude(state=SalesMethod.State.DRAFT).order_by("-is_default", "code", "-version")
    return list(rows.prefetch_related(*_SAID))


#: every version of every method that is or was in force, with stages, criteria and tasks; nobody may change them
versions = Kept("sales_methods", _read)


def drawn(pk: int) -> SalesMethod | None:
    """Any version by id, drafts too, with all its stages say."""
    return SalesMethod.objects.filter(pk=pk).prefetch_related(*_SAID).first()


def in_force(code: str) -> SalesMethod | None:
    """The version of a method that is in force."""
    return next((method for method in methods() if method.code == code), None)


def draft_of(method: SalesMethod) -> SalesMethod | None:
    """The draft of this method's next version."""
    return SalesMethod.objects.filter(code=method.code, state=SalesMethod.State.DRAFT).first()


def in_use() -> models.QuerySet[Any]:
    """The versions in force."""
    return SalesMethod.objects.filter(state=SalesMethod.State.IN_FORCE)


def offered() -> models.QuerySet[Any]:
    """The stages of versions in force."""
    return Stage.objects.filter(method__state=SalesMethod.State.IN_FORCE).select_related("method")


def flaws_of(method: SalesMethod) -> list[shapes.Flaw]:
    """What is wrong with a version, and what one should look at."""
    found = drawn(method.pk) or method
    roles = set(Role.objects.values_list("code", flat=True))
    return shapes.flaws(shapes.values_of(found), roles=roles)


_FOLLOWING = Opportunity.objects.filter(method=OuterRef("pk"), state=Opportunity.State.OPEN).order_by()
_OWN_STAGES = Stage.objects.filter(method=OuterRef("pk")).order_by().values("method").annotate(n=Count("pk"))
#: of each version: how many stages it has, how many open deals follow it
METHOD_COMPUTED = {
    "stages_count": Subquery(_OWN_STAGES.values("n")),
    "followers": Subquery(_FOLLOWING.values("method").annotate(n=Count("pk")).values("n")),
}


def listed_methods(user: User) -> models.QuerySet[Any]:
    """Every version this person may see."""
    return SalesMethod.objects.visible_to(user)


def followers_of(method: SalesMethod) -> int:
    """How many open deals follow this version."""
    return Opportunity.objects.filter(method=method, state=Opportunity.State.OPEN).count()


def methods() -> list[SalesMethod]:
    """The methods in force, the default one first."""
    return [method for method in versions() if method.state == IN_FORCE]


def stages_of(method_id: int) -> list[Stage]:
    """The stages of a version of a method, in order."""
    return next(list(method.stages.all()) for method in versions() if method.pk == method_id)


def lanes(code: str) -> list[tuple[Stage, list[int]]]:
    """The stages of a method in force, each with the ids of its namesakes in all versions."""
    named: dict[str, list[int]] = defaultdict(list)
    shown: list[Stage] = []
    for method in versions():
        if method.code == code:
            stages = list(method.stages.all())
            shown = stages if method.state == IN_FORCE else shown
            for stage in stages:
                named[stage.name].append(stage.pk)
    return [(stage, named[stage.name]) for stage in shown]


def own_stage(opportunity: Opportunity, wanted: Stage) -> Stage:
    """The stage meant by one of another version of the deal's own method: its namesake; any other as it is."""
    if wanted.method.code != opportunity.method.code:
        return wanted
    return namesake(wanted, opportunity.method) or wanted


def namesake(stage: Stage, method: SalesMethod) -> Stage | None:
    """The stage of the same name in another version of its method, else the one with the same buyer's step."""
    stages = stages_of(method.pk) if method.code == stage.method.code else []
    alike = [one for one in stages if one.buyer_step and one.buyer_step == stage.buyer_step]
    return next((one for one in stages if one.name == stage.name), next(iter(alike), None))


def stages_by_method(own: SalesMethod | None = None) -> list[tuple[str, list[tuple[int, str]]]]:
    """Stages for a select, grouped by method in force, the default one first; `own` is offered even when replaced."""
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for method in versions():
        if method.state == IN_FORCE or method == own:
            group = str(method) if method.state == IN_FORCE else f"{method} ({method.version})"
            groups[group] += [(stage.pk, f"{stage} {stage.probability}%") for stage in method.stages.all()]
    return list(groups.items())


def first_stage(method: SalesMethod | None = None) -> Stage:
    """The first stage of a method, of the default one unless given. LookupError when none is shipped."""
    meant = method or next((one for one in methods() if one.is_default), None)
    stage = next(iter(stages_of(meant.pk)), None) if meant is not None else None
    if stage is None:
        raise LookupError("no sales method with stages; run: leadtocash migrate")
    return stage


def stage(pk: int) -> Stage | None:
    """A stage by id."""
    return next((stage for method in versions() for stage in method.stages.all() if stage.pk == pk), None)


def role_name(code: str) -> str:
    """What a role is called; its code where the company has none such."""
    return str(Role.objects.filter(code=code).first() or code)


def role_names() -> dict[str, str]:
    """What the company's roles are called, by code, in their order."""
    return {role.code: str(role) for role in Role.objects.all()}


def neighbours(opportunity: Opportunity) -> tuple[list[Stage], Stage | None, Stage | None]:
    """All stages of its method, the one before and the one after the present one."""
    stages = stages_of(opportunity.method_id)
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


def decided_against(competitor: Competitor, user: User) -> models.QuerySet[Any]:
    """Decided deals a competitor was in, as far as this person may see them; latest first."""
    among = DealRival.objects.filter(competitor=competitor).values("opportunity")
    return seen(user).exclude(state=Opportunity.State.OPEN).filter(pk__in=among).order_by("-closed_on", "-pk")


def record_against(competitor: Competitor, user: User) -> list[dict[str, Any]]:
    """How the deals against a competitor ended, by outcome and reason: {state, got_it, closed_for id, n, amount in
    yuan}; got_it tells whether the competitor got it."""
    rows = decided_against(competitor, user).order_by().select_related(None)
    got_it = Case(When(lost_to=competitor.pk, then=1), default=0, output_field=IntegerField())
    return list(rows.values("state", "closed_for", got_it=got_it).annotate(n=Count("pk"), amount=Sum("amount")))


def known_of(customer: Any, user: User) -> Iterator[Known]:
    """What open opportunities say of a customer's need, budget and timetable, for a change of its status (CRM-3)."""
    for deal in of_customer(customer, user).filter(state=Opportunity.State.OPEN)[:KNOWN]:
        day = deal.expected_close_on.isoformat() if deal.expected_close_on else _("no date")
        said = {"stage": deal.stage, "amount": f"{deal.amount:,.2f}", "day": day}
        text = _("%(stage)s · %(amount)s yuan · signing %(day)s") % said
        yield Known(title=str(deal), text=text, href=deal.get_absolute_url())


def with_open_deals(ids: Collection[int]) -> set[int]:
    """Those of these customers with whom a deal is open."""
    rows = Opportunity.objects.filter(customer__in=ids, state=Opportunity.State.OPEN)
    return set(rows.order_by().values_list("customer_id", flat=True).distinct())


def pickable(user: User, words: str = "") -> models.QuerySet[Any]:
    """Opportunities one may choose, by a part of name or number; latest changed first."""
    rows = Opportunity.objects.visible_to(user).select_related("customer").order_by("-updated_at", "-pk")
    return rows.filter(Q(name__icontains=words) | Q(number__icontains=words)) if words else rows


def open_of(person: User) -> models.QuerySet[Any]:
    """A person's opportunities that are neither won nor lost."""
    return Opportunity.objects.filter(owner=person, state=Opportunity.State.OPEN).order_by("pk")


def contacts_of(opportunity: Opportunity, user: User) -> models.QuerySet[Any]:
    """The people at its customer, as far as this person may see them; the main contact first."""
    rows = Contact.objects.visible_to(user).filter(customer=opportunity.customer_id)
    return rows.order_by("-is_main", "name")


def waivers(user: User) -> models.QuerySet[Any]:
    """Waivers of the deals this person may see, ended ones too."""
    return Waiver.objects.visible_to(user).select_related("opportunity", "criterion__stage", "by")


def criterion_of(opportunity: Opportunity, pk: int) -> Criterion | None:
    """A criterion of its method by id."""
    asked = (one for stage in stages_of(opportunity.method_id) for one in stage.criteria.all())
    return next((one for one in asked if one.pk == pk), None)


def tasks_of(opportunity: Opportunity) -> list[tuple[StageTask, TaskDone | None]]:
    """The tasks of its method in order of the stages, each with how it was done."""
    done = {one.task_id: one for one in TaskDone.objects.filter(opportunity=opportunity).select_related("by")}
    stages = stages_of(opportunity.method_id)
    return [(task, done.get(task.pk)) for stage in stages for task in stage.tasks.all()]
