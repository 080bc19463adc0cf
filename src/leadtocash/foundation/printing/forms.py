from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.printing.models import Letterhead, PrintRun, PrintTemplate
from leadtocash.foundation.printing.papers import SHIPPED, usable
from leadtocash.foundation.printing.registry import Form as PrintedForm
from leadtocash.foundation.web.forms import Form, LineField

WORD = ".docx"


class NewTemplateForm(Form):
    name = LineField(label=_("name"), max_length=60)
    file = forms.FileField(
        label=_("Word file"), required=False, widget=forms.FileInput(attrs={"accept": WORD}),
        help_text=_("Leave it out to begin with the shipped layout as HTML."),
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        file = self.cleaned_data["file"]
        return {"name": self.cleaned_data["name"], "file": file.read() if file else b""}


class TemplateForm(Form):
    """The draft; what is changed depends on the format."""

    name = LineField(label=_("name"), max_length=60)
    source = forms.CharField(
        label=_("template"), strip=False, required=False,
        widget=forms.Textarea(attrs={"rows": 28, "class": "lc-code", "spellcheck": "false", "data-span": "2"}),
    )  # fmt: skip
    file = forms.FileField(label=_("Another Word file"), required=False, widget=forms.FileInput(attrs={"accept": WORD}))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, files: Any, template: PrintTemplate) -> None:
        start = {"name": template.name, "source": template.source, "revision": template.revision}
        super().__init__(data, files, initial=start)
        del self.fields["source" if template.is_word else "file"]

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        found = {name: value for name, value in self.cleaned_data.items() if name in ("name", "source")}
        file = self.cleaned_data.get("file")
        return {**found, "file": file.read()} if file else found


class ReasonForm(Form):
    reason = LineField(label=_("Reason"), max_length=300, required=False)
    default = forms.BooleanField(label=_("Print the form by it from now on"), required=False, initial=True)


class LetterheadForm(Form):
    name = LineField(
        label=_("company name on papers"), max_length=120, required=False,
        help_text=_("Left empty: the headquarters' name."),
    )  # fmt: skip
    line = LineField(label=_("line below the name"), max_length=200, required=False)
    foot = LineField(label=_("line at the foot"), max_length=200, required=False)
    mark_copies = forms.BooleanField(
        label=_("Stamp reprints of decided papers as copies"), required=False,
        help_text=_("What was decided is kept as it was; printing it again gives the same paper."),
    )  # fmt: skip
    logo = forms.FileField(
        label=_("logo"), required=False, widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        help_text=_("PNG or JPEG, at most 300 KB"),
    )  # fmt: skip
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, files: Any, head: Letterhead) -> None:
        start = {name: getattr(head, name) for name in ("name", "line", "foot", "mark_copies")}
        super().__init__(data, files, initial={**start, "revision": head.revision if head.pk else None})
        if not head.logo:
            del self.fields["remove_logo"]

    def logo_given(self) -> bytes | None:
        """The new picture, nothing to take it away, None to leave it."""
        if self.cleaned_data.get("remove_logo"):
            return b""
        file = self.cleaned_data["logo"]
        return bytes(file.read()) if file else None


class BulkForm(Form):
    template = forms.ChoiceField(
        label=_("print template"), required=False,
        help_text=_("By the first one, decided papers are printed as they were decided."),
    )  # fmt: skip
    bundle = forms.ChoiceField(label=_("bundle"), choices=PrintRun.Bundle.choices, initial=PrintRun.Bundle.PDF)

    def __init__(self, data: Any, form: PrintedForm) -> None:
        super().__init__(data)
        self.fields["template"].choices = layouts(form)  # type: ignore[attr-defined]


def layouts(form: PrintedForm) -> list[tuple[str, str]]:
    """What a form can be printed by, the default first: it is not asked for by name, so that decided papers stay."""
    shipped = (SHIPPED, gettext("Shipped template"))
    found = [(str(one.pk), f"{one.name} {one.published}") for one in usable(form)]
    has_default = any(one.is_default for one in usable(form))
    (_name, label), *others = [*found, shipped] if has_default else [shipped, *found]
    return [("", label), *others]
