"""Probabilities of winning learnt from deals that were decided; pure (OPP-11).

A deal that stood in a stage for some days is a try in every span of days it reached there. What is found is drawn
towards what is known without it: a stage towards its method's constant, an age towards its stage. How strongly ages are
drawn is learnt, too (the strength that makes all that happened most likely). Where there is too little, the method's
constant stays. Of the stages of a method a later one is never less probable, and none goes beyond its highest.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import lgamma
from typing import Generic, TypeVar

from leadtocash.insight.forecast.beta import quantile

#: days in a stage from which the next span begins
SPANS = (0, 7, 14, 30, 60, 90, 180)
STRENGTHS = (2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000)
LOW, HIGH = 0.05, 0.95
METHOD, STAGE, AGE = "method", "stage", "age"
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Stage(Generic[K]):
    """A stage in the order of its method: its constants as shares, and by span the tries and what was won of them."""

    key: K
    probability: float
    highest: float
    seen: Mapping[int, tuple[int, int]]

    def at(self, span: int) -> tuple[int, int]:
        return self.seen.get(span, (0, 0))


@dataclass(frozen=True)
class Chance:
    """The probability of winning in a stage from some days on, as shares; low and high hold nine of ten.

    tries, won: what it rests on; basis: "age", "stage" or "method" (then nothing was learnt and low equals high).
    """

    share: float
    low: float
    high: float
    tries: int
    won: int
    basis: str


@dataclass(frozen=True)
class _Belief:
    mean: float
    weight: float
    tries: int
    won: int
    basis: str


def span_of(days: int) -> int:
    """The span in which so many days lie."""
    return max(start for start in SPANS if start <= max(days, 0))


def learn(
    methods: Sequence[Sequence[Stage[K]]], *, method_weight: float, thin: int
) -> tuple[dict[tuple[K, int], Chance], int]:
    """The chance of each stage and span, and how strongly ages are drawn towards their stage (in deals)."""
    stages = [stage for method in methods for stage in method]
    means = {stage.key: _drawn(stage.probability, method_weight, *stage.at(SPANS[0])) for stage in stages}
    strength = strength_of([(means[stage.key], *tried) for stage in stages for tried in stage.seen.values()])
    found: dict[tuple[K, int], Chance] = {}
    for method in methods:
        for span in SPANS:
            beliefs = [_belief(stage, span, means[stage.key], method_weight, strength, thin) for stage in method]
            for stage, belief, mean in zip(method, beliefs, _rising(beliefs), strict=True):
                found[stage.key, span] = _chance(belief, min(mean, stage.highest), stage.highest)
    return found, strength


def _drawn(prior: float, weight: float, tries: int, won: int) -> float:
    return (prior * weight + won) / (weight + tries)


def _belief(stage: Stage[K], span: int, mean: float, method_weight: float, strength: int, thin: int) -> _Belief:
    tries, won = stage.at(span)
    if tries >= thin:
        return _Belief(_drawn(mean, strength, tries, won), strength + tries, tries, won, AGE)
    tries, won = stage.at(SPANS[0])
    if tries >= thin:
        return _Belief(mean, method_weight + tries, tries, won, STAGE)
    return _Belief(stage.probability, method_weight, tries, won, METHOD)


def strength_of(tried: Sequence[tuple[float, int, int]]) -> int:
    """The strength under which what happened is most likely (beta-binomial likelihood), of a few."""

    def likelihood(strength: int) -> float:
        return sum(
            _log_beta(mean * strength + won, (1 - mean) * strength + tries - won)
            - _log_beta(mean * strength, (1 - mean) * strength)
            for mean, tries, won in tried
            if 0 < mean < 1
        )

    return max(STRENGTHS, key=likelihood)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _rising(beliefs: Sequence[_Belief]) -> list[float]:
    """Means that never fall: neighbours that do are put together by their weights."""
    pools: list[list[float]] = []  # mean, weight, how many
    for belief in beliefs:
        pools.append([belief.mean, belief.weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            mean, weight, count = pools.pop()
            before = pools[-1]
            before[0] = (before[0] * before[1] + mean * weight) / (before[1] + weight)
            before[1] += weight
            before[2] += count
    return [mean for mean, _weight, count in pools for _one in range(int(count))]


def _chance(belief: _Belief, mean: float, highest: float) -> Chance:
    if belief.basis == METHOD or not 0 < mean < 1:
        return Chance(mean, mean, mean, belief.tries, belief.won, belief.basis)
    a, b = mean * belief.weight, (1 - mean) * belief.weight
    low, high = quantile(LOW, a, b), min(quantile(HIGH, a, b), highest)
    return Chance(mean, min(low, mean), max(high, mean), belief.tries, belief.won, belief.basis)
