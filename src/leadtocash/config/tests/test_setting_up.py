"""Setting up: done once, and every obstacle is one clear sentence with nothing half-made."""

from __future__ import annotations

import importlib.util
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest

from leadtocash.config import sentences, steps
from leadtocash.config.debian import Debian
from leadtocash.config.sentences import PlainError, both
from leadtocash.config.steps import Steps, explained

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(module, "STEPS", Steps(tmp_path, tmp_path / ".venv" / "stamps"))
    monkeypatch.setattr(module, "DEBIAN", Debian(module.STEPS, tmp_path / ".venv" / "system"))
    return module


def test_a_missing_venv_module_is_one_sentence_and_makes_nothing(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(PlainError, match="apt install python3-venv"):
        dev._virtual_environment()
    assert list(tmp_path.iterdir()) == []


def test_too_little_space_is_said_before_anything_is_made(
    dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(steps.shutil, "disk_usage", lambda _path: usage(9, 9, 2**30))
    with pytest.raises(PlainError, match=r"1\.0 GB free, 2 GB needed"):
        dev._virtual_environment()
    assert list(tmp_path.iterdir()) == []


def test_an_old_python_is_one_sentence(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    with pytest.raises(PlainError, match=r"Python 3\.11 or newer is needed; this is 3\.9"):
        dev._refuse_unfit_machine()


def test_without_a_browser_the_suite_is_refused_not_shortened(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(PlainError, match="No Chromium for the browser tests"):
        dev.browser()
    monkeypatch.setenv("CHROMIUM", "/nonexistent/chromium")
    with pytest.raises(PlainError, match="which does not start"):
        dev.browser()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "The disk is full"),
        ("npm error code ENOTFOUND", "package index cannot be reached"),
        (
            "Failed to establish a new connection: [Errno 111] Connection refused",
            "package index cannot be reached",
        ),
        ("THESE PACKAGES DO NOT MATCH THE HASHES".lower(), "not the one that was locked"),
        ("Segmentation fault", "last lines are above: Title"),
    ],
)
def test_a_failed_step_is_explained_in_one_sentence(output: str, sentence: str) -> None:
    assert sentence in str(explained(output, "Title"))


def test_a_step_is_repeated_only_when_its_source_changes(tmp_path: Path) -> None:
    one, source = Steps(tmp_path, tmp_path / "stamps"), tmp_path / "lock"
    source.write_text("a")
    one.remember("packages", one.digest([source]))
    assert one.done("packages", one.digest([source]))
    source.write_text("b")
    assert not one.done("packages", one.digest([source]))


def test_a_failed_step_is_not_remembered_and_shows_its_last_lines(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(PlainError, match="This step failed"):
        Steps(tmp_path, tmp_path).run("Title", sys.executable, "-c", "print('the reason'); raise SystemExit(3)")
    assert "the reason" in capfd.readouterr().err


def test_a_sentence_is_said_in_chinese_first_and_in_english_below() -> None:
    assert both("Port {taken} is taken; using {port}.", taken=8000, port=8001) == (
        "端口 8000 已被占用，改用 8001。\nPort 8000 is taken; using 8001."
    )
    assert both("Never translated {x}", x=1) == "Never translated 1"


def test_the_catalogue_read_before_anything_is_installed_is_complete() -> None:
    pairs = sentences.read_catalogue(sentences.CATALOGUE.read_text(encoding="utf-8"))
    assert len(pairs) > 40
    assert all(pairs.values())


def test_no_lock_file_names_the_host_of_a_registry() -> None:
    for name in ("requirements/base.lock", "requirements/dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text, name
        assert text.count("--hash=sha256:") > 100, name
    assert '"resolved"' not in (ROOT / "frontend" / "package-lock.json").read_text()
