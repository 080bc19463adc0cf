"""The translation catalogues: one for each app, English in the source, Chinese here, complete or refused.

    python3 dev.py messages [APP ...]              take in new sentences, drop those no longer said
    python3 dev.py messages --check                refuse what is stale, missing, fuzzy or contradictory
    python3 dev.py messages --missing [APP ...]    print the untranslated ones as JSON, ready to be filled
    python3 dev.py messages --set APP ENGLISH CHINESE   translate one sentence
    python3 dev.py messages --fill APP FILE.json   translate many: {"English": "Chinese"}
    python3 dev.py messages --compile              what the running program reads, traditional characters included

A sentence with a context has the key `context|sentence`. A sentence another app has translated already is
taken over from there, for Django knows one translation of a sentence only. Chinese in traditional characters is
made from the simplified one when compiling (kernel/language.py) and stands in no catalogue.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

from leadtocash.foundation.kernel import language

PACKAGE = Path(__file__).resolve().parents[1]
WHERE = Path("locale") / "zh_Hans" / "LC_MESSAGES" / "django.po"
TRADITIONAL = Path("locale") / "zh_Hant" / "LC_MESSAGES" / "django.mo"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*(?::[^{}]*)?\}")
HALF_WIDTH = re.compile("[\u3400-\u9fff][,;!?]|[,;!?][\u3400-\u9fff]")
SINGLE = [
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "both",
    "on_one_line",
    "marked",
    "say",
    "PlainError",
]
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    **dict.fromkeys(SINGLE),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}
STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(rf"(?<!\w)(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)\s*(?:,\s*count\s*)?\)", re.DOTALL)


@dataclass(frozen=True, order=True)
class Sentence:
    """What the source says: the sentence, its plural form if it has one, its context if it has one."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> str:
        """How people name it."""
        return f"{self.context}|{self.text}" if self.context else self.text


@dataclass(frozen=True)
class App:
    """One folder of the program with a catalogue of its own."""

    name: str
    folder: Path
    extra: tuple[Path, ...] = ()

    @property
    def catalogue(self) -> Path:
        """Where its Chinese lives."""
        return self.folder / WHERE

    def sources(self) -> Iterator[Path]:
        """Files that speak to people: Python and templates, neither tests nor migrations."""
        for path in sorted([*self.folder.rglob("*.py"), *self.folder.rglob("*.html"), *self.folder.rglob("*.txt")]):
            parts = path.relative_to(self.folder).parts
            templates = path.suffix == ".py" or "templates" in parts
            if templates and not {"tests", "migrations", "node_modules"} & set(parts):
                yield path
        yield from self.extra


def apps(package: Path = PACKAGE) -> list[App]:
    """Every app of the program, and the part that starts it."""
    starter = package.parents[1] / "dev.py"
    found = [App("config", package / "config", (starter,) if starter.exists() else ())]
    for file in sorted(package.glob("*/*/apps.py")):
        found.append(App(file.parent.name, file.parent))
    return found


# ---------------------------------------------------------------- from the source


def said(app: App) -> list[Sentence]:
    """Every sentence of this app, sorted; a sentence with a plural wins over the same without."""
    found: dict[tuple[str, str], Sentence] = {}
    for path in app.sources():
        text = path.read_text(encoding="utf-8")
        for one in _in_python(path) if path.suffix == ".py" else _in_template(text, path):
            if one.text and (one.plural or (one.text, one.context) not in found):
                found[one.text, one.context] = one
    return sorted(found.values())


def _in_python(path: Path) -> Iterator[Sentence]:
    from babel.messages.extract import extract

    with path.open("rb") as source:
        for _line, message, _comments, context in extract("python", source, KEYWORDS):
            text, plural = message if isinstance(message, tuple) else (message, "")
            yield Sentence(text, plural, context or "")


