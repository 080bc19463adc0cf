"""Tables handed out: the template of a kind, and the rows of a run that were not taken, each with its reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter
from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from leadtocash.foundation.exchange import cells, tables
from leadtocash.foundation.exchange.importable import Column, Importable
from leadtocash.foundation.exchange.models import ImportRun
from leadtocash.foundation.exchange.running import opened
from leadtocash.foundation.kernel.text import joined
from leadtocash.foundation.web.lists.export import disarmed

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BOOK = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
OFFERED_ROWS = 1000


def template(importer: Importable, columns: Sequence[Column], form: str) -> HttpResponse | FileResponse:
    """An empty table with the headings; a workbook also says on a second sheet what each column takes."""
    names = [f"{column.label}{'*' if column.required else ''}" for column in columns]
    if form == "csv":
        return _csv(str(importer.label), [names])
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    bold = book.add_format({"bold": True, "bg_color": "#EEF1F4"})
    sheet = book.add_worksheet(str(importer.label)[:31])
    sheet.freeze_panes(1, 0)
    for place, (column, name) in enumerate(zip(columns, names, strict=True)):
        sheet.write_string(0, place, name, bold)
        sheet.set_column(place, place, 18, book.add_format({"num_format": "@"}))
        labels = [str(label) for value, label in column.options if value]
        if labels and len(",".join(labels)) < 250:
            sheet.data_validation(
                1, place, OFFERED_ROWS, place, {"validate": "list", "source": labels, "error_type": "warning"}
            )
    told = book.add_worksheet(_("What goes where"))
    told.set_column(0, 3, 26)
    heads = [_("column"), _("needed"), _("what goes there"), _("example")]
    for place, head in enumerate(heads):
        told.write_string(0, place, head, bold)
    for row, column in enumerate(columns, start=1):
        words = [column.help, joined(label for value, label in column.options if value)]
        needed = _("yes") if column.required else ""
        line = [column.label, needed, " ".join(str(one) for one in words if one), column.example]
        for place, text in enumerate(line):
            told.write_string(row, place, str(text))
    book.close()
    return _file(buffer, f"{importer.label}.xlsx")


def faults(run: ImportRun, form: str) -> HttpResponse | FileResponse:
    """The rows that were not taken, with the columns of the file and the reason behind them."""
    name = "{} - {}".format(run.name.rsplit(".", 1)[0], _("rows not imported"))
    if form == "csv":
        return _csv(name, _faulty(run))
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _BOOK)
    sheet = book.add_worksheet()
    for number, line in enumerate(_faulty(run)):
        for place, text in enumerate(line):
            sheet.write_string(number, place, text)
    book.close()
    return _file(buffer, f"{name}.xlsx")


def _faulty(run: ImportRun) -> Iterator[list[str]]:
    reasons: dict[int, list[str]] = {}
    for row, sentence in run.faults.order_by("pk").values_list("row", "sentence").iterator():
        reasons.setdefault(row, []).append(sentence)
    width = len(run.headings)
    yield [*run.headings, _("row in the file"), _("why not imported")]
    with opened(run) as file:
        for line in tables.lines(file, run.form):
            if line.number in reasons:
                texts = [cells.plain(cell) for cell in line.cells[:width]]
                yield [*texts, *[""] * (width - len(texts)), str(line.number), " ".join(reasons[line.number])]


def _csv(name: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([disarmed(cell) for cell in row])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=f"{name}.csv") or ""
    )
    return response


def _file(buffer: io.BytesIO, name: str) -> FileResponse:
    buffer.seek(0)
    return FileResponse(buffer, as_attachment=True, filename=name, content_type=_XLSX)
