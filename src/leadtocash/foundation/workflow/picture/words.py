"""Break text into lines of a width in pixels: a Chinese sign takes a whole square, a Latin letter about half."""

from __future__ import annotations

import unicodedata

SQUARE, LETTER = 12.0, 6.6
MOST_LINES = 6
CLOSING = ("Po", "Pe", "Pf")  # such a sign never begins a line


def width_of(text: str) -> float:
    """The width of a text at twelve pixels."""
    return sum(SQUARE if unicodedata.east_asian_width(sign) in "WF" else LETTER for sign in text)


def wrapped(text: str, width: float) -> list[str]:
    """The text in lines; Latin words stay whole where they fit, Chinese breaks anywhere. Long texts are cut."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width_of(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    if line.strip():
        lines.append(line.rstrip())
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1] + "…"]
    return lines


def _pieces(text: str) -> list[str]:
    """Words with the blank behind them, and single Chinese signs with the punctuation that follows them."""
    pieces, word = [], ""
    for sign in text:
        if unicodedata.east_asian_width(sign) in "WF":
            pieces += [word] if word else []
            word = ""
            if pieces and unicodedata.category(sign) in CLOSING:
                pieces[-1] += sign
            else:
                pieces.append(sign)
        else:
            word += sign
            if sign.isspace():
                pieces.append(word)
                word = ""
    return [*pieces, word] if word else pieces
