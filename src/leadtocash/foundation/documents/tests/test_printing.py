"""Printed forms: Chinese type from our own files, rare characters included, and nothing read from outside."""

from __future__ import annotations

import re
import zlib
from typing import Any

import pytest

from leadtocash.foundation.documents import printing, typefaces
from leadtocash.foundation.kernel.errors import RuleError


def printed(html: str) -> bytes:
    return printing.pdf(html)


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


def test_a_form_is_printed_in_our_own_chinese_type() -> None:
    document = printed("<h1>项目设备用户签收明细表</h1><p>XM-2026-0042</p>")
    assert document.startswith(b"%PDF-")
    assert fonts(document) == {"Noto-Sans-SC", "Noto-Sans-SC-Bold"}
    assert b"<7b7e>" in objects(document).lower()  # the character 签 can be found and copied


def test_rare_characters_bring_their_slice_each_as_a_font_of_its_own() -> None:
    found = fonts(printed("<p>5℃ ①</p>"))
    assert {name.rstrip(",") for name in found} == {"Noto-Sans-SC", "Noto-Sans-SC-106", "Noto-Sans-SC-107"}
    assert set(typefaces.rare_faces("合同 A1 ￥")) == set()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:9/", "font:../dist/app.css", "font:none"])
def test_a_form_reads_nothing_but_its_type(address: str) -> None:
    with pytest.raises(ValueError, match="reads nothing but its own type"):
        typefaces.path_of(address)
    same = printed('<p>甲</p><img src="">')
    assert len(printed(f'<p>甲</p><img src="{address}">')) == pytest.approx(len(same), abs=60)


def test_without_pango_the_refusal_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> Any:
        raise OSError("cannot load library 'libpango-1.0.so.0'")

    monkeypatch.setattr(printing, "_printer", fails)
    with pytest.raises(RuleError) as refused:
        printed("<p>甲</p>")
    assert refused.value.code == "printing-off"


def test_several_forms_become_one_file_each_with_its_own_page_numbers() -> None:
    document = printing.pdf_of_all(["<p>甲</p>", "<p>乙</p>"])
    assert len(re.findall(rb"/Type /Page\b", objects(document))) == 2


def test_what_is_never_laid_out_is_ended_and_the_next_form_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    printed("<p>甲</p>")
    monkeypatch.setattr(printing, "SECONDS", 1)
    with pytest.raises(RuleError) as refused:
        printed("<p>甲<div style='break-before:page'></div>" * 40_000)
    assert refused.value.code == "printing-too-large"
    monkeypatch.setattr(printing, "SECONDS", 60)
    assert printed("<p>甲</p>").startswith(b"%PDF-")
