"""Policy packs: what is shipped, export, dry run, taking over, history, comparison."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.packs import actions, comparing, permissions, shipped
from leadtocash.foundation.packs.folder import LARGEST, from_zip, to_zip
from leadtocash.foundation.packs.forms import UploadForm
from leadtocash.foundation.packs.models import PackImport
from leadtocash.foundation.packs.pack import Pack, read_pack
from leadtocash.foundation.packs.registry import parts
from leadtocash.foundation.web.acting import act_of, person_of
from leadtocash.foundation.web.flash import flash

SHOWN = 50


@require_GET
def packs(request: HttpRequest) -> HttpResponse:
    """The shipped packs, the company's own state, what was imported."""
    require(person_of(request), permissions.MANAGE)
    kept = PackImport.objects.defer("content").select_related("read_by", "applied_by")[:SHOWN]
    context = {
        "cards": cards(),
        "form": UploadForm(),
        "imports": [{"kept": one, "parts": _labels(one.outcome), "shipped": _is_shipped(one)} for one in kept],
        "parts": parts.values(),
    }
    return render(request, "packs/packs.html", context)


@require_GET
def shipped_pack(request: HttpRequest, name: str) -> HttpResponse:
    """One shipped pack with everything it holds."""
    require(person_of(request), permissions.MANAGE)
    pack = _shipped(name)
    special = {part: set(labels) for part, labels in shipped.special(name).items()}
    rows = [
        {
            "part": part,
            "items": [
                {"label": item.label, "special": item.label in special.get(part.name, ())}
                for item in pack.contents[part.name].items.values()
            ],
            "count": len(pack.contents[part.name].items),
            "special": len(special.get(part.name, ())),
        }
        for part in pack.parts
    ]
    context = {
        "title": pack.head.own("title"),
        "head": pack.head,
        "text": pack.head.own("text"),
        "source": pack.head.own("source"),
        "rows": rows,
        "crumbs": _crumbs(),
    }
    return render(request, "packs/shipped.html", context)


@require_GET
def shipped_file(request: HttpRequest, name: str) -> HttpResponse:
    require(person_of(request), permissions.MANAGE)
    pack = _shipped(name)
    return _zip(pack, f"{name}-{pack.head.version}")


@require_POST
def shipped_import(request: HttpRequest, name: str) -> HttpResponse:
    """A dry run of a shipped pack."""
    act = act_of(request)
    require(act.person, permissions.MANAGE)
    kept = actions.read_import(_shipped(name).files, origin=f"shipped:{name}", act=act)
    return redirect(kept)


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The company's present state as a zip."""
    act = act_of(request)
    pack = actions.company_pack(act=act)
    return _zip(pack, f"policy-pack-{act.today}")


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Read an uploaded zip; on to its dry run."""
    act = act_of(request)
    require(act.person, permissions.MANAGE)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        flash(request, _("Choose a zip file."), tone="late")
        return redirect("packs:packs")
    file = form.cleaned_data["file"]
    kept = actions.read_import(from_zip(file.read(LARGEST + 1)), origin=file.name, act=act)
    return redirect(kept)


@require_GET
def pack_import(request: HttpRequest, pk: int) -> HttpResponse:
    """The dry run; of one that was taken over what was done, and how it differs from today."""
    require(person_of(request), permissions.MANAGE)
    kept = _kept(pk)
    pack = read_pack(kept.files)
    reports = actions.dry_run(pack)
    context = {
        "kept": kept,
        "shipped": _is_shipped(kept),
        "head": pack.head,
        "title": str(kept),
        "text": pack.head.own("text"),
        "reports": reports,
        "nothing": not any(one.wanted or one.stopped for one in reports),
        "not_read": pack.not_read,
        "outcome": [{"label": parts.get(name).label if name in parts else name, **told}
                    for name, told in kept.outcome.items()],
        "crumbs": _crumbs(),
    }  # fmt: skip
    return render(request, "packs/import.html", context)


@require_POST
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over the chosen parts."""
    kept = actions.apply_import(
        _kept(pk), request.POST.getlist("part"), act=act_of(request), reason=request.POST.get("reason", "")
    )
    refused = sum("refused" in told for told in kept.outcome.values())
    done = sum(bool(told.get("done")) for told in kept.outcome.values())
    if refused:
        sentence = ngettext("%(n)d part was refused; see why.", "%(n)d parts were refused; see why.", refused)
        flash(request, sentence % {"n": refused}, tone="late")
    elif not done:
        flash(request, _("No changes: all of it is so already."), tone="info")
    else:
        flash(request, _("Taken over."))
    return redirect(kept)


@require_GET
def comparison(request: HttpRequest) -> HttpResponse:
    """Two packs side by side."""
    act = act_of(request)
    require(act.person, permissions.MANAGE)
    left = request.GET.get("left") or f"shipped:{shipped.DEFAULT}"
    right = request.GET.get("right") or actions.COMPANY
    one, other = comparing.chosen(left, act=act), comparing.chosen(right, act=act)
    context = {
        "choices": comparing.choices(),
        "left": left,
        "right": right,
        "reports": comparing.compared(one, other),
        "held_by_one": comparing.held_by_one(one, other),
        "crumbs": _crumbs(),
    }
    return render(request, "packs/comparison.html", context)


def cards() -> list[dict[str, Any]]:
    """The shipped packs as cards: title, source, text, what differs."""
    found = []
    for name in shipped.ORDER:
        head = shipped.head_of(name)
        special = [
            {"label": parts.get(part).label, "items": labels, "count": len(labels)}
            for part, labels in shipped.special(name).items()
        ]
        found.append({"name": name, "title": head.own("title"), "source": head.own("source"),
                      "text": head.own("text"), "special": special, "version": head.version})  # fmt: skip
    return found


def _labels(outcome: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"label": parts.get(name).label if name in parts else name, "refused": "refused" in told,
         "changed": bool(told.get("done"))}
        for name, told in outcome.items()
    ]  # fmt: skip


def _shipped(name: str) -> Pack:
    if name not in shipped.ORDER:
        raise Http404
    return shipped.shipped_pack(name)


def _is_shipped(kept: PackImport) -> bool:
    return kept.origin.startswith("shipped:")


def _kept(pk: int) -> PackImport:
    found = PackImport.objects.select_related("read_by", "applied_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("Policy packs"), "url": reverse("packs:packs")}]


def _zip(pack: Pack, name: str) -> HttpResponse:
    response = HttpResponse(to_zip(pack.files, pack.head.name), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response
