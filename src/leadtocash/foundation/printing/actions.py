"""Keeping print templates: draft, publish, choose, go back, withdraw; the letterhead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leadtocash.foundation.access.gate import require
from leadtocash.foundation.journal import recording
from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.models import lock
from leadtocash.foundation.kernel.text import clean_line
from leadtocash.foundation.printing import checking, engines, events, permissions, word
from leadtocash.foundation.printing.models import Letterhead, PrintTemplate, TemplateVersion
from leadtocash.foundation.printing.papers import form_of, shipped
from leadtocash.foundation.printing.sandbox import Fault

Format = PrintTemplate.Format
LARGEST_LOGO = 300_000
LOGOS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
HEAD_FIELDS = ("name", "line", "foot")
SETTINGS = (*HEAD_FIELDS, "mark_copies")


def faults_of(template: PrintTemplate) -> list[Fault]:
    """What stands against publishing the draft."""
    form = form_of(template.form)
    if template.is_word:
        return word.faults(bytes(template.file), form)
    return checking.faults(template.source, form)


@transaction.atomic
def add(form: str, name: str, *, act: Act, source: str | None = None, file: bytes = b"") -> PrintTemplate:
    """Make a template: from a Word file, from a text, or from the shipped layout. It is a draft until published.

    Raises ValidationError for a name that is taken and for a Word file that cannot be used.
    """
    _allow(act)
    found = form_of(form)
    if source is None and not file:
        source = engines.in_own_words(shipped(found).source)
    template = PrintTemplate(
        form=form, name=clean_line(name), format=Format.DOCX if file else Format.HTML, source=source or "", file=file
    )
    if file:
        _check_file(template)
    _new(template, act)
    template.full_clean()
    template.save()
    recording.write(template, events.ADDED, act=act, data={"name": template.name, "form": str(found.label)})
    return template


@transaction.atomic
def save_draft(
    template: PrintTemplate, values: Mapping[str, Any], *, act: Act, revision: int | None = None
) -> PrintTemplate:
    """Keep name, text or Word file of the draft; papers do not change by it. Raises Stale, ValidationError."""
    _allow(act)
    template = lock(template, revision=revision)
    before = template.name
    if "name" in values:
        template.name = clean_line(str(values["name"]))
    if "source" in values and not template.is_word:
        template.source = str(values["source"]).replace("\r\n", "\n")
    if values.get("file"):
        template.file = bytes(values["file"])
        _check_file(template)
    template.full_clean(exclude=["published"])
    _store(template, act)
    if template.name != before:
        recording.write(template, events.CHANGED, act=act, changes={"name": [before, template.name]})
    return template


@transaction.atomic
def publish(
    template: PrintTemplate, *, act: Act, reason: str, default: bool = True, revision: int | None = None
) -> PrintTemplate:
    """Make the draft the next version; with `default` the form is printed by it from now on.

    Raises RuleError naming every fault with its line, and where nothing has changed.
    """
    _allow(act)
    template = lock(template, revision=revision)
    if found := faults_of(template):
        raise RuleError(
            _("The template has faults; nothing is published."),
            code="print_template_faulty",
            missing=[Missing(what=str(fault)) for fault in found[:20]],
        )
    if template.is_changed:
        _next_version(template, template.source, bytes(template.file), act=act, reason=reason)
    elif template.is_default or not default:
        raise RuleError(_("Nothing has changed since the last version."), code="print_template_same")
    if default:
        _make_default(template, act, reason)
    return template


@transaction.atomic
def restore(template: PrintTemplate, number: int, *, act: Act, reason: str) -> PrintTemplate:
    """Go back to an older version: it becomes the newest one, and the draft. Raises RuleError for the present one."""
    _allow(act)
    template = lock(template)
    old = template.versions.filter(number=number).first()
    if old is None or old.pk == template.published_id:
        raise RuleError(_("This is the version in use, or there is no such version."), code="print_template_same")
    template.source, template.file = old.source, bytes(old.file)
    reason = reason or _("back to version %(number)s") % {"number": number}
    _next_version(template, old.source, bytes(old.file), act=act, reason=reason)
    return template


@transaction.atomic
def choose(template: PrintTemplate, *, act: Act, reason: str = "") -> PrintTemplate:
    """Print the form by this template unless somebody chooses otherwise. Raises RuleError for one never published."""
    _allow(act)
    template = lock(template)
    if template.published_id is None or template.withdrawn_at:
        raise RuleError(_("Publish the template first."), code="print_template_unpublished")
    _make_default(template, act, reason)
    return template


@transaction.atomic
def back_to_shipped(form: str, *, act: Act, reason: str = "") -> None:
    """Print the form by the shipped layout again; own templates stay and can be chosen when printing."""
    _allow(act)
    for template in PrintTemplate.objects.select_for_update().filter(form=form_of(form).code, is_default=True):
        template.is_default = False
        _store(template, act)
        recording.write(template, events.LEFT, act=act, reason=reason)


@transaction.atomic
def withdraw(template: PrintTemplate, *, act: Act, reason: str = "") -> PrintTemplate:
    """Offer the template no longer; its versions stay. Was it in use, the shipped layout is."""
    _allow(act)
    template = lock(template)
    if template.withdrawn_at is None:
        template.withdrawn_at, template.is_default = act.at, False
        _store(template, act)
        recording.write(template, events.WITHDRAWN, act=act, reason=reason)
    return template


@transaction.atomic
def set_letterhead(
    values: Mapping[str, Any], *, act: Act, logo: bytes | None = None, revision: int | None = None
) -> Letterhead:
    """Change what stands at the head and foot of every paper; an empty `logo` takes it away. Raises Stale."""
    _allow(act)
    head = Letterhead.objects.order_by("pk").first()
    if head is None:
        head = Letterhead()
        _new(head, act)
    else:
        head = lock(head, revision=revision)
    before = {name: getattr(head, name) for name in SETTINGS}
    for name in HEAD_FIELDS:
        if name in values:
            setattr(head, name, clean_line(str(values[name])))
    head.mark_copies = values.get("mark_copies", head.mark_copies)
    changes: dict[str, Any] = {n: [before[n], getattr(head, n)] for n in SETTINGS if before[n] != getattr(head, n)}
    if logo is not None and logo != bytes(head.logo):
        head.logo, head.logo_type = logo, _logo_type(logo) if logo else ""
        changes["logo"] = ["", _("new")] if logo else [_("old"), ""]
    if changes:
        head.full_clean(exclude=["logo"])
        _store(head, act)
        recording.write(head, events.LETTERHEAD_SET, act=act, changes=changes)
    return head


def _logo_type(data: bytes) -> str:
    found = next((kind for start, kind in LOGOS.items() if data.startswith(start)), "")
    if not found or len(data) > LARGEST_LOGO:
        words = _("The logo must be a PNG or JPEG picture of at most %(most)s KB.") % {"most": LARGEST_LOGO // 1000}
        raise ValidationError({"logo": [words]})
    return found


def _check_file(template: PrintTemplate) -> None:
    if found := faults_of(template):
        raise ValidationError({"file": [str(fault) for fault in found[:20]]})


def _next_version(template: PrintTemplate, source: str, file: bytes, *, act: Act, reason: str) -> None:
    last: int = template.versions.values_list("number", flat=True).first() or 0
    made = TemplateVersion.objects.create(
        template=template, number=last + 1, source=source, file=file, at=act.at, by=act.by,
        reason=clean_line(reason)[:300],
    )  # fmt: skip
    template.published, template.withdrawn_at = made, None
    _store(template, act)
    recording.write(template, events.PUBLISHED, act=act, reason=made.reason, data={"number": made.number})


def _make_default(template: PrintTemplate, act: Act, reason: str) -> None:
    if template.is_default:
        return
    for other in PrintTemplate.objects.select_for_update().filter(form=template.form, is_default=True):
        other.is_default = False
        _store(other, act)
    template.is_default = True
    _store(template, act)
    recording.write(template, events.CHOSEN, act=act, reason=clean_line(reason)[:300])


def _new(record: Any, act: Act) -> None:
    at: datetime = act.at
    record.created_at = record.updated_at = at
    record.created_by = act.by


def _store(record: Any, act: Act) -> None:
    record.updated_at = act.at
    if not record._state.adding:
        record.revision += 1
    record.save()


def _allow(act: Act) -> None:
    """The system itself (a policy pack taken over on the command line) may."""
    if act.by is not None:
        require(act.by, permissions.TEMPLATES)
