"""Ports, keys, and the supervisor: children live and die together, and a killed one comes back."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from leadtocash.config import serving
from leadtocash.config.sentences import PlainError

PROGRAM = """
from leadtocash.config.serving import Child, Supervisor
children = [Child("web", ["sleep", "61"]), Child("worker", {worker!r})]
raise SystemExit(Supervisor(children, None, lambda: print("ready", flush=True), lambda: True, 0.1).run())
"""


def test_a_taken_port_gives_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert serving.free_port("127.0.0.1", port) > port
    assert serving.free_port("127.0.0.1", port) == port


def test_the_secret_key_is_made_once_and_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEADTOCASH_SECRET_KEY", raising=False)
    first = serving.secret_key(tmp_path)
    assert len(first) > 50
    assert serving.secret_key(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    monkeypatch.setenv("LEADTOCASH_SECRET_KEY", "given")
    assert serving.secret_key(tmp_path) == "given"


def test_the_web_server_has_no_more_threads_than_the_pool_has_connections() -> None:
    command = serving.web_command(host="::1", port=1, workers=1, environment={"LEADTOCASH_POOL": "2"})
    assert int(command[command.index("--blocking-threads") + 1]) == 2


def supervisor(worker: list[str]) -> subprocess.Popen[str]:
    program = PROGRAM.format(worker=worker)
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def children(process: subprocess.Popen[str]) -> dict[str, int]:
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(process.pid)], capture_output=True, text=True)
    rows = [line.split(maxsplit=1) for line in listed.stdout.splitlines()]
    return {words: int(number) for number, words in rows if words.startswith("sleep")}


def wait_for(what: object, seconds: float = 8) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_everything(number: int) -> None:
    process = supervisor(["sleep", "62"])
    wait_for(lambda: len(children(process)) == 2)
    family = children(process).values()
    process.send_signal(number)
    assert process.wait(10) == 0
    assert not any(Path(f"/proc/{one}").exists() for one in family)


def test_a_killed_child_is_started_again_and_the_other_left_in_peace() -> None:
    process = supervisor(["sleep", "62"])
    wait_for(lambda: len(children(process)) == 2)
    before = children(process)
    os.kill(before["sleep 61"], signal.SIGKILL)
    wait_for(lambda: children(process).get("sleep 61") not in {None, before["sleep 61"]})
    assert children(process)["sleep 62"] == before["sleep 62"]
    process.terminate()
    assert process.wait(10) == 0


def test_a_supervisor_that_is_killed_takes_its_children_along() -> None:
    process = supervisor(["sleep", "62"])
    wait_for(lambda: len(children(process)) == 2)
    family = children(process).values()
    process.kill()
    process.wait()

    def gone(one: int) -> bool:
        state = Path(f"/proc/{one}/stat")
        return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z"

    wait_for(lambda: all(map(gone, family)))


def test_a_program_that_never_becomes_ready_ends_the_rest_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "TOO_OFTEN", 2)
    failing = serving.Child("web", ["false"])
    lasting = serving.Child("worker", ["sleep", "63"])
    one = serving.Supervisor([lasting, failing], None, lambda: None, lambda: False, 0.05)
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        with pytest.raises(PlainError, match="web stops again and again"):
            one.run()
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
    assert not lasting.running()
