"""Move running processes to another version: who can, who cannot and why; chosen ones with a reason."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.designer import actions, candidates, queries, steptable
from leadtocash.foundation.designer.permissions import MIGRATE
from leadtocash.foundation.kernel.errors import RuleError
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import Form
from leadtocash.foundation.workflow.definitions import graph_of
from leadtocash.foundation.workflow.graph import Graph
from leadtocash.foundation.workflow.models import ProcessDefinition, ProcessInstance

BEFORE = "map_"


class MigrationForm(Form):
    """Why they go on by another version."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2, "data-span": "3"})
    )


@require_http_methods(["GET", "POST"])
def migration(request: HttpRequest, key: str) -> HttpResponse:
    """The running processes of older versions."""
    require(person_of(request), MIGRATE)
    definition = queries.definition(key, request.GET.get("to", ""))
    by_hand = _by_hand(request)
    form = MigrationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _move(request, definition, by_hand, form.cleaned_data["reason"])
    found = candidates.preview(definition, by_hand=by_hand)
    context = {
        "title": _("Move running processes to V%(version)s") % {"version": definition.version},
        "crumbs": [
            {"label": definition.label, "url": definition.get_absolute_url()},
            {"label": _("Versions"), "url": reverse("designer:versions", args=[key])},
        ],
        "definition": definition,
        "can": [one for one in found if not one.why],
        "cannot": [one for one in found if one.why],
        "form": form,
        "gaps": _gaps(found, graph_of(definition.pk), by_hand),
    }
    return render(request, "designer/migration.html", context, status=422 if form.errors else 200)


def _move(request: HttpRequest, definition: ProcessDefinition, by_hand: dict[str, str], reason: str) -> HttpResponse:
    chosen = [int(pk) for pk in request.POST.getlist("instance") if pk.isdigit() and len(pk) < 18]
    rows = ProcessInstance.objects.filter(pk__in=chosen, process=definition.key).order_by("pk")
    if not rows:
        raise RuleError(_("Choose at least one process."), code="nothing_chosen")
    moved = actions.migrate_many(rows, definition, act=act_of(request), reason=reason, by_hand=by_hand)
    done = sum(not one.why for one in moved)
    flash(request, ngettext("%(n)d process moved.", "%(n)d processes moved.", done) % {"n": done})
    for one in moved:
        if one.why:
            flash(request, f"{one.instance.title}: {'; '.join(one.why)}", tone="wait")
    return redirect(f"{reverse('designer:migration', args=[definition.key])}?to={definition.version}")


def _by_hand(request: HttpRequest) -> dict[str, str]:
    given = request.POST if request.method == "POST" else request.GET
    return {name.removeprefix(BEFORE): str(given[name]) for name in given if name.startswith(BEFORE) and given[name]}


def _gaps(found: list[candidates.Candidate], new: Graph, by_hand: dict[str, str]) -> list[dict[str, object]]:
    """Steps of older versions that the new one does not have by the same id, with a menu of what stands for them."""
    menu = [pair for pair in steptable.targets(new) if new.nodes[pair[0]].waits]
    gaps: dict[str, str] = {}
    for pk in {one.instance.definition_id for one in found}:
        old = graph_of(pk)
        for name, node in old.nodes.items():
            if node.waits and (name not in new.nodes or new.nodes[name].kind != node.kind):
                gaps.setdefault(name, node.label)
    return [
        {"name": f"{BEFORE}{name}", "label": label, "menu": menu, "chosen": by_hand.get(name, "")}
        for name, label in gaps.items()
    ]
