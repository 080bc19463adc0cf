"""How good are learnt probabilities? On the deals of a CRM's export, in the order of time.

Each week of the time held out, every deal that is open that day is foretold by what was decided until that day, and
compared with how it ended. Nothing that came later is known to what foretells. Deals without an end in the export are
left out. Beside the product's own (`learning.learn`): the method's constant, and the plain share won so far.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from pathlib import Path

from leadtocash.areas.opportunities.importing import reading
from leadtocash.areas.opportunities.shipping import shipped_methods
from leadtocash.foundation.exchange.findings import Findings
from leadtocash.insight.forecast import learning

WEIGHT, THIN, BINS = 20, 20, 10


@dataclass(frozen=True)
class Deal:
    """A deal that was decided; what else is known of it the day it begins."""

    opened: date
    closed: date
    won: bool
    facts: dict[str, str]


@dataclass(frozen=True)
class Told:
    """A deal on a day, what each way of foretelling says of it, and how it ended."""

    won: bool
    shares: dict[str, float]


def main(words: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="dev.py bench forecast", description=__doc__)
    asked.add_argument("data", type=Path, help="folder of the export")
    asked.add_argument("--from", dest="first", type=date.fromisoformat, default=date(2017, 10, 1))
    asked.add_argument("--write", type=Path)
    given = asked.parse_args(words)
    deals = _deals(given.data)
    told = foretold(deals, given.first, max(deal.closed for deal in deals))
    text = report(deals, told, given.first)
    print(text)
    if given.write:
        given.write.write_text(text, encoding="utf-8")
        picture = given.write.with_suffix(".svg")
        picture.write_text(drawn(calibration(told, "learnt")), encoding="utf-8")
    return 0


def foretold(deals: Sequence[Deal], first: date, last: date) -> list[Told]:
    """Every deal open on each Monday from `first` on, as it was foretold that day."""
    found, day = [], first + timedelta(days=-first.weekday() % 7)
    while day <= last:
        ways = _ways([deal for deal in deals if deal.closed <= day])
        for deal in deals:
            if deal.opened <= day < deal.closed:
                found.append(Told(deal.won, {name: way(deal, day) for name, way in ways.items()}))
        day += timedelta(days=7)
    return found


Way = Callable[[Deal, date], float]


def _ways(known: Sequence[Deal]) -> dict[str, Way]:
    stage = next(one for one in shipped_methods()["crm"]["stages"] if one["probability"] == 50)
    rate = sum(deal.won for deal in known) / len(known)
    seen: dict[int, tuple[int, int]] = {}
    for span in learning.SPANS:
        those = [deal.won for deal in known if (deal.closed - deal.opened).days >= span]
        seen[span] = (len(those), sum(those))
    one = learning.Stage("engaging", stage["probability"] / 100, 1.0, seen)
    chances, _strength = learning.learn([[one]], method_weight=WEIGHT, thin=THIN)

    def learnt(deal: Deal, day: date) -> float:
        return chances["engaging", learning.span_of((day - deal.opened).days)].share

    ways: dict[str, Way] = {
        "method": lambda deal, day: stage["probability"] / 100,
        "base rate": lambda deal, day: rate,
        "learnt": learnt,
    }
    for fact in known[0].facts:
        ways[f"learnt + {fact}"] = _with(fact, known, learnt)
    return ways


def _with(fact: str, known: Sequence[Deal], before: Way) -> Way:
    """The learnt share drawn on by one fact more: each of its values as a stage of its own, drawn towards what is
    expected without it."""
    tried: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for deal in known:
        here = tried[deal.facts[fact]]
        here[0] += 1
        here[1] += deal.won
        here[2] += before(deal, deal.opened)
    strength = learning.strength_of([(e / n, int(n), int(w)) for n, w, e in tried.values()])
    lift = {value: (w + strength * e / n) / (n + strength) / (e / n) for value, (n, w, e) in tried.items()}
    return lambda deal, day: min(before(deal, day) * lift.get(deal.facts[fact], 1.0), 0.999)


def brier(told: Sequence[Told], way: str) -> float:
    """The mean squared distance between what was foretold and what came."""
    return sum((one.shares[way] - one.won) ** 2 for one in told) / len(told)


def log_loss(told: Sequence[Told], way: str) -> float:
    """The mean surprise, in nats."""
    return -sum(log(one.shares[way] if one.won else 1 - one.shares[way]) for one in told) / len(told)


def calibration(told: Sequence[Told], way: str) -> list[tuple[int, float, float]]:
    """By tenths (narrower where all lies in few): how many, foretold on average, won in truth."""
    ordered = sorted(told, key=lambda one: one.shares[way])
    size = -(-len(ordered) // BINS)
    pieces = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    return [
        (len(piece), sum(one.shares[way] for one in piece) / len(piece), sum(one.won for one in piece) / len(piece))
        for piece in pieces
    ]


def report(deals: Sequence[Deal], told: Sequence[Told], first: date) -> str:
    ways = list(told[0].shares)
    lines = ["| foretold by | Brier score | log loss |", "|---|---:|---:|"]
    lines += [f"| {way} | {brier(told, way):.4f} | {log_loss(told, way):.4f} |" for way in ways]
    lines += ["", "| deals | foretold | won |", "|---:|---:|---:|"]
    lines += [f"| {n} | {share:.1%} | {won:.1%} |" for n, share, won in calibration(told, "learnt")]
    head = f"{len(deals)} decided deals; held out: from {first} on, {len(told)} times a deal was open on a Monday."
    return "\n".join([head, "", *lines, ""])


def drawn(points: Sequence[tuple[int, float, float]]) -> str:
    """The calibration as a picture: foretold to the right, won upwards, size by the number of deals."""

    def at(share: float) -> float:
        return 40 + share * 320

    dots = "".join(
        f'<circle cx="{at(share):.1f}" cy="{400 - at(won):.1f}" r="5" fill="#2450b5"><title>{n}</title></circle>'
        for n, share, won in points
    )
    axis = '<path d="M40 40V360H360M40 360L360 40" fill="none" stroke="#626d7d"/>'
    words = '<text x="200" y="390" text-anchor="middle">foretold</text><text x="12" y="30">won</text>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400" font-family="sans-serif" font-size="13">'
        f'<rect width="400" height="400" fill="#fff"/>{axis}{dots}{words}</svg>\n'
    )


def _deals(folder: Path) -> list[Deal]:
    export = reading.read(folder, Findings())
    found = []
    for deal in export.deals:
        if deal.stage in (reading.WON, reading.LOST) and deal.engaged and deal.closed:
            item = export.items.get(deal.product)
            facts = {
                "product": deal.product, "owner": deal.seller, "region": export.sellers[deal.seller].region,
                "sector": export.accounts[deal.account].sector if deal.account in export.accounts else "",
                "amount": str(len(str(int(item.price)))) if item else "",
            }  # fmt: skip
            found.append(Deal(deal.engaged, deal.closed, deal.stage == reading.WON, facts))
    return found
