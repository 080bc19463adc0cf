"""Publish definitions: checked, numbered, never changed again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib import resources

from django.apps import apps
from django.db import transaction

from leadtocash.foundation.kernel.act import Act
from leadtocash.foundation.workflow import bpmn
from leadtocash.foundation.workflow.definitions import checked
from leadtocash.foundation.workflow.models import ProcessDefinition


def publish(*, xml: bytes, act: Act) -> ProcessDefinition:
    """Check a definition and make it the version that new processes start with.

    Nothing happens when it is already the newest. Raises bpmn.Refused with everything that is wrong with it.
    """
    graph = checked(xml)
    digest = hashlib.sha256(xml).hexdigest()
    with transaction.atomic():
        rows = ProcessDefinition.objects.select_for_update().filter(key=graph.key).order_by("-version")
        newest = rows.first()
        if newest is not None and newest.digest == digest:
            return newest
        return ProcessDefinition.objects.create(
            key=graph.key,
            version=newest.version + 1 if newest else 1,
            name=graph.name,
            name_en=graph.name_en,
            record_kind=graph.record_kind,
            bpmn=xml.decode("utf-8"),
            digest=digest,
            published_at=act.at,
            published_by=act.by,
        )


def ship_processes(*, act: Act) -> list[ProcessDefinition]:
    """Publish the definitions that come with the areas (`processes/*.bpmn`), where a file's content is new.

    Run after every migration. A definition whose newest version somebody in the company has published is left
    alone; only a file whose content was never published becomes a version. Raises bpmn.Refused naming the file.
    """
    known = set(ProcessDefinition.objects.values_list("digest", flat=True))
    newest = ProcessDefinition.objects.order_by("key", "-version").distinct("key")
    own = {key for key, by in newest.values_list("key", "published_by") if by is not None}
    made = []
    for name, xml in shipped_files():
        if hashlib.sha256(xml).hexdigest() in known:
            continue
        try:
            if bpmn.parse(xml).key not in own:
                made.append(publish(xml=xml, act=act))
        except bpmn.Refused as refused:
            raise bpmn.Refused([f"{name}: {problem}" for problem in refused.problems]) from None
    return made


def shipped_files() -> Iterator[tuple[str, bytes]]:
    """The .bpmn files of all installed areas, by name."""
    for config in apps.get_app_configs():
        folder = resources.files(config.name) / "processes"
        if config.name.startswith("leadtocash.") and folder.is_dir():
            for file in sorted(folder.iterdir(), key=lambda one: one.name):
                if file.name.endswith(".bpmn"):
                    yield f"{config.label}/{file.name}", file.read_bytes()
