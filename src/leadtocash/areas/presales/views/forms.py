"""The form page of the area."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.presales import queries
from leadtocash.areas.presales.models import PresalesProject
from leadtocash.foundation.access.gate import fetch, require
from leadtocash.foundation.web.acting import person_of
from leadtocash.foundation.web.forms import render_form, submit

T = TypeVar("T")


def form_page(
    request: HttpRequest, form: Any, *, title: str, project: PresalesProject | None = None, tab: str = "", **more: Any
) -> HttpResponse:
    """A form of a project; leaving it leads back to the tab it belongs to."""
    back = reverse("presales:list")
    under = [(_("Pre-sales projects"), back)]
    if project is not None:
        under.append((project.number, project.get_absolute_url()))
        back = at_tab(project, tab)
        more |= {"code": project.number, "subtitle": project.opportunity.name}
    return render_form(request, form, title=title, back=back, under=under, **more)


def sent(request: HttpRequest, form: Any, verb: Callable[[], T]) -> T | None:
    """What came of the form, None where it is only shown or something in it is wrong."""
    return submit(form, verb) if request.method == "POST" and form.is_valid() else None


def at_tab(project: PresalesProject, tab: str) -> str:
    """The address of a tab of the project's page."""
    url = project.get_absolute_url()
    return f"{url}?tab={tab}" if tab else url


def mine(request: HttpRequest, pk: int, permission: str) -> PresalesProject:
    """The project of the address, if this person may do it."""
    project = fetch(PresalesProject, person_of(request), queries.with_everything(), pk=pk)
    require(person_of(request), permission, project)
    return project
