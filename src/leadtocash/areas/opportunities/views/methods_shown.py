"""What the pages of sales methods show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from leadtocash.areas.opportunities import comparing, queries, shapes
from leadtocash.areas.opportunities.criteria import DOCUMENTS, checks
from leadtocash.areas.opportunities.models import Criterion, SalesMethod, Stage
from leadtocash.areas.opportunities.tables_methods import STATES, State
from leadtocash.foundation.kernel.errors import Missing
from leadtocash.foundation.web import formats
from leadtocash.foundation.web.details import Verb
from leadtocash.foundation.web.lists.places import places

TONES = {comparing.ADDED: "done", comparing.REMOVED: "late", comparing.CHANGED: "wait", comparing.SAME: "plain"}


def crumbs(method: SalesMethod | None) -> list[dict[str, Any]]:
    found = [{"label": _("Sales methods"), "url": reverse("opportunities:methods")}]
    return [*found, {"label": str(method), "url": method.get_absolute_url()}] if method is not None else found


def tags(method: SalesMethod) -> list[dict[str, Any]]:
    found = [{"state": STATES[State(method.state)], "label": method.get_state_display()}]
    return [*found, {"state": "plain", "label": _("New deals begin with it")}] if method.is_default else found


def facts(method: SalesMethod) -> list[dict[str, Any]]:
    """Version, stages, how many open deals follow it, when it was written."""
    return [
        {"label": _("Version"), "value": method.version},
        {"label": _("Stages"), "value": len(method.stages.all())},
        {"label": _("Open deals that follow it"), "value": queries.followers_of(method)},
        {"label": _("Changed"), "value": formats.full_date(method.updated_at)},
    ]


def _at(method: SalesMethod, name: str) -> str:
    return reverse(f"opportunities:method-{name}", args=[method.pk])


def verbs(method: SalesMethod, flaws: int) -> list[Verb]:
    """A draft is edited and put into force; of any other version the next one is drafted."""
    if method.state != State.DRAFT:
        return [Verb(label=_("Draft the next version"), url=_at(method, "draft"), post=True, primary=True)]
    return [
        Verb(label=_("Add a stage"), url=_at(method, "new-stage"), icon="plus"),
        Verb(label=_("Put in force"), url=_at(method, "force"), primary=True, missing=flaws),
    ]


def more(method: SalesMethod) -> list[Verb]:
    if method.state == State.DRAFT:
        ask = _("Throw the draft away?")
        return [
            Verb(label=_("Name and default"), url=_at(method, "edit"), icon="pencil"),
            Verb(label=_("Throw away"), url=_at(method, "dropping"), post=True, icon="trash", danger=True, confirm=ask),
        ]
    if method.state == State.RETIRED:
        return []
    held = int(method.is_default)
    return [Verb(label=_("Out of force"), url=_at(method, "retirement"), icon="archive", missing=held)]


def missing(method: SalesMethod, flaws: Sequence[shapes.Flaw]) -> list[Missing]:
    """What keeps a draft from coming into force, each with the page where it is mended."""
    return [
        Missing(what=_told(method, flaw), href=_mending(method, flaw), do=_("Mend it")) for flaw in flaws if flaw.blocks
    ]


def check(method: SalesMethod, flaws: Sequence[shapes.Flaw]) -> list[dict[str, Any]]:
    """The same for the page, and what one should look at."""
    advice = [flaw for flaw in flaws if not flaw.blocks]
    return [
        *(vars(one) for one in missing(method, flaws)),
        *(
            {"what": _told(method, flaw), "href": _mending(method, flaw), "met": True, "evidence": _("Look at it")}
            for flaw in advice
        ),
    ]


def _told(method: SalesMethod, flaw: shapes.Flaw) -> str:
    stages = list(method.stages.all())
    name = stages[flaw.stage - 1].name if flaw.stage else ""
    return f"{name}: {flaw.sentence}" if name else flaw.sentence


def _mending(method: SalesMethod, flaw: shapes.Flaw) -> str:
    if not flaw.stage:
        return _at(method, "new-stage")
    return reverse("opportunities:method-stage", args=[method.pk, flaw.stage])


def stages(method: SalesMethod) -> list[dict[str, Any]]:
    """Each stage with its rules in words, its criteria, tasks and papers."""
    roles = queries.role_names()
    return [
        {
            "stage": stage,
            "rules": _rules(stage, roles),
            "criteria": [(one, _asked(one)) for one in stage.criteria.all()],
            "tasks": [(one, roles.get(one.role, "")) for one in stage.tasks.all()],
            "papers": [(one, DOCUMENTS.get(one.category, ""), roles.get(one.role, "")) for one in stage.papers.all()],
        }
        for stage in method.stages.all()
    ]


def _rules(stage: Stage, roles: Mapping[str, str]) -> list[str]:
    found = []
    if stage.review:
        who = roles.get(stage.review_by, stage.review_by) or _("by the authority table")
        found.append(_("entered after a review: %(who)s") % {"who": who})
    if stage.quote_required:
        found.append(_("not left without an approved quotation"))
    if stage.may_skip:
        found.append(_("may be skipped"))
    return found


def _asked(criterion: Criterion) -> str:
    """How it is known that the criterion is met."""
    check = checks.find(criterion.check_name) if criterion.check_name else None
    if check is None:
        return _("confirmed with: %(evidence)s") % {"evidence": criterion.get_evidence_display()}
    words = [str(check.label)]
    for name, detail in check.details.items():
        value = criterion.params.get(name, detail.default)
        choices = detail.choices() if detail.choices is not None else {}
        words.append(_("%(where)s: %(what)s") % {"where": detail.label, "what": choices.get(str(value), value)})
    return _("found out: %(what)s") % {"what": " · ".join(words)}


def comparison(old: SalesMethod, new: SalesMethod) -> dict[str, Any]:
    """The stages of both with what differs, and the deals that still follow the old one."""
    rows = comparing.compare(shapes.values_of(old), shapes.values_of(new), roles=queries.role_names())
    words = {
        comparing.ADDED: _("added"), comparing.REMOVED: _("removed"), comparing.CHANGED: _("changed"),
        comparing.SAME: _("same"),
    }  # fmt: skip
    return {
        "old": old,
        "new": new,
        "differences": [{"row": row, "tone": TONES[row.kind], "word": words[row.kind]} for row in rows],
        "followers": queries.followers_of(old),
        "followers_url": places.get("opportunities").address({"method": old.code, "old_version": "1"}),
    }


def parts(formsets: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sheets of a stage's criteria, tasks and papers."""
    words = {
        "criteria": (_("Criteria of the gate"), _("what must be so before the next stage"), _("Add a criterion")),
        "tasks": (_("Tasks"), _("work of this stage, in working days from its beginning"), _("Add a task")),
        "papers": (_("Papers"), _("what the stage needs and brings forth"), _("Add a paper")),
    }
    return [
        {"name": name, "formset": formset, "title": words[name][0], "note": words[name][1], "add": words[name][2]}
        for name, formset in formsets.items()
    ]
