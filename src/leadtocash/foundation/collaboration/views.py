"""Comments, following, presence: pages and the small answers the scripts ask for."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leadtocash.foundation.collaboration import actions, following, mentions, presence, seeing
from leadtocash.foundation.collaboration.forms import CommentForm
from leadtocash.foundation.collaboration.models import Comment
from leadtocash.foundation.journal.meanwhile import saved_since
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash
from leadtocash.foundation.web.forms import submit


@require_POST
def comment(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Say something about a record one may see."""
    record = seeing.record_for(person_of(request), kind, record_id)
    form = CommentForm(request.POST, record=record)
    if form.is_valid():
        text = form.cleaned_data["text"]
        if submit(form, lambda: actions.comment(record, text, act=act_of(request))) is not None:
            return redirect(actions.comments_url(record))
    return _page(request, form, record)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct one's own comment."""
    found, record = comment_for(person_of(request), pk)
    actions.check_change(found, act=act_of(request))
    form = CommentForm(request.POST or None, record=record, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if submit(form, lambda: actions.change(found, text, record, act=act_of(request))) is not None:
            flash(request, _("Saved."))
            return redirect(actions.comments_url(record))
    return _page(request, form, record)


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own comment back."""
    found, record = comment_for(person_of(request), pk)
    actions.withdraw(found, record, act=act_of(request))
    return redirect(actions.comments_url(record))


@require_GET
def people(request: HttpRequest, kind: str, record_id: int) -> JsonResponse:
    """Whom one can mention on a record: ?q= the beginning of a name."""
    person = person_of(request)
    record = seeing.record_for(person, kind, record_id)
    words = clean_line(request.GET.get("q", ""))[:40]
    return JsonResponse({"results": mentions.offered(words, record, asking=person)})


@require_POST
def follow(request: HttpRequest, kind: str, record_id: int) -> HttpResponse:
    """Follow a record, or (on=0) no longer; the latter also where one may not see it any more."""
    act = act_of(request)
    if request.POST.get("on") == "0":
        actions.unfollow(kind, record_id, act=act)
        flash(request, _("You do not follow this any more."))
        return redirect(_back(request))
    record = seeing.record_for(act.person, kind, record_id)
    actions.follow(record, act=act)
    flash(request, _("You follow this now: new states, comments and files are told to you."))
    return redirect(record.get_absolute_url())


@require_GET
def followed(request: HttpRequest) -> HttpResponse:
    """What I follow."""
    after = request.GET.get("after", "")
    start = int(after) if after.isdecimal() and len(after) < 7 else 0
    rows, more = following.followed(person_of(request), start)
    next_url = f"?after={start + len(rows)}" if more else ""
    return render(request, "collaboration/followed.html", {"rows": rows, "next_url": next_url})


@require_POST
def present(request: HttpRequest, kind: str, record_id: int) -> JsonResponse:
    """The form is open (still), or left: who else has it open, what was saved since it was opened."""
    act = act_of(request)
    if request.POST.get("left"):
        presence.leave(kind, record_id, act=act)
        return JsonResponse({})
    record = seeing.record_for(act.person, kind, record_id)
    presence.enter(record, act=act)
    seen = request.POST.get("revision", "")
    known = int(seen) if seen.isdecimal() and len(seen) < 10 else None
    saved = saved_since(record, known) if known is not None and hasattr(record, "revision") else ""
    others = [presence.sentence(one) for one in presence.others(record, act=act)]
    return JsonResponse({"others": others, "saved": saved})


def comment_for(person: Any, pk: int) -> tuple[Comment, Any]:
    """A comment and its record, if this person may see the record, else 404."""
    found = Comment.objects.select_related("by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found, seeing.record_for(person, found.kind, found.record_id)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    inside = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if inside else reverse("collaboration:followed")


def _page(request: HttpRequest, form: CommentForm, record: Any) -> HttpResponse:
    crumbs = [{"label": seeing.title_of(record), "url": record.get_absolute_url()}, {"label": _("Comments")}]
    context = {"form": form, "title": _("Comments"), "cancel_url": actions.comments_url(record), "crumbs": crumbs}
    return render(request, "web/form.html", context, status=422 if form.is_bound else 200)
