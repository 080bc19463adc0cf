"""`leadtocash pack` and `leadtocash setup`: policy packs and the first start from the command line."""

from __future__ import annotations

import getpass
import os
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from leadtocash.foundation.accounts.models import User
from leadtocash.foundation.kernel.act import Act, system_act
from leadtocash.foundation.kernel.errors import NotAllowed, RuleError
from leadtocash.foundation.packs import actions, comparing, founding, shipped
from leadtocash.foundation.packs.actions import PartReport
from leadtocash.foundation.packs.folder import from_folder, from_zip, to_folder, to_zip
from leadtocash.foundation.packs.pack import Head, Pack, read_pack, sealed

WHERE = "leadtocash pack"


def export(folder: Path, *, name: str, title: str, version: str) -> int:
    """Write the company's present state, or a shipped pack, into a folder (or a .zip)."""
    if name and name not in shipped.ORDER:
        names = ", ".join(shipped.ORDER)
        raise RuleError(_("There is no such pack; there are: %(names)s.") % {"names": names}, code="unknown_pack")
    pack = (
        shipped.shipped_pack(name)
        if name
        else actions.company_pack(act=system_act(where=WHERE), title=title, version=version)
    )
    if folder.suffix == ".zip":
        folder.write_bytes(to_zip(pack.files, pack.head.name))
    else:
        to_folder(pack.files, folder, known=_earlier(folder))
    print(_("%(n)d files written to %(folder)s.") % {"n": len(pack.files), "folder": folder})
    return 0


def take_over(source: str, *, dry: bool, parts: Iterable[str], reason: str, person: str) -> int:
    """Read a folder, a zip or a shipped pack; show what would change, and without `dry` do it."""
    act = _act(person)
    pack, origin = _pack(source)
    reports = actions.dry_run(pack, only=list(parts) or None)
    changes = _show(reports)
    if dry:
        return 1 if any(report.stopped for report in reports) else 0
    if not changes and not any(report.stopped for report in reports):
        print(_("No changes."))
        return 0
    kept = actions.read_import(pack.files, origin=origin, act=act)
    names = [report.part.name for report in reports]
    kept = actions.apply_import(kept, names, act=act, reason=reason or _("From the command line"))
    refused = 0
    for name, told in kept.outcome.items():
        for sentence in told.get("done", []):
            print(f"{name}: {sentence}")
        if "refused" in told:
            refused += 1
            print(f"{name}: {told['refused']}", *told["missing"], sep="\n  ", file=sys.stderr)
    return 1 if refused else 0


def compare(left: str, right: str) -> int:
    """What is otherwise in the right one; "company" is the present state."""
    found = comparing.compared(_pack(left)[0], _pack(right)[0])
    return 0 if _show(found, both=True) == 0 else 1


def seal(folder: Path) -> int:
    """Write the checksums of a folder that was changed by hand."""
    files = from_folder(folder)
    head = read_pack({**files, "pack.toml": files["pack.toml"].split("[checksums]")[0]}).head
    to_folder(sealed(head, files), folder, known=())
    print(_("Sealed: %(n)d files.") % {"n": len(files) - 1})
    return 0


def set_up(*, company: str, username: str, name: str, pack: str) -> int:
    """The first start without a browser. The password: LEADTOCASH_ADMIN_PASSWORD, typed, or made and told once."""
    if pack not in shipped.ORDER:
        names = ", ".join(shipped.ORDER)
        raise RuleError(_("There is no such pack; there are: %(names)s.") % {"names": names}, code="unknown_pack")
    password, told = _password()
    wish = founding.Wish(company=company, username=username, name=name or username, password=password, pack=pack)
    person = founding.found_company(wish, act=Act(by=None, at=timezone.now(), door="system", where="leadtocash setup"))
    print(_("%(company)s is set up; %(name)s can sign in.") % {"company": company, "name": person.username})
    if told:
        print(_("Password, told only now: %(password)s") % {"password": password})
    return 0


def refused(error: Exception) -> int:
    """Print a refusal as sentences."""
    if isinstance(error, ValidationError):
        print("\n".join(error.messages), file=sys.stderr)
    elif isinstance(error, RuleError):
        print(error.message, *(f"  {one.what}" for one in error.missing), sep="\n", file=sys.stderr)
    else:
        print(error, file=sys.stderr)
    return 1


REFUSALS = (RuleError, NotAllowed, ValidationError)


def _password() -> tuple[str, bool]:
    if given := os.environ.get("LEADTOCASH_ADMIN_PASSWORD", ""):
        return given, False
    if sys.stdin.isatty():
        return getpass.getpass(_("Password of the administrator: ")), False
    return secrets.token_urlsafe(12), True


def _pack(source: str) -> tuple[Pack, str]:
    if source == actions.COMPANY:
        return actions.company_pack(act=system_act(where=WHERE)), source
    if source in shipped.ORDER:
        return shipped.shipped_pack(source), f"shipped:{source}"
    path = Path(source)
    if path.is_file():
        return read_pack(from_zip(path.read_bytes())), path.name
    return read_pack(from_folder(path)), str(path)


def _act(username: str) -> Act:
    if not username:
        return system_act(where=WHERE)
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise RuleError(_("There is nobody with the user name %(name)s.") % {"name": username}, code="unknown_person")
    return Act(by=person, at=timezone.now(), door="system", where=WHERE)


def _earlier(folder: Path) -> list[str]:
    """The files an earlier export has written there."""
    try:
        head: Head = read_pack(from_folder(folder)).head
    except (RuleError, KeyError):
        return []
    return [path for path in head.seal if ".." not in path and not path.startswith("/")]


def _show(reports: list[PartReport], *, both: bool = False) -> int:
    signs = {"added": "+", "changed": "~", "missing": "-"}
    count = 0
    for report in reports:
        print(f"{report.part.label}: " + (_("no changes") if not report.wanted else ""))
        for trouble in report.troubles:
            print(f"  ! {trouble}")
        for one in report.differences if both else report.wanted:
            count += 1
            print(f"  {signs[one.kind]} {one.label}")
            for change in one.changes if one.kind == "changed" else ():
                print(f"      {change.name}: {change.old or '—'} → {change.new or '—'}")
    return count
