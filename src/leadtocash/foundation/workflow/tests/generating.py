"""Random block-structured definitions: steps, rejections backwards, nested forks, choices, services, waits, timers."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from leadtocash.foundation.workflow.tests.drawing import do, draw, receive, service, step, timer

ASSIGNMENTS = ("person:owner", "person:starter", "superior:owner", "role:finance", "role:legal", "role:rd_manager")
ASSIGNMENTS += ("role:sales_vp", "each:test.reviewers", "each:test.reviewers")
OF_STEP = {
    "repeat": ("each", "once", "in_a_row"),
    "own": ("self", "skip", "superior"),
    "nobody": ("administrator", "superior", "skip"),
    "bulk": ("yes", "no"),
    "copy": ("role:finance person:owner", "role:legal"),
}
OF_PROCESS = {
    "repeat": OF_STEP["repeat"],
    "own": OF_STEP["own"],
    "nobody": OF_STEP["nobody"],
    "bulk": OF_STEP["bulk"],
    "cancel": ("untouched", "starter", "nobody"),
    "edit": ("refuse", "restart"),
}
MODES = ("any", "all", "in_order", "ratio:0.6")


@dataclass
class Scribe:
    """Writes a definition while it walks through it: every part is laid behind the one before."""

    rnd: random.Random
    simple: bool = False
    lines: list[str] = field(default_factory=list)
    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    number: int = 0

    def name(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}{self.number}"

    def sequence(self, before: str, passed: list[str], depth: int, parts: int) -> str:
        """Lay some parts behind `before`; `passed` are the steps a rejection may lead back to. Gives the last node."""
        passed = list(passed)
        for _part in range(parts):
            before = self.part(before, passed, depth)
        return before

    def part(self, before: str, passed: list[str], depth: int) -> str:
        kinds = ["decide"] * 5 + ["do"] * 2 + ["fork"] * (2 if depth < 2 else 0) + ["choice"]
        if not self.simple:
            kinds += ["service", "wait"]
        kind = self.rnd.choice(kinds)
        return getattr(self, f"_{kind}")(before, passed, depth)  # type: ignore[no-any-return]

    def _decide(self, before: str, passed: list[str], depth: int) -> str:
        name, gateway = self.name("s"), self.name("gw")
        self.nodes[name] = self._step()
        self.lines += [f"{before} > {name} > {gateway}"]
        passed.append(name)
        back = self.rnd.choice(passed)
        self.lines.append(f"{gateway} > {back} : {name}_outcome == 'rejected'")
        return gateway

    def _do(self, before: str, passed: list[str], depth: int) -> str:
        name = self.name("d")
        assign = "person:owner" if self.simple else self.rnd.choice(("person:owner", "role:finance", "role:legal"))
        self.nodes[name] = do(assign)
        self.lines.append(f"{before} > {name}")
        passed.append(name)
        if not self.simple and self.rnd.random() < 0.3:
            alarm = self.name("t")
            self.nodes[alarm] = timer(name, self.rnd.randint(1, 4))
            self.lines.append(f"{alarm} > {self.rnd.choice(passed)}")
        return name

    def _fork(self, before: str, passed: list[str], depth: int) -> str:
        fork, join = self.name("fork"), self.name("join")
        self.lines.append(f"{before} > {fork}")
        for _branch in range(self.rnd.randint(2, 3)):
            first = self.name("d")
            self.nodes[first] = do()
            self.lines.append(f"{fork} > {first}")
            inside = [first] if self.simple else [*passed, first]  # no rejection out of the block
            last = self.sequence(first, inside, depth + 1, self.rnd.randint(0, 2))
            self.lines.append(f"{last} > {join}")
        return join

    def _choice(self, before: str, passed: list[str], depth: int) -> str:
        split, merge = self.name("gw"), self.name("gw")
        self.lines.append(f"{before} > {split}")
        left, right = self.name("d"), self.name("d")
        self.nodes[left], self.nodes[right] = do(), do()
        self.lines += [f"{split} > {left} : amount >= 1000", f"{left} > {merge}"]
        self.lines += [f"{split} > {right} > {merge}"]
        return merge

    def _service(self, before: str, passed: list[str], depth: int) -> str:
        name = self.name("v")
        self.nodes[name] = service("test.mark")
        self.lines.append(f"{before} > {name}")
        return name

    def _wait(self, before: str, passed: list[str], depth: int) -> str:
        name = self.name("w")
        self.nodes[name] = receive(self.rnd.choice(("goods", "money")))
        self.lines.append(f"{before} > {name}")
        return name

    def _step(self) -> dict[str, str]:
        if self.simple:
            return step()
        more = {"limit": str(self.rnd.randint(1, 5))} if self.rnd.random() < 0.4 else {}
        for name, values in OF_STEP.items():
            if self.rnd.random() < 0.2:
                more[name] = self.rnd.choice(values)
        assign = self.rnd.choice(ASSIGNMENTS)
        mode = self.rnd.choice(MODES) if assign.startswith(("each", "role")) else "any"
        return step(assign, mode=mode, reject=self.rnd.choice(("at_once", "after_all")), **more)


def definition(key: str, rnd: random.Random, *, simple: bool = False) -> bytes:
    """A random definition; `simple`: only what SpiffWorkflow has too, one person per step."""
    scribe = Scribe(rnd, simple=simple)
    scribe.nodes["d0"] = do()
    scribe.lines.append("start > d0")
    last = scribe.sequence("d0", ["d0"], 0, rnd.randint(1, 4))
    scribe.lines.append(f"{last} > end")
    says = {} if simple else {name: rnd.choice(values) for name, values in OF_PROCESS.items() if rnd.random() < 0.5}
    return draw(key, *scribe.lines, process=says, **scribe.nodes)
