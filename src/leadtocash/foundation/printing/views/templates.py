"""The administrator's pages of print templates."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal.timeline import timeline
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.printing import actions, engines, filters, permissions, queries
from leadtocash.foundation.printing.common import letterhead as head_of
from leadtocash.foundation.printing.forms import LetterheadForm, NewTemplateForm, ReasonForm, TemplateForm
from leadtocash.foundation.printing.models import PrintTemplate
from leadtocash.foundation.printing.papers import form_of, shipped
from leadtocash.foundation.printing.registry import Form
from leadtocash.foundation.printing.word import CONTENT_TYPE
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_GET
def forms(request: HttpRequest) -> HttpResponse:
    """Every form with what it is printed by."""
    guard(request)
    return render(request, "printing/forms.html", {"rows": queries.listed(), "head": head_of()})


@require_GET
def form(request: HttpRequest, code: str) -> HttpResponse:
    """One form: its own templates, the shipped layout, its placeholders."""
    guard(request)
    found = form_of(code)
    context = {
        "form": found, "rows": queries.templates_of(found), "placeholders": queries.placeholders(found),
        "source": shipped(found).source, "crumbs": crumbs(), "title": found.label,
        "default": next((row for row in queries.templates_of(found) if row.is_default), None),
        "examples": queries.examples(found, person_of(request)),
    }  # fmt: skip
    return render(request, "printing/form.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """A template from the shipped layout or from a Word file."""
    guard(request)
    found = form_of(code)
    asked = NewTemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and asked.is_valid():
        made = submit(asked, lambda: actions.add(code, act=act_of(request), **asked.values()))
        if made is not None:
            return redirect(made)
    context = {
        "form": asked, "title": _("New print template"), "subtitle": found.label, "submit_label": _("Make"),
        "cancel_url": reverse("printing:form", args=[code]), "crumbs": crumbs(found),
        "note": {"tone": "info", "text": _("Nothing is printed by it before it is published.")},
    }  # fmt: skip
    return render(request, "web/form.html", context, status=422 if asked.errors else 200)


@require_http_methods(["GET", "POST"])
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The editor: text, placeholders, preview; versions below."""
    guard(request)
    found = template_of(pk)
    asked = TemplateForm(request.POST or None, request.FILES or None, found)
    if request.method == "POST" and asked.is_valid():
        values, revision = asked.values(), asked.cleaned_data["revision"]
        done = submit(asked, lambda: actions.save_draft(found, values, act=act_of(request), revision=revision))
        if done is not None:
            flash(request, _("Draft saved; papers are printed as before until it is published."))
            return redirect(done)
    return render(
        request, "printing/template.html", _editor(request, found, asked), status=422 if asked.errors else 200
    )


def _editor(request: HttpRequest, found: PrintTemplate, asked: TemplateForm) -> dict[str, Any]:
    form, person = form_of(found.form), person_of(request)
    return {
        "found": found, "form": asked, "printed": form, "placeholders": queries.placeholders(form),
        "filters": filters.HELP, "parts": engines.PARTS, "faults": actions.faults_of(found),
        "examples": queries.examples(form, person), "versions": found.versions.select_related("by"),
        "entries": timeline(found, person, 50), "crumbs": crumbs(form), "publish_form": ReasonForm(),
    }  # fmt: skip


@require_POST
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the draft the next version."""
    asked = ReasonForm(request.POST)
    asked.is_valid()
    values = asked.cleaned_data
    done = actions.publish(
        template_of(pk), act=act_of(request), reason=values.get("reason", ""), default=values.get("default", False)
    )
    flash(request, _("Published as version %(number)s.") % {"number": done.published.number if done.published else 0})
    return redirect(done)


@require_POST
def restoration(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to an older version (number)."""
    number = request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 8:
        raise Http404
    done = actions.restore(template_of(pk), int(number), act=act_of(request), reason=request.POST.get("reason", ""))
    flash(request, _("Published as version %(number)s.") % {"number": done.published.number if done.published else 0})
    return redirect(done)


@require_POST
def choice(request: HttpRequest, code: str) -> HttpResponse:
    """What the form is printed by: a template's id, or nothing for the shipped layout."""
    wanted = request.POST.get("template", "")
    if wanted:
        found = template_of(int(wanted) if wanted.isdecimal() and len(wanted) < 18 else 0)
        if found.form != form_of(code).code:
            raise Http404
        actions.choose(found, act=act_of(request))
    else:
        actions.back_to_shipped(code, act=act_of(request))
    flash(request, _("The form is printed so from now on."))
    return redirect("printing:form", code)


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a template no longer."""
    done = actions.withdraw(template_of(pk), act=act_of(request))
    flash(request, _("Withdrawn; its versions are kept."))
    return redirect("printing:form", done.form)


@require_GET
def word_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The Word file of the draft."""
    guard(request)
    found = template_of(pk)
    if not found.is_word:
        raise Http404
    response = HttpResponse(bytes(found.file), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="template-{found.pk}.docx"'
    return response


@require_http_methods(["GET", "POST"])
def letterhead(request: HttpRequest) -> HttpResponse:
    """Name, lines and logo of all papers."""
    guard(request)
    head = head_of()
    asked = LetterheadForm(request.POST or None, request.FILES or None, head)
    if request.method == "POST" and asked.is_valid():
        values, revision = asked.cleaned_data, asked.cleaned_data["revision"]
        logo = asked.logo_given()
        done = submit(asked, lambda: actions.set_letterhead(values, act=act_of(request), logo=logo, revision=revision))
        if done is not None:
            flash(request, _("Saved."))
            return redirect("printing:forms")
    context = {
        "form": asked, "title": _("Letterhead"), "crumbs": crumbs(), "cancel_url": reverse("printing:forms"),
        "subtitle": _("at the head and foot of every paper"),
    }  # fmt: skip
    return render(request, "web/form.html", context, status=422 if asked.errors else 200)


@require_GET
def records(request: HttpRequest, code: str) -> JsonResponse:
    """Records to preview with, for the typed words."""
    guard(request)
    words = clean_line(request.GET.get("q", ""))[:60]
    found = queries.examples(form_of(code), person_of(request), words)
    return JsonResponse({"results": [{"value": str(pk), "text": name} for pk, name in found]})


def guard(request: HttpRequest) -> None:
    """Only for those who keep print templates."""
    require(person_of(request), permissions.TEMPLATES)


def template_of(pk: int) -> PrintTemplate:
    """The template of an address, else 404."""
    found = PrintTemplate.objects.filter(pk=pk).select_related("published").first()
    if found is None:
        raise Http404
    return found


def crumbs(form: Form | None = None) -> list[dict[str, str]]:
    """The way back."""
    found = [{"label": _("Print templates"), "url": reverse("printing:forms")}]
    return [*found, {"label": str(form.label), "url": reverse("printing:form", args=[form.code])}] if form else found
