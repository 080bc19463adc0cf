"""Pages of the installed base."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.areas.after_sales import permissions, rules
from leadtocash.areas.after_sales.models import InstalledUnit
from leadtocash.areas.after_sales.tables import UNITS, warranty_tag
from leadtocash.areas.projects.models import Project
from leadtocash.areas.projects.queries.signoff import SCAN
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.accounts.people import with_role
from leadtocash.foundation.documents.actions import attachments_of
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.details import Tab, render_detail
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    require(person_of(request), permissions.VIEW)
    return render_list(request, UNITS)


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    person, today = person_of(request), timezone.localdate()
    rows = InstalledUnit.objects.select_related("customer", "project__owner", "project__contract", "product")
    unit = fetch(InstalledUnit, person, rows, pk=pk)
    state, label = warranty_tag(unit)
    who = rules.maintainer(unit.warranty_until, today)
    sees_project = Project.objects.visible_to(person).filter(pk=unit.project_id).exists()
    return render_detail(
        request,
        "after_sales/detail.html",
        unit,
        title=unit.serial,
        code=unit.serial,
        subtitle=unit.model,
        crumbs=[{"label": _("Installed base"), "url": reverse("after_sales:list")}, {"label": unit.serial}],
        tags=[{"state": state, "label": label}],
        facts=[
            {"label": _("Customer"), "value": unit.customer.name},
            {"label": _("Project code"), "value": unit.project.code},
            {"label": _("Warranty from"), "value": formats.full_date(unit.warranty_from)},
            {"label": _("Warranty until"), "value": formats.full_date(unit.warranty_until)},
            {"label": _("Account manager"), "value": unit.project.owner.name},
        ],
        maintainer=who,
        people=with_role(who.role)[:5],
        sees_project=sees_project,
        scans=attachments_of(unit.project, category=SCAN) if sees_project else [],
        side=[{"title": _("Who maintains"), "template": "after_sales/_maintainer.html"}],
        tabs=[Tab(key="data", label=_("Data"), template="after_sales/_data.html")],
    )
