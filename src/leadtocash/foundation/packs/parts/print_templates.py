"""Print templates: for each form with one of the company's own in use, its HTML; the first line holds its name.

Word templates are no text and stay out, so do templates that are only offered beside the one in use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.packs.registry import Content, Difference, Files, Item, Part, Trouble
from leadtocash.foundation.printing import actions, checking
from leadtocash.foundation.printing.models import PrintTemplate
from leadtocash.foundation.printing.permissions import TEMPLATES
from leadtocash.foundation.printing.registry import forms

FOLDER, SUFFIX = "print_templates/", ".html"
_HEAD = re.compile(r"\{# (.{1,60}) #\}\n")
Value = tuple[str, str]


def current() -> Content:
    """What the forms are printed by, where that is the company's own HTML."""
    rows = PrintTemplate.objects.filter(is_default=True, format=PrintTemplate.Format.HTML).select_related("published")
    found = {row.form: (row.name, row.published.source) for row in rows if row.published and row.form in forms}
    return Content({code: _item(code, name, source) for code, (name, source) in found.items()})


def read(files: Files) -> Content:
    """Each file as a template; one for a form this version does not know is only mentioned."""
    items: dict[str, Item] = {}
    troubles: list[Trouble] = []
    for path in sorted(files):
        code = path.removeprefix(FOLDER).removesuffix(SUFFIX)
        head = _HEAD.match(files[path])
        if code not in forms:
            what = _("this version prints no form “%(code)s”; it is left out") % {"code": code}
            troubles.append(Trouble(file=path, sentence=what, stops=False))
        elif head is None:
            what = _("the first line must hold the name of the template: {# name #}")
            troubles.append(Trouble(file=path, line=1, sentence=what))
        else:
            items[code] = _item(code, head[1], files[path][head.end() :])
    return Content(items, tuple(troubles))


def check(content: Content) -> Sequence[Trouble]:
    """Everything that publishing would refuse."""
    return [
        Trouble(file=f"{FOLDER}{code}{SUFFIX}", line=fault.line + 1 if fault.line else 0, sentence=fault.sentence)
        for code, item in content.items.items()
        for fault in checking.faults(item.value[1], forms.get(code))
    ]


def write(content: Content) -> dict[str, str]:
    """One file for each form."""
    return {f"{FOLDER}{code}{SUFFIX}": f"{{# {i.value[0]} #}}\n{i.value[1]}\n" for code, i in content.items.items()}


def apply(differences: Sequence[Difference], *, act: Act, reason: str) -> list[str]:
    """Publish each under its name and print the form by it."""
    return list(_applied(differences, act, reason))


def _applied(differences: Sequence[Difference], act: Act, reason: str) -> Iterator[str]:
    for difference in differences:
        code, (name, source) = difference.item.key, difference.item.value
        found = PrintTemplate.objects.filter(form=code, name=name, withdrawn_at=None).first()
        if found is None or found.is_word:
            found = actions.add(code, name if found is None else f"{name} HTML", act=act, source=source)
        else:
            found = actions.save_draft(found, {"source": source}, act=act)
        actions.publish(found, act=act, reason=reason)
        yield _("%(form)s is printed by “%(name)s”.") % {"form": difference.label, "name": found.name}


def _item(code: str, name: str, source: str) -> Item:
    text = source.replace("\r\n", "\n").rstrip("\n")
    fields = {_("Name"): name, _("Template"): text}
    return Item(key=code, label=str(forms.get(code).label), fields=fields, value=(name, text))


PART = Part(
    name="print_templates",
    label=gettext_lazy("Print templates"),
    order=80,
    text=gettext_lazy("Papers are printed by them from then on; what is decided does not change."),
    permission=TEMPLATES,
    owns=lambda path: path.startswith(FOLDER) and path.endswith(SUFFIX),
    current=current,
    read=read,
    check=check,
    write=write,
    apply=apply,
)
