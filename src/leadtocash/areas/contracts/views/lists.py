"""The list of contracts and the register of virtual ones."""

from __future__ import annotations

from django.db.models import Count, Min, Q, Sum
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from leadtocash.areas.contracts import permissions
from leadtocash.areas.contracts.tables import CONTRACTS, VIRTUAL
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.lists import render_list


@require_GET
def listing(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    return render_list(request, CONTRACTS)


@require_GET
def virtual(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Open virtual contracts; above the list their number, exposure, overdue ones and the oldest."""
    person = person_of(request)
    require(person, permissions.SEE_VIRTUAL)
    today = timezone.localdate()
    late = Q(expected_signing_on__lt=today)
    summary = VIRTUAL.rows(person).aggregate(
        count=Count("pk"),
        exposure=Sum("amount"),
        late=Count("pk", filter=late),
        late_exposure=Sum("amount", filter=late),
        oldest=Min("registered_at"),
    )
    return render_list(request, VIRTUAL, template="contracts/virtual.html", summary=summary)
