"""Forms of the handbook's drafts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadtocash.foundation.handbook.models import Clause
from leadtocash.foundation.web.forms import Form, Group, LineField


class ReasonForm(Form):
    """Why a policy is changed."""

    reason = LineField(
        label=_("Reason for the change"), max_length=300,
        help_text=_("Readers of later editions will see it: what was decided, by whom, from when."),
    )  # fmt: skip


class ClauseForm(Form):
    """Title, text and forms of a clause, in both languages."""

    title_zh = LineField(label=_("Chinese title"), max_length=120)
    title_en = LineField(label=_("English title"), max_length=120)
    text_zh = forms.CharField(label=_("Chinese text"), widget=forms.Textarea(attrs={"rows": "8"}))
    text_en = forms.CharField(label=_("English text"), widget=forms.Textarea(attrs={"rows": "8"}))
    forms = LineField(
        label=_("Forms it names"), required=False, help_text=_("Codes of forms, commas between, such as QSMX, JXTZ.")
    )
    layout = [
        Group(_("In Chinese"), ["title_zh", "text_zh"], wide=("title_zh", "text_zh")),
        Group(_("In English"), ["title_en", "text_en"], wide=("title_en", "text_en")),
        Group(_("Forms"), ["forms"], wide=("forms",)),
    ]

    def __init__(self, *args: Any, clause: Clause | None = None, **kwargs: Any) -> None:
        if clause is not None:
            kwargs["initial"] = {
                name: getattr(clause, name) for name in ("title_zh", "title_en", "text_zh", "text_en")
            } | {"forms": ", ".join(clause.forms)}
        super().__init__(*args, **kwargs)

    def clean_forms(self) -> list[str]:
        """Codes without blanks, each once."""
        codes = [code.strip().upper() for code in self.cleaned_data["forms"].replace("\uff0c", ",").split(",")]
        return list(dict.fromkeys(code for code in codes if code))

    def clean(self) -> dict[str, Any]:
        """Line ends as the files have them."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("text_zh", "text_en"):
            if name in values:
                values[name] = "\n".join(line.rstrip() for line in values[name].splitlines()).strip()
        return values


class NewClauseForm(ClauseForm):
    """A clause that is new, with its number."""

    ref = LineField(label=_("Clause number"), max_length=40)
    layout = [Group(_("Number"), ["ref"]), *ClauseForm.layout]


class ChapterForm(Form):
    """The titles of a chapter."""

    title_zh = LineField(label=_("Chinese title"), max_length=120)
    title_en = LineField(label=_("English title"), max_length=120)


class NewChapterForm(ChapterForm):
    """A chapter that is new, with its number."""

    ref = LineField(label=_("Chapter number"), max_length=40)
    field_order = ["ref", "title_zh", "title_en"]
