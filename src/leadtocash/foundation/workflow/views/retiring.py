"""Retire a process and take it into use again, each with the reason."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.workflow import actions, forms
from leadtocash.foundation.workflow.definitions import newest
from leadtocash.foundation.workflow.models import ProcessDefinition
from leadtocash.foundation.workflow.permissions import ADMINISTER
from leadtocash.foundation.workflow.views.dialogs import Dialog, ask, bound


@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, key: str) -> HttpResponse:
    definition = _definition(request, key)

    def do(given: dict[str, Any]) -> str:
        actions.retire(key, reason=given["reason"], act=act_of(request))
        flash(request, _("Retired: %(process)s") % {"process": definition.label})
        return definition.get_absolute_url()

    note = _("Nobody can start it any more; what runs goes on in its version. It can be taken into use again.")
    dialog = _about(definition, _("Retire"), "retire", note=note, danger=True)
    return ask(request, forms.ReasonForm(bound(request)), dialog, do)


@require_http_methods(["GET", "POST"])
def reinstate(request: HttpRequest, key: str) -> HttpResponse:
    definition = _definition(request, key)

    def do(given: dict[str, Any]) -> str:
        actions.reinstate(key, reason=given["reason"], act=act_of(request))
        flash(request, _("In use again: %(process)s") % {"process": definition.label})
        return definition.get_absolute_url()

    return ask(request, forms.ReasonForm(bound(request)), _about(definition, _("Take into use again"), "reinstate"), do)


def _definition(request: HttpRequest, key: str) -> ProcessDefinition:
    require(person_of(request), ADMINISTER)
    found = newest(key)
    if found is None:
        raise Http404
    return found


def _about(definition: ProcessDefinition, title: str, name: str, **more: Any) -> Dialog:
    return Dialog(title=title, url=reverse(f"workflow:{name}", args=[definition.key]), about=definition.label, **more)
