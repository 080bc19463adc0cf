"""From a record to its paper: values, layout, letterhead, watermark, QR code, foot."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import Http404
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.documents.printing import pdf
from leadtocash.foundation.kernel.errors import Offer, RuleError
from leadtocash.foundation.printing import engines, word
from leadtocash.foundation.printing.common import common, letterhead
from leadtocash.foundation.printing.models import PrintTemplate, TemplateVersion
from leadtocash.foundation.printing.registry import Form, forms, mark_of
from leadtocash.foundation.printing.sandbox import Fault
from leadtocash.foundation.printing.values import plain, read, values_of

SHIPPED = "shipped"
PDF = "application/pdf"


@dataclass(frozen=True)
class Layout:
    """What a form is printed by: the shipped layout, or a version (or the draft) of a template."""

    source: str = ""
    file: bytes = b""
    name: str = ""  # as the foot of the paper tells it

    @property
    def is_word(self) -> bool:
        return bool(self.file)


@dataclass(frozen=True)
class Paper:
    """A paper ready to be laid out (html), or filled in already (a Word file)."""

    name: str
    html: str = ""
    file: bytes = b""

    def stamped(self, mark: str, *, copy: bool) -> Paper:
        """The same with the words of the record's state across it, and stamped as a copy. A Word file cannot be."""
        added = f'<div class="watermark">{escape(mark)}</div>' if mark and 'class="watermark"' not in self.html else ""
        stamp = _("Reprint")
        added += f'<div class="copy">{stamp}</div>' if copy else ""
        return replace(self, html=self.html.replace("<body>", f"<body>{added}", 1))

    @property
    def file_name(self) -> str:
        name = re.sub(r"[/\\]", "-", self.name)
        return f"{name}.docx" if self.file else f"{name}.pdf"

    @property
    def content_type(self) -> str:
        return word.CONTENT_TYPE if self.file else PDF

    def data(self) -> bytes:
        """The file itself."""
        return self.file or pdf(self.html)


def form_of(code: str) -> Form:
    """The form of this code, else 404."""
    found = forms.find(code)
    if found is None:
        raise Http404
    return found


def shipped(form: Form) -> Layout:
    """The layout that comes with the program."""
    return Layout(source=engines.text_of(form.template))


def usable(form: Form) -> list[PrintTemplate]:
    """The company's own templates of a form that may be printed with, the default first."""
    rows = PrintTemplate.objects.filter(form=form.code, published__isnull=False, withdrawn_at=None)
    return list(rows.select_related("published").order_by("-is_default", "name"))


def chosen(form: Form, asked: str = "", version: str = "") -> Layout:
    """The layout asked for: "" the default, "shipped", or the id of a template; version: an older number of it.

    Raises Http404 for a template the form does not have.
    """
    if asked == SHIPPED:
        return shipped(form)
    rows = PrintTemplate.objects.filter(form=form.code, published__isnull=False)
    if asked:
        if not asked.isdecimal() or len(asked) > 18:
            raise Http404
        found = rows.filter(pk=int(asked)).select_related("published").first()
        if found is None or (found.withdrawn_at and not version):
            raise Http404
    else:
        found = rows.filter(is_default=True).select_related("published").first()
    if found is None:
        return shipped(form)
    row = found.published
    if version:
        row = found.versions.filter(number=int(version)).first() if version.isdecimal() and len(version) < 9 else None
    if row is None:
        raise Http404
    return of_version(found, row)


def of_version(template: PrintTemplate, version: TemplateVersion) -> Layout:
    """A published version."""
    return Layout(version.source, bytes(version.file), f"{template.name} {version}")


def of_draft(template: PrintTemplate) -> Layout:
    """What is being worked on."""
    return Layout(template.source, bytes(template.file), template.name + " · " + _("draft"))


def paper(form: Form, record: Any, layout: Layout, *, person: User, now: datetime, said: str = "") -> Paper:
    """Fill a layout in with a record as this person sees it; said: in the foot, else who printed it when.

    Raises Fault; RuleError where it has no such paper yet.
    """
    facts = form.facts(record, person)
    number = str(plain(read(facts, form.number, person)) or "")
    title, watermark, head = str(form.label), mark_of(form, record), letterhead()
    everywhere = common(record, person, head=head, form=title, number=number, watermark=watermark, now=now)
    values = {**everywhere, **values_of(form, record, facts, person)}
    name = f"{title} {number}".strip()
    if layout.is_word:
        return Paper(name, file=word.filled(layout.file, values))
    foot = foot_of(said or printed_by(person, now), layout.name, head.foot)
    return Paper(name, framed(engines.render(layout.source, values), title=title, watermark=watermark, foot=foot))


def framed(body: str, *, title: str, watermark: str, foot: str) -> str:
    """The whole document; what no template can leave out stands here."""
    context = {
        "language": get_language(),
        "title": title,
        "watermark": watermark,
        "foot": foot,
        "body": mark_safe(body),  # noqa: S308 - escaped by the engine
    }
    return render_to_string("printing/frame.html", context)


def printed_by(person: User, now: datetime) -> str:
    """Who printed it, and when."""
    return _("Printed %(at)s by %(who)s") % {"at": f"{localtime(now):%Y-%m-%d %H:%M}", "who": person.name}


def foot_of(said: str, layout: str, line: str) -> str:
    return " · ".join(filter(None, (line, said, layout)))


def made(form: Form, record: Any, layout: Layout, *, person: User, now: datetime) -> Paper:
    """A paper; a template that fails is a refusal that offers the shipped one."""
    try:
        return paper(form, record, layout, person=person, now=now)
    except Fault as fault:
        raise RuleError(
            _("The print template “%(name)s” fails for this record: %(what)s") % {"name": layout.name, "what": fault},
            code="print_template_faulty",
            offer=Offer(label=_("Print with the shipped template"), href=f"?template={SHIPPED}"),
        ) from None
