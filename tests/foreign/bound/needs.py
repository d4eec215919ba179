"""What a target asks against everybody and against each insider: no more than the rules themselves leave possible.

In: a target, an insider who knows another region exactly. Out: whether guesses are known to the attacker, and how far the
target must move: as far as it can when everything is hidden that may be.
"""

from __future__ import annotations

import math

import numpy as np

from attacker import Attacker
from program import Program, Target

MANY = 100.0  # moves are at most so many times the need


class Needs:
    """Needs, worked out once each."""

    def __init__(self, program: Program, whole: Attacker) -> None:
        self.program, self.whole = program, whole
        self.known: dict[tuple[Target, int], tuple[int, float] | None] = {}
        self.against: dict[int, frozenset[int]] = {}
        # When everything is hidden: how far each point may move, and how far with all that holds it and nothing else.
        room = program.room[:, 1]
        smallest = [min(held, key=lambda it: len(program.members[it])) for held in program.holders]
        lone = np.array([len(program.members[it]) == 1 for it in smallest])
        self.own = np.where(lone, room[:, :, smallest], np.inf)
        self.alone = np.stack([room[:, :, held].min(axis=2) for held in program.holders], axis=2)

    def pairs(self, target: Target) -> frozenset[int]:
        """The insiders against whom a target must hold."""
        if target.region not in self.against:
            self.against[target.region] = frozenset(self.program.pairs(target))
        return self.against[target.region]

    def of(self, target: Target, insider: int | None) -> tuple[int, float] | None:
        """The need; nothing where the rules alone tell the figure to this insider."""
        if insider is None:
            return target.guess, target.least
        key = (target, insider)
        if key not in self.known:
            self.known[key] = self._work_out(target, insider)
        return self.known[key]

    def _work_out(self, target: Target, insider: int) -> tuple[int, float] | None:
        possible = self._possible(target, insider, target.guess)
        if possible >= target.least - 1e-6:
            return target.guess, target.least
        possible = float(math.floor(possible + 1e-6))
        if possible >= 1.0:
            return target.guess, possible
        if target.guess and target.alone and self._possible(target, insider, 0) >= 1.0 - 1e-6:
            return 0, 1.0
        return None

    def _possible(self, target: Target, insider: int, guess: int) -> float:
        """How far the target can move at most; no further looked than it must."""
        points = list(self.program.members[target.region] - self.program.members[insider])
        if sum(self._simply(guess, side, points, target.least) for side in target.sides) >= target.least:
            return target.least
        if self.program.members[insider] < self.program.members[target.region] and not self.own[guess, :, points].any():
            return 0.0
        self.whole.allow(np.minimum(self.program.room[guess, 1][:, self.whole.columns], MANY * target.least))
        with self.whole.without(insider):
            return sum(math.floor(self.whole.farthest(target.region, it)[0] + 1e-6) for it in target.sides)

    def _simply(self, guess: int, side: int, points: list[int], least: float) -> float:
        """How far some points can surely move: one of them alone, or all together as far as nothing stands in the way."""
        alone = np.minimum(self.alone[guess, side, points], least)
        load = np.zeros(self.program.columns)
        for point, far in zip(points, alone):
            load[self.program.holders[point]] += far
        loaded = load > 0
        part = np.min(self.program.room[guess, 1, side, loaded] / load[loaded], initial=1.0)
        return max(alone.max(initial=0.0), float(part * alone.sum()) * (1.0 + 1e-12))
