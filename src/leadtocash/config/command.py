"""The command `leadtocash`: one word for everything an installation needs.

Each command finds its database by itself: the one in DATABASE_URL, or the program's own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command, execute_from_command_line

from leadtocash.config import backup as copying
from leadtocash.config import demonstration, rewritten
from leadtocash.config.database import data_folder, database, files_folder, own_home
from leadtocash.config.sentences import PlainError, both
from leadtocash.config.serving import (
    Child,
    Supervisor,
    answering,
    free_port,
    secret_key,
    shared_numbers,
    web_command,
    worker_command,
)

SETTINGS = "leadtocash.config.settings"
CHECKOUT = Path(__file__).resolve().parents[3]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what a person can mend is one sentence, without a traceback."""
    options = _parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        return int(options.run(options) or 0)
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    except psycopg.OperationalError as error:
        print(both("The database stopped answering: {reason}", reason=str(error).strip()), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="leadtocash", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: Any, explanation: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=explanation, description=explanation)
        command.set_defaults(run=run)
        return command

    for name, run, explanation in (
        ("serve", serve, "web server and worker together"),
        ("web", web, "the web server alone; workers run elsewhere"),
        ("demo", demo, "prepare the demonstration company, and with --serve show it"),
    ):
        _serving_options(add(name, run, explanation), demo=name == "demo")
    add("worker", worker, "one more worker for jobs").add_argument("--concurrency", type=int, default=2)
    migrating = "bring the database to this version, with what is shipped"
    add("migrate", migrate, migrating).add_argument("--verbosity", type=int, default=1)
    importing = add("import", import_data, "take over data from another system")
    importing.add_argument("what", choices=["crm"])
    importing.add_argument("folder", type=Path)
    importing.add_argument("--report", type=Path, help="write every finding, row by row, to this CSV file")
    importing.add_argument("--password", help="for the people made; without it they cannot sign in yet")
    _pack_commands(add("pack", pack, "policy packs: export, import, compare, seal"))
    _setup_options(add("setup", setup, "the first start without a browser: company, administrator, policy pack"))
    add("backup", backup, "database and files into one FILE").add_argument("file", type=Path)
    add("restore", restore, "a backup into an empty database").add_argument("file", type=Path)
    _checking_commands(add)
    add("openapi", openapi, "write docs/openapi.yaml").add_argument("--check", action="store_true")
    commands.add_parser("check-version").set_defaults(run=check_version)
    preparing = commands.add_parser("prepare-demo")
    preparing.set_defaults(run=prepare_demo, verbosity=0)
    preparing.add_argument("accounts", type=Path)
    preparing.add_argument("--build", action="store_true")
    add("django", django, "any command of Django").add_argument("words", nargs=argparse.REMAINDER)
    with_database = add("with-postgres", with_postgres, "run another program with DATABASE_URL set")
    with_database.add_argument("--scratch", action="store_true", help="a quick and unsafe one, for tests")
    with_database.add_argument("words", nargs=argparse.REMAINDER)
    return parser


def _checking_commands(add: Callable[[str, Any, str], argparse.ArgumentParser]) -> None:
    checking = add("check", check, "examine the invariants of the data")
    checking.add_argument("--files", metavar="N", help="how many stored files are read and compared; or: all")
    for name, run, explanation in (
        ("search", search, "bring the search table up to date"),
        ("pipeline", pipeline, "write the figures of the pipeline and the funnel anew"),
    ):
        add(name, run, explanation).add_argument("what", choices=["rebuild"])


def _serving_options(command: argparse.ArgumentParser, *, demo: bool) -> None:
    command.add_argument("--host", default=os.environ.get("LEADTOCASH_HOST", "127.0.0.1"))
    command.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    command.add_argument("--next-free-port", action="store_true", help="if taken, use the next free one")
    command.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1), help="web processes")
    if demo:
        command.add_argument("--reset", action="store_true", help="remove the demonstration and build it anew")
        command.add_argument("--serve", action="store_true", help="and serve it")


def _setup_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--company", required=True)
    command.add_argument("--admin", required=True, metavar="USER", help="user name of the administrator")
    command.add_argument("--name", default="", help="the administrator's name")
    command.add_argument("--pack", default="project_sales")


def _pack_commands(command: argparse.ArgumentParser) -> None:
    verbs = command.add_subparsers(dest="verb", required=True, metavar="VERB")
    exporting = verbs.add_parser("export", help="the company's state into FOLDER (or a .zip)")
    exporting.add_argument("folder", type=Path)
    exporting.add_argument("--shipped", default="", metavar="NAME", help="a shipped pack instead")
    exporting.add_argument("--title", default="")
    exporting.add_argument("--version", default="")
    importing = verbs.add_parser("import", help="take over FOLDER, a .zip or a shipped pack")
    importing.add_argument("source")
    importing.add_argument("--dry-run", action="store_true", help="only show what would change")
    importing.add_argument("--part", action="append", default=[], help="only this part; may be repeated")
    importing.add_argument("--reason", default="")
    importing.add_argument("--as", dest="person", default="", metavar="USER", help="on whose behalf")
    comparing = verbs.add_parser("compare", help="two of them; company is the present state")
    comparing.add_argument("left")
    comparing.add_argument("right")
    verbs.add_parser("seal", help="write the checksums of a folder changed by hand").add_argument("folder", type=Path)


def pack(options: argparse.Namespace) -> int:
    """Policy packs on the command line."""
    with database():
        _set_up()
        _refuse_other_version()
        packs = import_module("leadtocash.config.packs")
        try:
            match options.verb:
                case "export":
                    return int(packs.export(options.folder, name=options.shipped, title=options.title,
                                            version=options.version))  # fmt: skip
                case "import":
                    return int(packs.take_over(options.source, dry=options.dry_run, parts=options.part,
                                               reason=options.reason, person=options.person))  # fmt: skip
                case "compare":
                    return int(packs.compare(options.left, options.right))
            return int(packs.seal(options.folder))
        except packs.REFUSALS as error:
            return int(packs.refused(error))


def setup(options: argparse.Namespace) -> int:
    """Migrate, then set up the company."""
    with database():
        migrate(argparse.Namespace(verbosity=0))
        packs = import_module("leadtocash.config.packs")
        try:
            return int(packs.set_up(company=options.company, username=options.admin, name=options.name,
                                    pack=options.pack))  # fmt: skip
        except packs.REFUSALS as error:
            return int(packs.refused(error))


def serve(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    with database():
        _own_child("check-version")
        return _serve(options, closing="")


def web(options: argparse.Namespace) -> int:
    """Serve pages and API until told to stop; the only command that may go through a pooler."""
    with database(pooled=True):
        _own_child("check-version")
        return _serve(options, closing="", worker=False)


def demo(options: argparse.Namespace) -> int:
    """Prepare the demonstration, once, and give the accounts to sign in with."""
    with database() as url, tempfile.TemporaryDirectory() as folder:
        fresh = demonstration.needs_building(url, reset=options.reset)
        accounts = Path(folder) / "accounts"
        _own_child("prepare-demo", str(accounts), *(["--build"] if fresh else []))
        demonstration.mark(url, demonstration.WHOLE)
        if options.serve:
            return _serve(options, closing=accounts.read_text())
        print(accounts.read_text())
    return 0


def prepare_demo(options: argparse.Namespace) -> int:
    """In one process: migrate, build where asked to, and write down the accounts."""
    migrate(options)
    company = import_module("leadtocash.config.demo")
    if options.build:
        company.build(say=lambda line: print(f"  {line}", flush=True))
    rows = [(name, password, what) for name, password, what in company.accounts()]
    options.accounts.write_text("\n".join(f"  {name:<10} {password:<16} {what}" for name, password, what in rows))
    return 0


def worker(options: argparse.Namespace) -> int:
    """Work on jobs until told to stop; run as many as needed."""
    with database():
        return _serve_children([Child("worker", worker_command(concurrency=options.concurrency))])


def migrate(options: argparse.Namespace) -> int:
    """Bring the database to this version; of two at once the second waits and finds it done."""
    with database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('leadtocash migrate'))")
        _set_up()
        rewritten.refuse(url)
        call_command("migrate", interactive=False, verbosity=options.verbosity)
        rewritten.remember(url)
        import_module("leadtocash.config.shipping").ship()
    return 0


def import_data(options: argparse.Namespace) -> int:
    """Take over the export of another system."""
    with database():
        _set_up()
        _refuse_other_version()
        take_over = import_module("leadtocash.config.taking_over").take_over_crm
        return int(take_over(options.folder, report=options.report, password=options.password))


def backup(options: argparse.Namespace) -> int:
    """Write database and files into one file."""
    with database() as url:
        manifest = copying.backup(url, _files(), options.file.resolve())
    print(both("Backup written: {file} ({rows} rows, {files} files).", file=options.file, **_size(manifest)))
    return 0


def restore(options: argparse.Namespace) -> int:
    """Bring a backup into an empty database and prove it whole."""
    with database() as url:
        manifest = copying.restore(url, _files(), options.file.resolve())
    print(both("Restored and verified: {rows} rows, {files} files.", **_size(manifest)))
    return 0


def _files() -> Any:
    """Where stored files lie: a folder, or the bucket that is set."""
    if not os.environ.get("LEADTOCASH_STORAGE"):
        return files_folder()
    _set_up()
    return import_module("leadtocash.config.places").Bucket()


