"""Who does workload W: one person at the product, bare SQL by psycopg, and a bare WSGI server."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode
from uuid import uuid4

import psycopg

from bench import floor
from bench.deals import COMMON, STORIED
from leadtocash.config.serving import answering, free_port, web_command

CHANGES = {"W4", "W5"}
NINE = "id,number,name,customer_name,owner,stage,expected_close_on,amount,created_at"
PAGES = {"W6", "W3p", "list"}
_taking = threading.Lock()


@dataclass(frozen=True)
class Things:
    """What is asked for: sellers, stages, opportunities that can still move, customers, words."""

    sellers: list[int]
    stages: list[int]
    movable: list[int]
    storied: list[int]
    customers: list[int]
    rare: str
    size: int

    @classmethod
    def read(cls, bare: psycopg.Connection[Any], size: int) -> Things:
        """From the filled company."""

        def keys(statement: str) -> list[int]:
            return [row[0] for row in bare.execute(statement)]  # type: ignore[arg-type]

        rare = bare.execute(
            "SELECT substr(name, 1, 9) FROM customers_customer ORDER BY id LIMIT 1 OFFSET 4321"
        ).fetchone()
        return cls(
            keys("SELECT id FROM accounts_user WHERE username LIKE 'sales%'"),
            keys("SELECT id FROM opportunities_stage WHERE method_id = (SELECT id FROM opportunities_salesmethod "
                 "WHERE is_default) ORDER BY position"),
            keys("SELECT o.id FROM opportunities_opportunity o JOIN opportunities_stage s ON s.id = o.stage_id "
                 "WHERE state = 'open' AND s.position = 1 ORDER BY o.id LIMIT 20000"),
            keys(f"SELECT id FROM opportunities_opportunity ORDER BY id LIMIT {STORIED}"),
            keys("SELECT id FROM customers_customer ORDER BY id"),
            str(rare[0]) if rare else "",
            size,
        )  # fmt: skip

    def asked(self, work: str, chance: random.Random) -> dict[str, Any]:
        """The values of one call."""
        word = self.rare if work == "W2r" else COMMON
        pairs = " & ".join(f"'{word[place : place + 2].lower()}'" for place in range(len(word) - 1))
        return {
            "sp": chance.choice(self.sellers), "stage": chance.choice(self.stages[:-1]), "word": word,
            "grams": pairs, "customer": chance.choice(self.customers), "name": f"W4 {uuid4().hex[:12]}",
            "id": chance.choice(self.storied if work == "W6" and chance.random() < 0.1 else self.movable),
        }  # fmt: skip

    def next(self) -> int:
        """One that has not moved yet: each is taken once."""
        with _taking:
            return self.movable.pop()


class Product:
    """One person at the product, by API and by page."""

    def __init__(self, address: tuple[str, int], token: str, session: str, things: Things) -> None:
        self.line = http.client.HTTPConnection(*address, timeout=60)
        self.things, self.chance = things, random.Random()
        self.api = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept-Language": "zh-hans",
        }
        self.page = {"Cookie": f"sessionid={session}", "Accept-Language": "zh-hans"}

    def do(self, work: str) -> None:
        """One call; RuntimeError for a refusal, because a measured refusal measures nothing."""
        path, body = self.address(work)
        headers = self.page if work in PAGES else self.api
        if body:
            headers = headers | {"Idempotency-Key": str(uuid4())}
        self.line.request("POST" if body else "GET", path, json.dumps(body) if body else None, headers)
        answer = self.line.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path} answered {answer.status} {text[:300].decode(errors='replace')}")
        if work not in PAGES:
            json.loads(text)

    def address(self, work: str) -> tuple[str, dict[str, Any]]:
        """Where one call goes, and what it posts."""
        asked, api = self.things.asked(work, self.chance), "/api/v1/opportunities/"
        if work == "W1":
            query = {"owner": asked["sp"], "stage": asked["stage"], "ordering": "expected_close_on", "fields": NINE}
            return f"{api}?{urlencode(query)}", {}
        if work in ("W2", "W2r"):
            return f"{api}?ordering=expected_close_on&search={quote(asked['word'])}", {}
        if work == "W3":
            return f"{api}pipeline/", {}
        if work == "W3p":
            return "/opportunities/pipeline/", {}
        if work == "W4":
            return api, {"name": asked["name"], "customer": asked["customer"], "amount": "1000"}
        if work == "W5":
            return f"{api}{self.things.next()}/stage/", {"stage": self.things.stages[1]}
        return f"/opportunities/{asked['id']}/" if work == "W6" else "/opportunities/", {}


class Sql:
    """The same rows by psycopg alone."""

    def __init__(self, things: Things) -> None:
        self.things, self.chance = things, random.Random()
        self.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=1)

    def do(self, work: str) -> None:
        """One call."""
        floor.rows(self.connection, work[:2], self.things.asked(work, self.chance))


class Bare:
    """The same rows from a bare WSGI server."""

    def __init__(self, address: tuple[str, int], things: Things) -> None:
        self.line = http.client.HTTPConnection(*address, timeout=60)
        self.things, self.chance = things, random.Random()

    def do(self, work: str) -> None:
        """One call."""
        asked, changes = self.things.asked(work, self.chance), work in CHANGES
        path = f"/{work[:2]}" + ("" if changes else f"?{urlencode(asked)}")
        self.line.request("POST" if changes else "GET", path, json.dumps(asked) if changes else None)
        answer = self.line.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"bare {path} answered {answer.status}")
        json.loads(text)


@contextlib.contextmanager
def bare_server() -> Iterator[tuple[tuple[str, int], int]]:
    """Served as the product is, with as many processes and threads; gives its address and its process id."""
    host, port = "127.0.0.1", free_port("127.0.0.1", 18900)
    *command, _product = web_command(host=host, port=port, workers=2)
    process = subprocess.Popen([*command, "bench.floor:application"])
    try:
        deadline = time.monotonic() + 30
        while not answering(host, port):
            if time.monotonic() > deadline:
                raise SystemExit("the bare server did not start")
            time.sleep(0.2)
        yield (host, port), process.pid
    finally:
        process.terminate()
        process.wait(15)
