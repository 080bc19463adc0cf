"""Word files as templates: looked through before they are kept, filled in by the same closed engine."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from typing import Any

import segno
from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import OpcError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from lxml.etree import XMLSyntaxError

from leadtocash.foundation.printing import checking, engines
from leadtocash.foundation.printing.registry import Form
from leadtocash.foundation.printing.sandbox import Fault, told

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LARGEST, LARGEST_UNPACKED, MOST_PARTS = 5_000_000, 40_000_000, 500
_PART = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml$")
_OUTSIDE = re.compile(rb'<Relationship\b(?=[^>]*TargetMode="External")[^>]*>')
_PICTURES = {"qr", "logo"}


class _Picture(InlineImage):
    """A picture where its name stands; otherwise printed values are text."""

    def __html__(self) -> str:
        return str(self)


def faults(data: bytes, form: Form) -> list[Fault]:
    """Everything that stands against using this file for the form."""
    try:
        _check_package(data)
        texts = _texts(data)
    except Fault as fault:
        return [fault]
    found = [fault for text in texts for fault in checking.faults(text, form, engines.word())]
    return list({fault.sentence: Fault(fault.sentence) for fault in found}.values())


def filled(data: bytes, values: dict[str, Any]) -> bytes:
    """The file with the values of a record. Raises Fault."""
    template = DocxTemplate(io.BytesIO(data))
    given = {**values, **_pictures(template, values)}
    out = io.BytesIO()
    with told():
        template.render(given, engines.word(), autoescape=True)
        template.save(out)
    return out.getvalue()


def _pictures(template: DocxTemplate, values: dict[str, Any]) -> dict[str, Any]:
    code = io.BytesIO()
    segno.make(values["address"], error="m", micro=False).save(code, kind="png", scale=6, border=0)
    found: dict[str, Any] = {"qr": _Picture(template, code, width=Mm(18))}
    logo = str(values.get("logo") or "")
    if logo.startswith(("data:image/png", "data:image/jpeg")):
        data = io.BytesIO(base64.b64decode(logo.partition(",")[2]))
        found["logo"] = _Picture(template, data, height=Mm(9))
    else:
        found["logo"] = ""
    return found


def _check_package(data: bytes) -> None:
    """A Word file of ordinary size that holds no programs and fetches nothing when it is opened."""
    if len(data) > LARGEST:
        raise Fault(_("The file is larger than %(most)s MB.") % {"most": LARGEST // 1_000_000})
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = archive.infolist()
        names = {info.filename for info in infos}
        if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
            raise Fault(_("The file is too large when it is unpacked."))
        if "word/document.xml" not in names:
            raise Fault(_("This is no Word file (.docx)."))
        if any("vbaproject" in name.lower() or "/activex/" in name.lower() for name in names):
            raise Fault(_("The file holds macros; save it as .docx without them."))
        for name in names:
            if name.endswith(".rels"):
                _check_relations(archive.read(name))
            elif name.endswith(".xml") and b"<!DOCTYPE" in archive.read(name)[:4096]:
                raise Fault(_("This is no Word file (.docx)."))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise Fault(_("This is no Word file (.docx).")) from None


def _check_relations(xml: bytes) -> None:
    for relation in _OUTSIDE.findall(xml):
        if b"/relationships/hyperlink" not in relation:
            raise Fault(_("The file fetches something from outside (a picture or a template); put it into the file."))


def _texts(data: bytes) -> list[str]:
    """The text parts with their placeholders, as the engine will read them."""
    try:
        template = DocxTemplate(io.BytesIO(data))
        Document(io.BytesIO(data))
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = [archive.read(name).decode() for name in archive.namelist() if _PART.search(name)]
        return [template.patch_xml(re.sub(r"<\?xml[^>]*\?>", "", part)) for part in parts]
    except (OpcError, XMLSyntaxError, KeyError, ValueError):
        raise Fault(_("This is no Word file (.docx).")) from None