def check(options: argparse.Namespace) -> int:
    """Examine the invariants and print each violated one."""
    with database():
        if options.files:
            os.environ["LEADTOCASH_CHECK_FILES"] = options.files
        _set_up()
        _refuse_other_version()
        problems = import_module("leadtocash.foundation.kernel.checks").run_all()
    for problem in problems:
        print(f"{problem.code}: {problem.sentence}")
    print(both("{count} problems found.", count=len(problems)))
    return 1 if problems else 0


def pipeline(_options: argparse.Namespace) -> int:
    """Write the kept figures of the pipeline and the funnel anew from leads and opportunities."""
    with database():
        _set_up()
        _refuse_other_version()
        written = import_module("leadtocash.areas.opportunities.figures").rebuild()
        written += import_module("leadtocash.areas.leads.funnel").rebuild()
    print(both("{rows} rows written.", rows=written))
    return 0


def search(_options: argparse.Namespace) -> int:
    """Write every row of the search table that does not say what its record says."""
    with database():
        _set_up()
        _refuse_other_version()
        rebuild = import_module("leadtocash.foundation.search.keeping").rebuild
        written = rebuild(say=lambda line: print(line, flush=True))
    print(both("Search rebuilt: {count} records written.", count=written))
    return 0


def openapi(options: argparse.Namespace) -> int:
    """Write the description of the API, or say that the written one is stale."""
    kept = CHECKOUT / "docs" / "openapi.yaml"
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "openapi.yaml"
        _set_up()
        call_command("spectacular", file=str(fresh), validate=True, fail_on_warn=True, lang="en")
        same = kept.exists() and kept.read_bytes() == fresh.read_bytes()
        if not same and not options.check:
            kept.parent.mkdir(exist_ok=True)
            kept.write_bytes(fresh.read_bytes())
    if options.check and not same:
        raise PlainError("docs/openapi.yaml is not what the code says; run: leadtocash openapi")
    return 0


def django(options: argparse.Namespace) -> int:
    """Pass on to Django's own commands."""
    with database():
        execute_from_command_line(["leadtocash django", *options.words])
    return 0


def with_postgres(options: argparse.Namespace) -> int:
    """Run another program while a database is there; Ctrl-C reaches both, and the program decides."""
    words = options.words[1:] if options.words[:1] == ["--"] else options.words
    with database(scratch=options.scratch):
        process = subprocess.Popen(words)
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue


def _serve(options: argparse.Namespace, *, closing: str, worker: bool = True) -> int:
    port = free_port(options.host, options.port)
    if port != options.port and not options.next_free_port:
        raise PlainError("Port {port} is taken; choose another one with --port.", port=options.port)
    if port != options.port:
        print(both("Port {taken} is taken; using {port}.", taken=options.port, port=port))
    os.environ["LEADTOCASH_SECRET_KEY"] = secret_key(data_folder())
    (data_folder() / "static").mkdir(exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared_numbers(data_folder())

    def ready() -> None:
        address = f"http://{options.host}:{port}/"
        print(both("Ready: {address} (Ctrl-C stops everything)", address=address), closing, sep="\n", flush=True)

    children = [Child("web", web_command(host=options.host, port=port, workers=options.workers))]
    if worker:
        children.append(Child("worker", worker_command(concurrency=2)))
    return _serve_children(children, ready=ready, answers=lambda: answering(options.host, port))


def _serve_children(
    children: list[Child],
    *,
    ready: Callable[[], None] = lambda: None,
    answers: Callable[[], bool] = lambda: True,
) -> int:
    own = own_home()
    return Supervisor(children=children, home=own, ready=ready, answers=answers).run()


def _own_child(*words: str) -> None:
    """Run another of these commands in a process of its own; its failure is ours, already explained."""
    done = subprocess.run([sys.executable, "-m", "leadtocash.config.command", *words])
    if done.returncode:
        raise SystemExit(done.returncode)


def _set_up() -> None:
    import_module("django").setup()


def check_version(_options: argparse.Namespace) -> int:
    """In a process of its own, so that the supervisor stays small: refuse a database of another version."""
    _set_up()
    _refuse_other_version()
    return 0


def _refuse_other_version() -> None:
    rewritten.refuse(os.environ["DATABASE_URL"])
    connections = import_module("django.db").connections
    executor = import_module("django.db.migrations.executor").MigrationExecutor(connections["default"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise PlainError("The database is not at this version of the program; run: leadtocash migrate")


def _size(manifest: copying.Manifest) -> dict[str, int]:
    return {"rows": sum(manifest.rows.values()), "files": len(manifest.checksums) - 1}


if __name__ == "__main__":
    raise SystemExit(main())