def _in_template(text: str, path: Path) -> Iterator[Sentence]:
    from django.utils.translation.template import templatize

    for function, literals in CALL.findall(templatize(text, origin=str(path))):
        words = [str(word) for word in ast.literal_eval(f"({literals},)")]
        context = words.pop(0) if function.endswith("pgettext") else ""
        yield Sentence(words[0], words[1] if function.startswith("n") and len(words) > 1 else "", context)


# ---------------------------------------------------------------- the catalogue


def updated(app: App, known: dict[str, str]) -> polib.POFile:
    """The catalogue as it should be: what is said now, with the translations there are."""
    old = {(entry.msgid, entry.msgctxt or ""): entry for entry in _read(app)}
    fresh = polib.POFile(wrapwidth=0)
    fresh.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "zh_Hans",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for one in said(app):
        before = old.get((one.text, one.context))
        chinese = (_chinese(before) if before else "") or known.get(one.key, "")
        fresh.append(_entry(one, chinese, before.flags if before else []))
    return fresh


def _entry(one: Sentence, chinese: str, flags: list[str]) -> polib.POEntry:
    context = {"msgctxt": one.context} if one.context else {}
    if not one.plural:
        return polib.POEntry(msgid=one.text, msgstr=chinese, flags=flags, **context)
    return polib.POEntry(msgid=one.text, msgid_plural=one.plural, msgstr_plural={0: chinese}, flags=flags, **context)


def _read(app: App) -> polib.POFile:
    if not app.catalogue.exists():
        return polib.POFile()
    return polib.pofile(str(app.catalogue), wrapwidth=0)


def _chinese(entry: polib.POEntry) -> str:
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def _key(entry: polib.POEntry) -> str:
    return f"{entry.msgctxt}|{entry.msgid}" if entry.msgctxt else str(entry.msgid)


def _text(catalogue: polib.POFile) -> str:
    return f"{catalogue}\n".replace("\n\n\n", "\n\n")


def _known(everyone: Iterable[App]) -> dict[str, str]:
    """Every translation there is, for apps that say the same sentence."""
    return {_key(entry): _chinese(entry) for app in everyone for entry in _read(app) if _chinese(entry)}


def _write(app: App, catalogue: polib.POFile) -> None:
    if len(catalogue) == 0:
        app.catalogue.unlink(missing_ok=True)
        return
    app.catalogue.parent.mkdir(parents=True, exist_ok=True)
    if not app.catalogue.exists() or app.catalogue.read_text(encoding="utf-8") != _text(catalogue):
        app.catalogue.write_text(_text(catalogue), encoding="utf-8")


# ---------------------------------------------------------------- what one can ask for


def update(chosen: Iterable[App], everyone: Iterable[App]) -> None:
    """Bring catalogues up to date with the source and say what is still to be translated."""
    known = _known(everyone)
    for app in chosen:
        catalogue = updated(app, known)
        _write(app, catalogue)
        missing = sum(1 for entry in catalogue if not _chinese(entry))
        print(f"{app.name}: {len(catalogue)} sentences, {missing} to translate")


def faults(everyone: Sequence[App]) -> list[str]:
    """Everything that keeps the catalogues from being complete and true."""
    found: list[str] = []
    translations: dict[str, set[str]] = defaultdict(set)
    for app in everyone:
        fresh, kept = updated(app, {}), app.catalogue
        written = kept.read_text(encoding="utf-8") if kept.exists() else ""
        if len(fresh) and written != _text(fresh):
            found.append(f"{app.name}: stale; run: python3 dev.py messages {app.name}")
        for entry in fresh:
            found += [f"{app.name}: {fault}: {_key(entry)}" for fault in _faults_of(entry)]
            translations[_key(entry)].add(_chinese(entry))
    for key, several in sorted(translations.items()):
        if len(several - {""}) > 1:
            found.append(f"several translations ({' / '.join(sorted(several))}): {key}")
    return found


