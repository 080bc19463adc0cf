"""The assignment rules on their page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.areas.customers import permissions
from leadtocash.areas.customers.actions import assignment as actions
from leadtocash.areas.customers.forms import RuleForm
from leadtocash.areas.customers.models import AssignmentRule
from leadtocash.areas.customers.queries import assigning as queries
from leadtocash.areas.customers.views.forms import form_page
from leadtocash.foundation.access.gate import require
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """All rules in their order."""
    require(person_of(request), permissions.RULES)
    title = _("Assignment rules")
    crumbs = [{"label": _("Customers"), "url": reverse("customers:list")}, {"label": title}]
    return render(request, "customers/rules.html", {"title": title, "rules": queries.all_rules(), "crumbs": crumbs})


@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new rule, or change one."""
    require(person_of(request), permissions.RULES)
    stored = get_object_or_404(queries.all_rules(), pk=pk) if pk else None
    form = RuleForm(request.POST or None, instance=stored)
    if request.method == "POST" and form.is_valid():
        values, act = form.cleaned_data, act_of(request)
        if submit(form, lambda: actions.save_rule(values, act=act, rule=stored, revision=form.revision)) is not None:
            flash(request, _("Saved."))
            return redirect("customers:rules")
    back = reverse("customers:rules")
    title = _("Change the assignment rule") if stored else _("New assignment rule")
    return form_page(request, form, title=title, back=back, above=(_("Assignment rules"), back))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rule away."""
    stored = AssignmentRule.objects.filter(pk=pk).first()
    if stored is None:
        raise Http404
    actions.remove_rule(stored, act=act_of(request))
    flash(request, _("Taken away."))
    return redirect("customers:rules")
