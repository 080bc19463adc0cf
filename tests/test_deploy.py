"""What lies in deploy/ fits its formats and the program: Helm chart, Compose file, units, settings and commands."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import compose_spec
import kubernetes_validate
import pytest
import yaml
from helm_python import chart

from leadtocash.config.command import _parser
from leadtocash.config.tests.test_settings import read_in_code

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
CHART = DEPLOY / "helm" / "leadtocash"
OUTSIDE: dict[str, Any] = {
    "database": {"host": "db.example.com"},
    "pgbouncer": {"enabled": False},
    "web": {"autoscaling": {"enabled": False}},
    "metrics": {"enabled": True},
    "settings": {"LEADTOCASH_LOG": "WARNING"},
    "settingsFrom": ["platforms"],
}
VALUES = pytest.mark.parametrize("values", [{}, OUTSIDE], ids=["own database", "database outside"])

pytestmark = pytest.mark.req("PLT-9")


def rendered(values: dict[str, Any]) -> list[dict[str, Any]]:
    """The chart's objects as Helm's own engine writes them."""
    texts = chart.Chart.load(CHART).render(values, name="sales", namespace="crm")
    documents = [yaml.safe_load_all(text) for path, text in sorted(texts.items()) if path.endswith(".yaml")]
    return [one for several in documents for one in several if one]


def composed() -> dict[str, Any]:
    """The Compose file with its variables filled in and its shared parts merged."""
    text = (DEPLOY / "compose" / "compose.yaml").read_text()
    text = re.sub(r"\$\{IMAGE:-([^}]+)\}", r"\1", text)
    return yaml.safe_load(re.sub(r"\$\{[A-Z_]+[^}]*\}", "filled-in", text))


def pods(objects: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for one in objects:
        if "template" in one.get("spec", {}):
            yield one, one["spec"]["template"]


def own_containers(objects: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The containers of the program itself, by name."""
    found = [box for _, pod in pods(objects) for box in pod["spec"]["containers"]]
    return {box["name"]: box for box in found if "leadtocash" in box["image"]}


def test_the_chart_passes_helms_own_lint() -> None:
    report = chart.lint(CHART, strict=True)
    assert report["errors"] == []
    assert [one for one in report["messages"] if one["severity"] > 1] == []


@VALUES
@pytest.mark.parametrize("version", ["1.29", "1.37"])
def test_kubernetes_takes_every_object(values: dict[str, Any], version: str) -> None:
    objects = rendered(values)
    for one in objects:
        kubernetes_validate.validate(one, version, strict=True)
    names = [(one["kind"], one["metadata"]["name"]) for one in objects]
    assert len(set(names)) == len(names) > 10


@VALUES
def test_what_the_objects_name_is_there(values: dict[str, Any]) -> None:
    objects = rendered(values)
    labels = [pod["metadata"]["labels"] for _, pod in pods(objects)]
    for one in objects:
        spec = one.get("spec", {})
        selector = spec.get("selector") if one["kind"] == "Service" else spec.get("selector", {}).get("matchLabels")
        if selector:
            assert any(selector.items() <= found.items() for found in labels), one["metadata"]["name"]
    services = {one["metadata"]["name"] for one in objects if one["kind"] == "Service"} | {"db.example.com"}
    for name, box in own_containers(objects).items():
        address = next(one["value"] for one in box["env"] if one["name"] == "DATABASE_URL")
        assert re.search(r"@([^:/]+)", address)[1] in services, name  # type: ignore[index]
        assert "password" not in address


@VALUES
def test_only_the_web_goes_through_the_pooler(values: dict[str, Any]) -> None:
    objects = rendered(values)
    pooled = {name for name, box in own_containers(objects).items() if "pgbouncer" in str(box["env"][0])}
    assert pooled == (set() if values else {"web"})
    told = {name for name, box in own_containers(objects).items() if "LEADTOCASH_POOLED" in str(box["env"])}
    assert told == pooled
    services = composed()["services"]
    assert {name for name, one in services.items() if "LEADTOCASH_POOLED" in one.get("environment", {})} == {"web"}
    assert {name for name, one in services.items() if "pgbouncer" in str(one.get("environment", {}))} == {"web"}


@VALUES
def test_no_container_of_ours_may_more_than_it_needs(values: dict[str, Any]) -> None:
    for owner, pod in pods(rendered(values)):
        assert pod["spec"]["securityContext"]["runAsNonRoot"], owner["metadata"]["name"]
        assert not pod["spec"]["automountServiceAccountToken"]
        for box in [*pod["spec"]["containers"], *pod["spec"].get("initContainers", [])]:
            assert not box["securityContext"]["allowPrivilegeEscalation"], box["name"]
            assert box["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_compose_takes_its_file() -> None:
    project = composed()
    assert set(compose_spec.PyCompose.from_yaml(yaml.safe_dump(project)).service_names()) == set(project["services"])
    mounted = [volume for one in project["services"].values() for volume in one.get("volumes", [])]
    for source in (volume.split(":")[0] for volume in mounted):
        known = (DEPLOY / "compose" / source).is_file() if source.startswith(".") else source in project["volumes"]
        assert known, source
    assert all(one.get("networks") for one in project["services"].values())


def test_every_setting_and_command_named_is_one_of_the_program() -> None:
    texts = [path.read_text() for path in DEPLOY.rglob("*") if path.is_file()]
    named = {name for text in texts for name in re.findall(r"LEADTOCASH_[A-Z_]+|DATABASE_URL", text)}
    assert named - read_in_code() == set()
    commands = [box["args"] for box in own_containers(rendered({})).values()]
    commands += [one["command"] for one in composed()["services"].values() if "leadtocash" in one["image"]]
    units = [path.read_text() for path in (DEPLOY / "systemd").glob("*.service")]
    commands += [words.split() for text in units for words in re.findall(r"bin/leadtocash (.+)", text)]
    assert len(commands) == 9
    for words in commands:
        assert callable(_parser().parse_args(words).run)


def test_the_standby_is_made_the_same_way_in_both() -> None:
    for name in ("replication.sh", "standby.sh"):
        script = DEPLOY / "compose" / name
        assert script.read_text() == (CHART / "files" / name).read_text()
        assert subprocess.run(["bash", "-n", script]).returncode == 0


def test_the_units_are_well_formed_and_closed() -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not on this machine")
    units = sorted((DEPLOY / "systemd").glob("*.service"))
    said = subprocess.run([program, "verify", "--man=no", *units], capture_output=True, text=True).stderr
    assert [line for line in said.splitlines() if "is not executable" not in line] == []
    for unit in units:
        rated = subprocess.run([program, "security", "--offline=yes", unit], capture_output=True, text=True)
        assert float(re.search(r"level for \S+: ([\d.]+)", rated.stdout)[1]) < 2, unit  # type: ignore[index]


def test_the_image_takes_all_it_copies_and_runs_as_nobody() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    for source in re.findall(r"^COPY (?!--from)(\S+) ", text, re.MULTILINE):
        assert (DEPLOY.parent / source).exists(), source
    final = text[text.rindex("\nFROM") :]
    assert "\nUSER 10001:10001\n" in final
    assert "node" not in final