def _faults_of(entry: polib.POEntry) -> Iterator[str]:
    chinese = _chinese(entry)
    if not chinese:
        yield "not translated"
        return
    if "fuzzy" in entry.flags:
        yield "fuzzy"
    expected = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
    if set(PLACEHOLDER.findall(chinese)) != expected:
        yield "other placeholders"
    if HALF_WIDTH.search(chinese) and " " in entry.msgid:  # "yes,no" is a list for a filter
        yield "half-width punctuation beside Chinese"
    if entry.msgid.startswith("\n") != chinese.startswith("\n") or entry.msgid.endswith("\n") != chinese.endswith("\n"):
        yield "other line ends"
    if PLACEHOLDER.findall(language.traditional(chinese)) != PLACEHOLDER.findall(chinese):
        yield "other placeholders in traditional characters"


def fill(app: App, translations: dict[str, str], everyone: Iterable[App]) -> list[str]:
    """Enter translations; give the sentences this app does not say."""
    catalogue = updated(app, _known(everyone))
    entries = {_key(entry): entry for entry in catalogue}
    for key, chinese in translations.items():
        entry = entries.get(key)
        if entry is not None and entry.msgid_plural:
            entry.msgstr_plural = {0: chinese}
        elif entry is not None:
            entry.msgstr = chinese
        if entry is not None and "fuzzy" in entry.flags:
            entry.flags.remove("fuzzy")
    _write(app, catalogue)
    return sorted(translations.keys() - entries)


def compile_all(everyone: Iterable[App]) -> None:
    """Write what the running program reads, each file whole or not at all."""
    for app in everyone:
        if app.catalogue.exists():
            _save(_read(app), app.catalogue.with_suffix(".mo"))
            _save(_traditional(app), app.folder / TRADITIONAL)


def _traditional(app: App) -> polib.POFile:
    """The catalogue in traditional characters."""
    catalogue = _read(app)
    catalogue.metadata["Language"] = "zh_Hant"
    for entry in catalogue:
        entry.msgstr = language.traditional(entry.msgstr)
        entry.msgstr_plural = {n: language.traditional(text) for n, text in entry.msgstr_plural.items()}
    return catalogue


def _save(catalogue: polib.POFile, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".mo.new")
    catalogue.save_as_mofile(str(unfinished))
    unfinished.replace(target)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for."""
    options = _options(arguments)
    everyone = apps()
    by_name = {app.name: app for app in everyone}

    def named(name: str) -> App:
        if name not in by_name:
            raise SystemExit(f"no such app: {name}; there are: {', '.join(by_name)}")
        return by_name[name]

    chosen = [named(name) for name in options.apps] or everyone
    if options.check:
        found = faults(everyone)
        print("\n".join(found) or "complete", file=sys.stderr if found else sys.stdout)
        return 1 if found else 0
    if options.set or options.fill:
        name, *rest = options.set or options.fill
        pairs = {rest[0]: rest[1]} if options.set else json.loads(Path(rest[0]).read_text(encoding="utf-8"))
        unknown = fill(named(name), pairs, everyone)
        print("".join(f"{name} does not say: {key}\n" for key in unknown), end="", file=sys.stderr)
        return 1 if unknown else 0
    if options.missing:
        print(json.dumps(_missing(chosen, everyone), ensure_ascii=False, indent=1))
    elif not options.compile:
        update(chosen, everyone)
    compile_all(everyone)
    return 0


def _missing(chosen: Iterable[App], everyone: Iterable[App]) -> dict[str, str]:
    known = _known(everyone)
    return {_key(entry): "" for app in chosen for entry in updated(app, known) if not _chinese(entry)}


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py messages", description="Translation catalogues.")
    parser.add_argument("apps", nargs="*")
    for name in ("check", "missing", "compile"):
        parser.add_argument(f"--{name}", action="store_true")
    parser.add_argument("--set", nargs=3, metavar=("APP", "ENGLISH", "CHINESE"))
    parser.add_argument("--fill", nargs=2, metavar=("APP", "FILE"))
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
