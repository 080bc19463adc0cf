"""Pages of competitors and the prices seen of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from leadtocash.areas.market import actions, permissions
from leadtocash.areas.market.forms import CompetitorForm, PriceForm
from leadtocash.areas.market.models import Competitor, PriceSeen
from leadtocash.areas.market.tables import COMPETITORS, PRICES
from leadtocash.areas.market.views.pages import entered
from leadtocash.foundation.access.gate import allowed, fetch, require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.details import Tab, Verb, render_detail
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, COMPETITORS)


@require_GET
def prices(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, PRICES)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    competitor = fetch(Competitor, person, pk=pk)
    seen = list(competitor.prices.select_related("product").order_by("-seen_on", "-pk"))
    may_edit = allowed(person, permissions.EDIT, competitor)
    verbs = [
        Verb(label=_("Edit"), url=reverse("market:edit-competitor", args=[pk]), icon="pencil"),
        Verb(label=_("New price"), url=reverse("market:new-price", args=[pk]), icon="tag"),
    ]
    return render_detail(
        request,
        "web/detail.html",
        competitor,
        title=competitor.name,
        subtitle=competitor.short_name,
        crumbs=[{"label": _("Competitors"), "url": reverse("market:competitors")}, {"label": competitor.name}],
        facts=[
            {"label": _("Where they sell"), "value": competitor.region or "\u2014"},
            {"label": _("Website"), "value": competitor.website or "\u2014"},
        ],
        verbs=verbs if may_edit else [],
        tabs=[
            Tab(
                key="data", label=_("Data"), template="market/_texts.html",
                context=lambda: {"texts": _texts(competitor)},
            ),
            Tab(
                key="prices", label=_("Prices seen"), template="market/_prices.html", count=len(seen),
                context=lambda: {"prices": seen, "may_edit": may_edit},
            ),
        ],
    )  # fmt: skip


def _texts(competitor: Competitor) -> list[tuple[Any, str]]:
    return [
        (_("Their products"), competitor.products),
        (_("Strengths"), competitor.strengths),
        (_("Weaknesses"), competitor.weaknesses),
        (_("Background"), competitor.background),
    ]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    person = person_of(request)
    require(person, permissions.EDIT)
    form = CompetitorForm(request.POST or None, person=person)
    return _form(
        request, form, lambda: actions.create_competitor(form.cleaned_data, act=act_of(request)),
        title=_("New competitor"), back=reverse("market:competitors"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    competitor = fetch(Competitor, person, pk=pk)
    require(person, permissions.EDIT, competitor)
    form = CompetitorForm(request.POST or None, instance=competitor, person=person)

    def save() -> Competitor:
        return actions.change_competitor(competitor, form.cleaned_data, act=act_of(request), revision=form.revision)

    return _form(request, form, save, title=competitor.name, back=competitor.get_absolute_url())


@require_http_methods(["GET", "POST"])
def new_price(request: HttpRequest, pk: int) -> HttpResponse:
    person, act = person_of(request), act_of(request)
    competitor = fetch(Competitor, person, pk=pk)
    require(person, permissions.EDIT, competitor)
    form = PriceForm(request.POST or None, initial={"seen_on": act.today}, person=person)
    return _form(
        request, form, lambda: actions.add_price(competitor, form.cleaned_data, act=act), title=_("New price"),
        back=f"{competitor.get_absolute_url()}?tab=prices", subtitle=competitor.name,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def edit_price(request: HttpRequest, pk: int) -> HttpResponse:
    person = person_of(request)
    price = fetch(PriceSeen, person, PriceSeen.objects.select_related("competitor"), pk=pk)
    require(person, permissions.EDIT, price.competitor)
    form = PriceForm(request.POST or None, instance=price, person=person)

    def save() -> PriceSeen:
        return actions.change_price(price, form.cleaned_data, act=act_of(request), revision=form.revision)

    return _form(
        request, form, save, title=_("Price seen"), back=price.get_absolute_url(), subtitle=price.competitor.name
    )


def _form(request: HttpRequest, form: Any, save: Any, *, title: str, back: str, **context: Any) -> HttpResponse:
    return entered(
        request, form, save, title=title, back=back, noun=_("Competitors"), list_url="market:competitors", **context
    )
