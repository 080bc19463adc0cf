"""A pack as files: read from a folder or an uploaded zip with every check, written the same way twice."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from leadtocash.foundation.kernel.errors import Missing, RuleError
from leadtocash.foundation.kernel.text import joined

HEAD = "pack.toml"
SUFFIXES = (".toml", ".csv", ".bpmn", ".md", ".txt", ".html")
MOST_FILES, LARGEST_FILE, LARGEST = 500, 2_500_000, 20_000_000
LONGEST_PATH = 120
_SAME_MOMENT = (2000, 1, 1, 0, 0, 0)


def from_zip(data: bytes) -> dict[str, str]:
    """The text files of an uploaded zip by path. Raises RuleError with every reason why it is not a pack.

    Nothing is ever written to disk, so a path cannot lead anywhere; one that tries is refused all the same.
    """
    if len(data) > LARGEST:
        raise _refused([_("The file is larger than 20 MB.")])
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _refused([_("This is not a zip file.")]) from None
    _check_sizes(infos)
    found: dict[str, bytes] = {}
    problems: list[str] = []
    for info in infos:
        if problem := _path_problem(info):
            problems.append(problem)
        elif not _is_rubbish(info.filename):
            found[info.filename] = _read(archive, info)
    if problems:
        raise _refused(problems[:20])
    return _texts(_without_root(found))


def from_folder(folder: Path) -> dict[str, str]:
    """The text files of a folder on disk; what is hidden or has another suffix is left alone."""
    if not (folder / HEAD).is_file():
        raise _refused([_("%(folder)s holds no pack.toml.") % {"folder": folder}])
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if any(part.startswith(".") for part in inside.parts) or path.suffix not in SUFFIXES or not path.is_file():
            continue
        if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()):
            raise _refused([_("%(file)s leads out of the folder.") % {"file": inside}])
        found[inside.as_posix()] = path.read_bytes()
    return _texts(found)


def to_zip(files: Mapping[str, str], name: str) -> bytes:
    """A zip with one folder; the same files always give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            info = zipfile.ZipInfo(f"{name}/{path}", date_time=_SAME_MOMENT)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[path].encode())
    return buffer.getvalue()


def to_folder(files: Mapping[str, str], folder: Path, *, known: Iterable[str]) -> None:
    """Write the files; of an earlier export (`known`) what is no longer there goes. Raises RuleError for a folder
    that holds something else."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / HEAD).is_file():
        raise RuleError(_("%(folder)s is not empty and holds no pack.") % {"folder": folder}, code="pack_folder_in_use")
    for path in set(known) - set(files):
        stale = folder / path
        if stale.resolve().is_relative_to(folder.resolve()):
            stale.unlink(missing_ok=True)
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_FILES:
        raise _refused([_("There are more than %(n)d files in it.") % {"n": MOST_FILES}])
    if sum(info.file_size for info in infos) > LARGEST:
        raise _refused([_("Unpacked it would be larger than 20 MB.")])
    if len({info.filename for info in infos}) < len(infos):
        raise _refused([_("A file is in it twice.")])


def _path_problem(info: zipfile.ZipInfo) -> str:
    name = info.filename
    path = PurePosixPath(name)
    shown = name[:LONGEST_PATH]
    if path.is_absolute() or ".." in path.parts or "\\" in info.orig_filename or ":" in name or "\0" in name:
        return _("%(file)s leads out of the folder.") % {"file": shown}
    if len(name) > LONGEST_PATH or any(not sign.isprintable() for sign in name):
        return _("%(file)s is no usable file name.") % {"file": shown}
    if stat.S_ISLNK(info.external_attr >> 16):
        return _("%(file)s is a link; a pack holds plain files only.") % {"file": shown}
    if info.flag_bits & 1:
        return _("%(file)s is encrypted.") % {"file": shown}
    if info.file_size > LARGEST_FILE:
        return _("%(file)s is larger than 2.5 MB.") % {"file": shown}
    if path.suffix not in SUFFIXES and not _is_rubbish(name):
        return _("%(file)s: a pack holds only %(kinds)s.") % {"file": shown, "kinds": joined(SUFFIXES)}
    return ""


def _is_rubbish(name: str) -> bool:
    """What file managers leave in a zip."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """One file, never more than its header promised: a bomb is refused before it is unpacked."""
    try:
        with archive.open(info) as stream:
            data = stream.read(info.file_size + 1)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        raise _refused([_("%(file)s cannot be unpacked.") % {"file": info.filename}]) from None
    if len(data) != info.file_size:
        raise _refused([_("%(file)s cannot be unpacked.") % {"file": info.filename}])
    return data


def _without_root(found: dict[str, bytes]) -> dict[str, bytes]:
    """The folder in which everything lies, if there is one, is not part of the paths."""
    if HEAD in found:
        return found
    roots = {PurePosixPath(path).parts[0] for path in found}
    root = roots.pop() if len(roots) == 1 else ""
    inner = {path.removeprefix(f"{root}/"): data for path, data in found.items()}
    if not root or HEAD not in inner:
        raise _refused([_("There is no pack.toml in it.")])
    return inner


def _texts(found: Mapping[str, bytes]) -> dict[str, str]:
    texts, problems = {}, []
    for path in sorted(found):
        try:
            texts[path] = found[path].decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = found[path][: error.start].count(b"\n") + 1
            problems.append(_("%(file)s, line %(line)d: this is not UTF-8 text.") % {"file": path, "line": line})
    if problems:
        raise _refused(problems)
    return texts


def _refused(problems: list[str]) -> RuleError:
    return RuleError(
        _("This is not a policy pack that can be read."),
        code="pack_unreadable",
        missing=[Missing(what=problem) for problem in problems],
    )
