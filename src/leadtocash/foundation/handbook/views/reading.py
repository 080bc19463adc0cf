"""The handbook as everybody reads it: policies, a clause with its links and its life, the whole on paper."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from leadtocash.foundation.access.gate import allowed
from leadtocash.foundation.handbook import life, linking, permissions, queries, reading
from leadtocash.foundation.handbook.reading import ReadBook
from leadtocash.foundation.kernel import policy
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.printing.views.papers import pdf_response
from leadtocash.foundation.web.acting import person_of

MOST_HITS = 100


@require_GET
def handbook(request: HttpRequest) -> HttpResponse:
    """A policy with its chapters, the company's first one unless another is asked for; or the hits of a search."""
    books = reading.contents()
    words = clean_line(request.GET.get("search", ""))[:80]
    chosen = _chosen(books, request.GET.get("policy", ""))
    hits = reading.search(words) if words else []
    person = person_of(request)
    row = chosen.row if chosen else None
    context = {
        "books": books,
        "book": chosen,
        "search": words,
        "hits": hits[:MOST_HITS],
        "hit_count": len(hits),
        "may_change": allowed(person, permissions.CHANGE),
        "draft": queries.draft_of(row) if row and _may_edit(person) else None,
        "editions": row.editions.exclude(published_at=None).select_related("published_by") if row else [],
    }
    return render(request, "handbook/handbook.html", context)


@require_GET
def clause(request: HttpRequest, slug: str) -> HttpResponse:
    """One clause: its text, what cites it, how it lives. A dialog's fragment for htmx."""
    try:
        found = policy.by_slug(slug)
    except LookupError:
        raise Http404 from None
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        return render(request, "handbook/_quote.html", {"clause": found, "blocks": reading.blocks(found.text)})
    months = 3 if request.GET.get("months") == "3" else 12
    person, now = person_of(request), timezone.now()
    before, after = reading.neighbours(found)
    context = {
        "clause": found,
        "blocks": reading.blocks(found.text),
        "chapter": reading.chapter_title(found.chapter),
        "before": before,
        "after": after,
        "below": reading.below(found),
        "links": linking.links_of(found, today=timezone.localdate(now)),
        "life": life.figures(found.id, months=months, at=now),
        "refused": life.refused_records(found.id, person, months=months, at=now),
        "names_shown": allowed(person, permissions.REFUSALS),
        "waived": life.waived(found.id, person, months=months, at=now),
        "spans": [{"months": span, "current": span == months} for span in life.SPANS],
        "edit_url": _edit_url(found.id, person),
    }
    return render(request, "handbook/clause.html", context)


@require_GET
def printed(request: HttpRequest) -> HttpResponse:
    """A policy, or one chapter of it, as PDF with its contents: ?policy=S0&chapter=S0 2.4. Without: all policies."""
    books = reading.contents()
    code, chapter = request.GET.get("policy", ""), request.GET.get("chapter", "")
    chosen = [book for book in books if book.policy == code] if code else books
    if chapter:
        for book in chosen:
            book.chapters = [one for one in book.chapters if one.id == chapter]
        chosen = [book for book in chosen if book.chapters]
    if not chosen:
        raise Http404
    context = {"books": chosen, "whole": not chapter, "today": timezone.localdate(), "number": code}
    name = " ".join(filter(None, (_("Policy handbook"), chapter or code)))
    return pdf_response("handbook/print.html", context, name=name, person=person_of(request))


@require_GET
def old_address(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Where the clauses stood before; links in old mails still lead there."""
    target = reverse("handbook:clause", args=[slug]) if slug else reverse("handbook:handbook")
    return HttpResponseRedirect(target)


def _chosen(books: list[ReadBook], code: str) -> ReadBook | None:
    return next((book for book in books if book.policy == code), books[0] if books else None)


def _may_edit(person: Any) -> bool:
    return allowed(person, permissions.CHANGE) or allowed(person, permissions.PUBLISH)


def _edit_url(clause_id: str, person: Any) -> str:
    """Where this clause is changed: in the open draft, or by beginning one. Nothing for those who may not."""
    if not allowed(person, permissions.CHANGE):
        return ""
    row = queries.clause_in_force(clause_id)
    if row is None:
        return ""
    draft = queries.draft_of(row.edition.book)
    if draft is None:
        return reverse("handbook:new-edition", args=[row.edition.book.policy])
    same = draft.clauses.filter(ref=clause_id).first()
    return reverse("handbook:edit-clause", args=[same.pk]) if same else draft.get_absolute_url()
