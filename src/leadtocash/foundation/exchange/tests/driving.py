"""Imports driven from the file to the end, without a worker."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from leadtocash.foundation.exchange import actions as exchange
from leadtocash.foundation.exchange import running
from leadtocash.foundation.exchange.models import ImportRun
from leadtocash.foundation.kernel import runs


def uploaded(act: Any, text: str, kind: str = "customers.customer", encoding: str = "utf-8") -> ImportRun:
    return exchange.upload(kind, SimpleUploadedFile("客户.csv", text.encode(encoding)), act=act)


def worked(run: ImportRun) -> str:
    """What the worker does with it."""
    run.refresh_from_db()
    return runs.carry_out("exchange.importrun", run.pk, run.attempt, clock=timezone.now)


def checked(act: Any, text: str, **more: Any) -> ImportRun:
    run = uploaded(act, text, **more)
    exchange.name_columns(run, run.mapping, act=act)
    worked(run)
    return ImportRun.objects.get(pk=run.pk)


def carried_out(act: Any, text: str, known: str = "", similar: str = "", **more: Any) -> ImportRun:
    run = checked(act, text, **more)
    exchange.begin(run, act=act, known=known, similar=similar)
    worked(run)
    return ImportRun.objects.get(pk=run.pk)


def killed_in(part: int, run: ImportRun, act: Any, monkeypatch: Any) -> str:
    """Begin to carry a checked run out, and stop in the midst of this portion, when its records are stored."""
    keep, calls = running._Worker._keep, []

    def stopping(worker: Any, rows: Any) -> None:
        calls.append(rows)
        if len(calls) == part:
            raise MemoryError
        keep(worker, rows)

    with monkeypatch.context() as patch:
        patch.setattr(running._Worker, "_keep", stopping)
        exchange.begin(run, act=act)
        return worked(run)


def undone(act: Any, run: ImportRun) -> ImportRun:
    exchange.take_back(run, act=act)
    worked(run)
    return ImportRun.objects.get(pk=run.pk)


def faults(run: ImportRun) -> list[tuple[int, str]]:
    return list(run.faults.order_by("row", "pk").values_list("row", "key"))
