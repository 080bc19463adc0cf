"""The words of the drawing tool in the reader's language: English sentence -> sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

#: what bpmn-js and our panel say
WORDS = {
    "Activate hand tool": _("Move the whole drawing"),
    "Activate lasso tool": _("Choose several"),
    "Activate create/remove space tool": _("Make or take space"),
    "Activate global connect tool": _("Connect with an arrow"),
    "Create start event": _("Start"),
    "Create end event": _("End"),
    "Create step": _("Step"),
    "Create service": _("System does something"),
    "Create table": _("Decision table"),
    "Create question": _("Question"),
    "Create fork": _("At the same time"),
    "Create receive": _("Waits for an event"),
    "Append step": _("Add a step"),
    "Append service": _("Add: system does something"),
    "Append question": _("Add a question"),
    "Append fork": _("Add: at the same time"),
    "Append end event": _("Add an end"),
    "Append receive": _("Add: waits for an event"),
    "Attach timer": _("Add a reminder"),
    "Connect using sequence flow": _("Connect with an arrow"),
    "Connect to other element": _("Connect with an arrow"),
    "Delete": _("Remove"),
    "Remove": _("Remove"),
    "Change element": _("Change"),
    "Add text annotation": _("Add a note"),
    "Saved": _("Saved."),
    "Not saved": _("It could not be saved."),
    "Meanwhile": _(
        "Somebody else has saved meanwhile. Your drawing is kept aside in the history and can be downloaded here."
    ),
    "Download": _("Download my drawing"),
    "Reload": _("Load what the other saved"),
    "Unsaved": _("Not saved yet"),
    "Nothing chosen": _("Choose an element in the drawing."),
    "No problems": _("Nothing stands against publishing it."),
    "Could not open": _("The drawing could not be opened: %(reason)s"),
    "Name": _("Name"),
    "English name": _("English name"),
    "Short name": _("Short name"),
    "Condition": _("Condition"),
    "Default": _("In all other cases"),
    "On day": _("On working day"),
    "Do this": _("Do this"),
    "Ends step": _("Ends the step"),
    "Ratio": _("A share of them"),
    "Share": _("Share, %"),
    "As usual": _("as usual"),
    "None": _("none"),
    "Process": _("The whole process"),
    "Step": _("Step"),
    "Start": _("Start"),
    "End": _("End"),
    "Service": _("System does something"),
    "Table": _("Decision table"),
    "Question": _("Question"),
    "Parallel": _("At the same time"),
    "Receive": _("Waits for an event"),
    "Timer": _("Reminder"),
    "Arrow": _("Arrow"),
    "Element": _("Element"),
    "Note": _("Note"),
}


def words() -> dict[str, str]:
    """The same in the reader's language."""
    return {english: str(sentence) for english, sentence in WORDS.items()}
