"""Questions before an act: one form in a dialog over the page, or as a page of its own without scripts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import RuleError

LONGEST = 2000


@dataclass(frozen=True, kw_only=True)
class Dialog:
    """What a dialog asks: its title, the words on its button, what it is about, where it posts.

    phrases go into the field `comment` at a press; note is a sentence above the fields; more is for the template.
    """

    title: str
    url: str
    about: str = ""
    submit: str = ""
    note: str = ""
    danger: bool = False
    phrases: Sequence[str] = ()
    more: dict[str, Any] = field(default_factory=dict)


def ask(request: HttpRequest, form: BaseForm, dialog: Dialog, do: Callable[[dict[str, Any]], str]) -> HttpResponse:
    """Show the question; when it was answered well, act and go where `do` says."""
    if request.method == "POST" and form.is_valid():
        return redirect(do(form.cleaned_data))
    context = {"form": form, "dialog": dialog, "title": dialog.title, **dialog.more}
    template = "workflow/_dialog.html" if request.headers.get("HX-Request") else "workflow/dialog.html"
    return render(request, template, context, status=422 if form.errors else 200)


def bound(request: HttpRequest) -> Any:
    """What a form is bound to: the posted fields, or nothing when it is only shown."""
    return request.POST if request.method == "POST" else None


def checked_words(text: str) -> str:
    """A comment as typed, not longer than the journal should carry. Raises RuleError."""
    words = text.strip()
    if len(words) > LONGEST:
        raise RuleError(
            _("The comment has %(n)d signs; %(most)d are the most. Put the long text into a file and attach it.")
            % {"n": len(words), "most": LONGEST},
            code="comment_too_long",
        )
    return words
