"""A list's export: a small one is the answer itself, a large one is asked for and then written by the worker."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from leadtocash.foundation.exports import actions
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.web.acting import act_of
from leadtocash.foundation.web.lists.export import Table
from leadtocash.foundation.web.lists.page import capped_count, lists
from leadtocash.foundation.web.lists.rendering import Asked, asked, at_once

_SALT = "exports"
_GOOD_FOR = 86_400


class Exporter:
    """What the lists call (`web.lists.export.exporters`)."""

    def answer(self, request: HttpRequest, one: Asked, form: str) -> HttpResponseBase:
        """The file, or the page that asks whether the worker shall write it."""
        rows, more = capped_count(one.found, actions.AT_ONCE)
        if more:
            return redirect(f"{reverse('exports:new')}?{urlencode({'what': sealed(one, form, request.path)})}")
        actions.at_once(one, form, rows, act=act_of(request))
        return at_once(one, form)

    def note(self, request: HttpRequest, table: Table, form: str) -> None:
        actions.note_table(table, form, request.GET.urlencode(), act=act_of(request))

    def begin(self, one: Asked, form: str, *, act: Act) -> str:
        run = actions.begin(one, form, act=act)
        return reverse("exports-api:export", args=[run.pk])


def sealed(one: Asked, form: str, at: str) -> str:
    """What was asked of a list its person could open, so that nobody asks for a list he cannot."""
    query = urlencode({k: v for k, v in one.params.items() if k not in ("export", "cursor")})
    return signing.dumps([one.person.pk, one.page.name, query, form, at], salt=_SALT, compress=True)


def unsealed(text: str, person: Any) -> tuple[Asked, str, str] | None:
    """The list as asked, the form and where the list stands; None for what was not made for this person today."""
    try:
        owner, name, query, form, at = signing.loads(text, salt=_SALT, max_age=_GOOD_FOR)
    except signing.BadSignature:
        return None
    page = lists.get(name)
    if owner != person.pk or page is None:
        return None
    return asked(page, dict(parse_qsl(query)), person, by_default=False), form, f"{at}?{query}"
