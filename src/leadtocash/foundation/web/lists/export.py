"""Export of exactly what is seen: the same rows, columns and order, as xlsx or csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Protocol

import xlsxwriter
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import content_disposition_header

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.kernel.registry import Registry
from leadtocash.foundation.web.lists.columns import Column

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Table:
    """The table of a report, as its page shows it; words: what it was asked for, for people."""

    name: str
    title: Promise | str
    columns: Sequence[Column]
    rows: Sequence[Any]
    words: str = ""


class Exporter(Protocol):
    """What writes exports down, and hands large ones to the worker. `asked`: rendering.Asked."""

    def answer(self, request: HttpRequest, asked: Any, form: str) -> HttpResponseBase:
        """The file at once, or the page where a large one is asked for."""
        ...

    def note(self, request: HttpRequest, table: Table, form: str) -> None:
        """Write down that the table of a report was exported."""
        ...

    def begin(self, asked: Any, form: str, *, act: Act) -> str:
        """Have the worker write it; gives the address over the API where it stands. Raises RuleError."""
        ...


exporters: Registry[Exporter] = Registry("exporter of lists")


def table_answer(request: HttpRequest, table: Table, form: str) -> HttpResponseBase:
    """The table of a report as a file, written down as the export of any list is.

    It has a row for a person, a department or a step: never so many that they would be the worker's.
    """
    for exporter in exporters.values():
        exporter.note(request, table, form)
    return (as_xlsx if form == "xlsx" else as_csv)(table.title, table.columns, table.rows)


def file_name(title: object, form: str, at: datetime) -> str:
    """What an export is called: the list and the day."""
    return f"{title}-{timezone.localtime(at):%Y%m%d}.{form}".replace("/", "-")


def as_csv(title: object, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponse | StreamingHttpResponse:
    """A CSV file that Excel opens rightly (UTF-8 with mark); text that looks like a formula is disarmed."""
    response = StreamingHttpResponse(csv_lines(columns, rows), content_type=FORMS["csv"])
    name = file_name(title, "csv", timezone.now())
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """The lines of a CSV file, the first with the mark of UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([str(c.label) for c in columns])
    yield "\ufeff" + buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([disarmed(c.of(row)) for c in columns])
        yield buffer.getvalue()


def as_xlsx(title: object, columns: Sequence[Column], rows: Iterable[Any]) -> FileResponse:
    """A workbook with typed cells: money and dates stay numbers and dates."""
    buffer = io.BytesIO()
    write_xlsx(buffer, columns, rows)
    buffer.seek(0)
    name = file_name(title, "xlsx", timezone.now())
    return FileResponse(buffer, as_attachment=True, filename=name, content_type=FORMS["xlsx"])


def write_xlsx(target: IO[bytes], columns: Sequence[Column], rows: Iterable[Any]) -> None:
    """Write a workbook row by row: memory does not grow with the rows."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    money = book.add_format({"num_format": "#,##0.00"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 16)
        sheet.write_string(0, place, str(column.label), bold)
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(columns):
            value = column.of(row)
            if value is None:
                continue
            if isinstance(value, Decimal):
                sheet.write_number(line, place, float(value), money if column.kind in ("money", "wan") else None)
            elif isinstance(value, datetime):
                sheet.write_datetime(line, place, timezone.localtime(value).replace(tzinfo=None), moment)
            elif isinstance(value, date):
                sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
            elif isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(line, place, value)
            else:
                sheet.write_string(line, place, str(value))
    book.close()


def disarmed(value: Any) -> str:
    """A cell's text; what a spreadsheet would run as a formula gets a quote in front, numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, Decimal | int | float | date):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_DANGEROUS) else text
