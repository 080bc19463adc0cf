"""The words of the journal: each act an area writes is declared once with the sentence the timeline shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise

from leadtocash.foundation.kernel.registry import Registry

Tone = Literal["", "done", "doing", "wait", "late"]


@dataclass(frozen=True)
class Verb:
    """code: "contracts.submitted"; label: what the timeline shows; icon: a Tabler icon name."""

    code: str
    label: Promise | str
    tone: Tone = ""
    icon: str = "point"


verbs: Registry[Verb] = Registry("journal verb")


def verb(code: str, label: Promise | str, *, tone: Tone = "", icon: str = "point") -> str:
    """Declare a journal verb and give its code."""
    verbs.add(code, Verb(code, label, tone, icon))
    return code
