"""Printed forms: Chinese type from our own files, rare characters included, and nothing read from outside."""

from __future__ import annotations

import re
import zlib
from typing import Any

import pytest

from leadtocash.foundation.documents import printing, typefaces
from leadtocash.foundation.kernel.errors import RuleError


def printed(monkeypatch: pytest.MonkeyPatch, html: str) -> bytes:
    monkeypatch.setattr(printing, "render_to_string", lambda _template, _context: html)
    return printing.pdf("any.html", {})


def fonts(document: bytes) -> set[str]:
    return {name.decode() for name in re.findall(rb"/BaseFont /[A-Z]{6}\+([\w,-]+)", objects(document))}


def objects(document: bytes) -> bytes:
    """The document with its compressed streams opened."""
    opened = [document]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", document, re.DOTALL):
        try:
            opened.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(opened)


def test_a_form_is_printed_in_our_own_chinese_type(monkeypatch: pytest.MonkeyPatch) -> None:
    document = printed(monkeypatch, "<h1>项目设备用户签收明细表</h1><p>XM-2026-0042</p>")
    assert document.startswith(b"%PDF-")
    assert fonts(document) == {"Noto-Sans-SC", "Noto-Sans-SC-Bold"}
    assert b"<7b7e>" in objects(document).lower()  # the character 签 can be found and copied


def test_rare_characters_bring_their_slice_each_as_a_font_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    found = fonts(printed(monkeypatch, "<p>5℃ ①</p>"))
    assert {name.rstrip(",") for name in found} == {"Noto-Sans-SC", "Noto-Sans-SC-106", "Noto-Sans-SC-107"}
    assert set(typefaces.rare_faces("合同 A1 ￥")) == set()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/", "font:../dist/app.css", "font:none"])
def test_a_form_reads_nothing_but_its_type(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with pytest.raises(ValueError, match="reads nothing but its own type"):
        typefaces.path_of(address)
    same = printed(monkeypatch, '<p>甲</p><img src="">')
    assert len(printed(monkeypatch, f'<p>甲</p><img src="{address}">')) == pytest.approx(len(same), abs=60)


def test_without_pango_the_refusal_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> Any:
        raise OSError("cannot load library 'libpango-1.0.so.0'")

    monkeypatch.setattr(printing, "_printer", fails)
    with pytest.raises(RuleError) as refused:
        printed(monkeypatch, "<p>甲</p>")
    assert refused.value.code == "printing-off"
