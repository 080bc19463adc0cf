"""Drafts of the handbook: begun with a reason, changed clause by clause, compared, published by a second person."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.access.gate import allowed, require
from leadtocash.foundation.handbook import actions, citations, comparison, permissions, queries
from leadtocash.foundation.handbook.forms import ChapterForm, ClauseForm, NewChapterForm, NewClauseForm, ReasonForm
from leadtocash.foundation.handbook.models import Book, Chapter, Clause, HandbookEdition
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_http_methods(["GET", "POST"])
def new_edition(request: HttpRequest, policy: str) -> HttpResponse:
    """Begin the next edition of a policy: the reason comes first."""
    require(person_of(request), permissions.CHANGE)
    book = Book.objects.filter(policy=policy).first()
    if book is None:
        raise Http404
    if (draft := queries.draft_of(book)) and request.method == "GET":
        return redirect("handbook:edition", pk=draft.pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        made = submit(form, lambda: actions.draft_edition(book, reason=reason, act=act_of(request)))
        if made is not None:
            return redirect("handbook:edition", pk=made.pk)
    return _form(request, form, _("Change %(policy)s") % {"policy": book}, book.get_absolute_url(), book)


@require_GET
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """An edition with what it changes; a draft with its clauses to change. Drafts are seen by those who may write."""
    person = person_of(request)
    found = queries.edition(pk)
    may_change = allowed(person, permissions.CHANGE)
    if found is None or (found.is_draft and not may_change and not allowed(person, permissions.PUBLISH)):
        raise Http404
    context = {
        "edition": found,
        "before": queries.edition_before(found),
        "differences": comparison.told(found),
        "chapters": queries.chapters_of(found) if found.is_draft else [],
        "may_change": may_change and found.is_draft,
        "may_publish": found.is_draft and allowed(person, permissions.PUBLISH),
        "writers": list(found.writers.all()),
    }
    return render(request, "handbook/edition.html", context)


@require_http_methods(["GET", "POST"])
def edit_clause(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a clause of a draft."""
    require(person_of(request), permissions.CHANGE)
    found = _clause(pk)
    form = ClauseForm(request.POST if request.method == "POST" else None, clause=found)
    if request.method == "POST" and form.is_valid():
        saved = submit(form, lambda: actions.change_clause(found, form.cleaned_data, act=act_of(request)))
        if saved is not None:
            flash(request, _("Saved in the draft."))
            return redirect("handbook:edition", pk=found.edition_id)
    note = ""
    if found.ref in citations.everywhere(timezone.localdate()):
        note = _(
            "Rules or steps of the product cite this clause. New words do not change them: a limit is changed in the "
            "process or under limits, an approval in the authority table."
        )
    return _form(request, form, found.ref, found.edition.get_absolute_url(), found.edition.book, note=note)


@require_http_methods(["GET", "POST"])
def new_clause(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a clause to a chapter of a draft."""
    require(person_of(request), permissions.CHANGE)
    chapter = _chapter(pk)
    form = NewClauseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        saved = submit(form, lambda: actions.add_clause(chapter, form.cleaned_data, act=act_of(request)))
        if saved is not None:
            flash(request, _("Saved in the draft."))
            return redirect("handbook:edition", pk=chapter.edition_id)
    title = _("New clause in %(chapter)s") % {"chapter": chapter}
    return _form(request, form, title, chapter.edition.get_absolute_url(), chapter.edition.book)


@require_http_methods(["GET", "POST"])
def new_chapter(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a chapter at the end of a draft."""
    require(person_of(request), permissions.CHANGE)
    found = _edition(pk)
    form = NewChapterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        saved = submit(form, lambda: actions.add_chapter(found, form.cleaned_data, act=act_of(request)))
        if saved is not None:
            flash(request, _("Saved in the draft."))
            return redirect(found)
    return _form(request, form, _("New chapter"), found.get_absolute_url(), found.book)


@require_http_methods(["GET", "POST"])
def edit_chapter(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the titles of a chapter of a draft."""
    require(person_of(request), permissions.CHANGE)
    found = _chapter(pk)
    titles = {"title_zh": found.title_zh, "title_en": found.title_en}
    form = ChapterForm(request.POST if request.method == "POST" else None, initial=titles)
    if request.method == "POST" and form.is_valid():
        saved = submit(form, lambda: actions.change_chapter(found, form.cleaned_data, act=act_of(request)))
        if saved is not None:
            flash(request, _("Saved in the draft."))
            return redirect(found.edition)
    return _form(request, form, found.ref, found.edition.get_absolute_url(), found.edition.book)


@require_POST
def adoption(request: HttpRequest, policy: str) -> HttpResponse:
    """The company works by this policy from now on (own=1), or no longer."""
    require(person_of(request), permissions.CHANGE)
    book = Book.objects.filter(policy=policy).first()
    if book is None:
        raise Http404
    actions.adopt(book, own=request.POST.get("own") == "1", act=act_of(request))
    return redirect(book)


@require_POST
def clause_removal(request: HttpRequest, pk: int) -> HttpResponse:
    require(person_of(request), permissions.CHANGE)
    found = _clause(pk)
    actions.remove_clause(found, act=act_of(request))
    return redirect("handbook:edition", pk=found.edition_id)


@require_POST
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    require(person_of(request), permissions.PUBLISH)
    published = actions.publish_edition(_edition(pk), act=act_of(request))
    flash(request, _("Published: the new text counts from now on."))
    return redirect(published.book.get_absolute_url())


@require_POST
def discarding(request: HttpRequest, pk: int) -> HttpResponse:
    require(person_of(request), permissions.CHANGE)
    book = actions.discard_draft(_edition(pk), act=act_of(request))
    flash(request, _("The draft was discarded."))
    return redirect(book.get_absolute_url())


def _form(request: HttpRequest, form: Any, title: str, back: str, book: Book, note: str = "") -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "cancel_url": back,
        "note": {"tone": "wait", "text": note} if note else None,
        "crumbs": [
            {"label": _("Policy handbook"), "url": reverse("handbook:handbook")},
            {"label": str(book), "url": book.get_absolute_url()},
        ],
    }
    return render(request, "web/form.html", context, status=422 if form.errors else 200)


def _edition(pk: int) -> HandbookEdition:
    found = queries.edition(pk)
    if found is None:
        raise Http404
    return found


def _chapter(pk: int) -> Chapter:
    found = Chapter.objects.filter(pk=pk).select_related("edition__book").first()
    if found is None:
        raise Http404
    return found


def _clause(pk: int) -> Clause:
    found = Clause.objects.filter(pk=pk).select_related("edition__book", "chapter").first()
    if found is None:
        raise Http404
    return found
