"""Clients of the API that never give up: the same Idempotency-Key until an answer comes, whatever dies meanwhile."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

PATIENCE = 120.0  # seconds after which a request without any answer counts as lost
BROKEN = (OSError, http.client.HTTPException)


class Lost(Exception):
    """No answer at all within the patience."""


@dataclass(frozen=True)
class Answer:
    """What a client was told."""

    status: int
    body: Any

    @property
    def done(self) -> bool:
        """Whether it was carried out."""
        return self.status < 300


@dataclass
class Told:
    """What all clients were told together: steps that were answered, refusals, and how often a line broke."""

    done: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    broken: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, step: str, answer: Answer, tries: int) -> None:
        """Keep one answer."""
        with self.lock:
            self.broken += tries - 1
            if answer.done:
                self.done[step] += 1
            else:
                self.refused.append(f"{step}: {answer.status} {answer.body}")


class Caller:
    """One person's connection, made anew whenever it breaks."""

    def __init__(self, address: tuple[str, int], token: str, told: Told, chance: random.Random) -> None:
        self.address, self.token, self.told, self.chance = address, token, told, chance
        self.connection: http.client.HTTPConnection | None = None

    def post(self, step: str, path: str, body: dict[str, Any]) -> Answer:
        """Post until there is an answer; a server error is none."""
        key = str(UUID(int=self.chance.getrandbits(128), version=4))
        return self._until_answered(step, "POST", path, json.dumps(body), {"Idempotency-Key": key})

    def get(self, path: str) -> Any:
        """Read until there is an answer."""
        return self._until_answered("", "GET", path, "", {}).body

    def _until_answered(self, step: str, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
        started, tries = time.monotonic(), 0
        while time.monotonic() - started < PATIENCE:
            tries += 1
            try:
                answer = self._once(method, path, body, headers)
            except BROKEN:
                self._hang_up()
            else:
                if answer.status < 500 and answer.status != 429:
                    if step:
                        self.told.note(step, answer, tries)
                    return answer
            time.sleep(self.chance.uniform(0.05, 0.4))
        raise Lost(f"{method} {path}: no answer for {PATIENCE:.0f} seconds")

    def _once(self, method: str, path: str, body: str, headers: dict[str, str]) -> Answer:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(*self.address, timeout=20)
        every = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Accept-Language": "en"}
        self.connection.request(method, path, body or None, every | headers)
        response = self.connection.getresponse()
        text = response.read()
        try:
            return Answer(response.status, json.loads(text) if text else None)
        except ValueError:
            return Answer(response.status, text[:200].decode(errors="replace"))

    def _hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None


@dataclass
class Work:
    """Takes projects one after the other from arrival to closing, as the people who must act do."""

    address: tuple[str, int]
    plan: dict[str, Any]
    told: Told
    open_items: Callable[[int], list[dict[str, Any]]]
    chance: random.Random

    def one(self, project: dict[str, Any]) -> None:
        """Hand in, check, open the closing, confirm, archive."""
        path = f"/api/v1/projects/{project['id']}"
        signature = {"customer_signer": self.plan["signer"], "signed_on": self.plan["signed_on"]}
        self._as(project["owner"]).post("hand in", f"{path}/signoff/", signature)
        self._decide_all(project, "check")
        self._as("wufang").post("open closing", f"{path}/closing/", {"note": ""})
        self._decide_all(project, "confirm")
        self._as("hanmei").post("archive", f"{path}/archive/", {"place": f"A-{project['id']}"})

    def _decide_all(self, project: dict[str, Any], step: str) -> None:
        """Whoever has the step agrees; a record that others changed meanwhile is looked at again."""
        slots: set[str] = set()
        while items := [item for item in self.open_items(project["id"]) if item["node"] == step]:
            item = next((one for one in items if one["slot"] not in slots), items[0])
            caller = self._as(self.plan["people"][str(item["assignee"])])
            revision = caller.get(f"/api/v1/projects/{project['id']}/")["revision"]
            body = {"decision": "approve", "comment": "", "revision": revision}
            answer = caller.post(step, f"/api/v1/work-items/{item['id']}/decision/", body)
            if answer.done:
                slots.add(item["slot"])
            elif answer.status not in (409, 412):
                raise Lost(f"{step} of {project['code']}: {answer.status} {answer.body}")

    def _as(self, login: str) -> Caller:
        return Caller(self.address, self.plan["tokens"][login], self.told, self.chance)


def all_at_once(work: Callable[[dict[str, Any]], None], projects: list[dict[str, Any]], clients: int) -> list[str]:
    """Let so many clients share the projects; give what they could not finish."""
    waiting, lock, failed = list(reversed(projects)), threading.Lock(), list[str]()

    def client() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                project = waiting.pop()
            try:
                work(project)
            except Exception as error:
                with lock:
                    failed.append(f"{project['code']}: {type(error).__name__} {error}")

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed
