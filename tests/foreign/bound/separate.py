"""Separation: which targets are not safe with a choice, whole or fractional, and the cuts that say so.

In: a choice per region between 0 and 1. Out: targets, against whom, and cuts that the choice breaks, at most one per target
and attacker. First the attacker knows only the sums near a target; what these tell holds. With a whole choice he is then
asked what he can do near the target with all else left alone, and with all sums where neither decides: what is not
reported then is safe.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator

import numpy as np

from attacker import Attacker
from cuts import Cut, cut, weights
from needs import Needs
from program import Program, Target
from witness import FAR, WHOLE, Witness, Witnesses, capacity, witness

LITTLE = 0.004  # what is not hidden counts as hidden by so much, so that cuts are short
BROKEN = 1e-3  # a cut is broken by at least this much
EXACT = 1e-6
WIDER = 5  # times as many sums are looked at before all are
Found = tuple[Target, int | None, Cut | None]


class Separator:
    """Looks at one choice after the other; `near` is how many sums around a target are looked at first."""

    def __init__(self, program: Program, needs: Needs, near: int, insiders: bool) -> None:
        self.program, self.needs, self.near, self.insiders = program, needs, near, insiders
        self.partly, self.wholly = Witnesses(), Witnesses()
        self.order = sorted(program.targets, key=lambda it: (it.guess, len(it.sides), it.least))
        self.all: Attacker | None = None
        self.looks = 0

    def look(self, choice: np.ndarray, exact: bool, price: np.ndarray | None = None) -> Iterator[Found]:
        """Targets that are not safe; all of them if the choice is whole and `exact` is asked for.

        With a price per region each cut is mended at once: its regions pay for it, all the same per factor, until one has
        nothing left, which is hidden. So cuts have little in common, and the choice is safe at the end, but for targets
        without a cut. With the reduced costs of the fractional program this is a dual ascent: its bound must rise.
        """
        self.exact, self.price = exact, None if price is None else price.copy()
        self.looks += 1
        self.choice = np.zeros(self.program.columns)
        self.choice[: self.program.regions] = np.where(self.program.open, choice, 0.0)
        witnesses = self.wholly if exact else self.partly
        for target in self.order:
            self.close: dict[tuple[bool, int], Attacker] = {}
            seen = witnesses.fitting(self.program, target, self.choice)
            need = (target.guess, target.least)
            if any(it.need == need for it in seen) or (yield from self._settle(target, need, None, seen, witnesses)):
                if self.insiders:
                    yield from self._insiders(target, need, seen, witnesses)

    def mended(self) -> np.ndarray:
        """The last choice with what was hidden to mend it."""
        return (self.choice[: self.program.regions] > WHOLE) | ~self.program.open

    def _settle(
        self, target: Target, need: tuple[int, float], insider: int | None, seen: list[Witness], witnesses: Witnesses
    ) -> Generator[Found, None, bool]:
        """Whether there is a witness, in the end."""
        while True:
            found = self._seek(target, need, insider)
            if isinstance(found, Witness):
                witnesses.keep(target, found)
                seen.insert(0, found)
                return True
            yield target, insider, found
            if found is None or self.price is None:
                return False
            left = np.where(self.choice[found.region] > WHOLE, np.inf, self.price[found.region])
            step = float((left / found.factor).min())
            self.price[found.region] -= step * found.factor
            gone = left <= step * found.factor * (1.0 + 1e-9)
            self.choice[found.region[gone]] = 1.0
            self.looks += 1

    def _insiders(
        self, target: Target, full: tuple[int, float], seen: list[Witness], witnesses: Witnesses
    ) -> Iterator[Found]:
        pending = set(self.needs.pairs(target))
        for one in seen:
            if one.need == full:
                pending.intersection_update(one.column.tolist())
        while pending:
            insider = min(pending)
            pending.remove(insider)
            need = self.needs.of(target, insider)
            if need is None or any(it.need == need and it.spares(insider) for it in seen):
                continue
            if (yield from self._settle(target, need, insider, seen, witnesses)):
                if need == full:
                    pending.intersection_update(seen[0].column.tolist())
            elif self.price is None:
                return

    def _seek(self, target: Target, need: tuple[int, float], insider: int | None) -> Witness | Cut | None:
        """A witness; or a cut that the choice breaks; or nothing, where it is not safe but no cut says so."""
        if not self.exact:
            near = self._attacker(target, False, self.near)
            return self._witness(near, target, need, insider) or self._cut(near, target, need, insider)
        for near in (self.near, WIDER * self.near):
            found = self._witness(self._attacker(target, True, near), target, need, insider)
            if found is not None:
                return found
            outer = self._attacker(target, False, near)
            if self._witness(outer, target, need, insider) is None:
                one = self._cut(outer, target, need, insider)
                if one is not None:
                    return one
        if self.all is None:
            self.all = Attacker(self.program, np.arange(self.program.rows))
        return self._witness(self.all, target, need, insider) or self._cut(self.all, target, need, insider)

    def _attacker(self, target: Target, closed: bool, near: int) -> Attacker:
        """The attacker who looks at so many sums around a target."""
        if (closed, near) not in self.close:
            rows = self._enclosing(target.region, 4 * near) if closed else self._around(target.region, near)
            self.close[closed, near] = Attacker(self.program, rows, closed)
        return self.close[closed, near]

    def _witness(
        self, attacker: Attacker, target: Target, need: tuple[int, float], insider: int | None
    ) -> Witness | None:
        """Moves that are enough, if there are any."""
        share = need[1] / len(target.sides)
        key = (need, self.looks)
        if attacker.given != key:
            attacker.allow(capacity(self.program, need, self.choice, share, attacker.columns))
            attacker.given = key
        with attacker.without(insider):
            reached, moves = 0.0, []
            for side in target.sides:
                reached += attacker.farthest(target.region, side)[0]
                moves.append(attacker.moves())
        enough = reached >= need[1] * (1.0 - (EXACT if self.exact else BROKEN))
        return witness(need, share, moves) if enough else None

    def _cut(self, attacker: Attacker, target: Target, need: tuple[int, float], insider: int | None) -> Cut | None:
        """A cut that the choice breaks, if one is found."""
        program = self.program
        little = np.maximum(self.choice, LITTLE)
        most: np.ndarray | float = need[1] / len(target.sides)
        best, lowest = None, 1.0 - BROKEN
        for _ in range(2):
            attacker.allow(capacity(program, need, little, most, attacker.columns))
            attacker.given = None
            sides = []
            with attacker.without(insider):
                for side in target.sides:
                    weight = weights(program, target.region, side, attacker.farthest(target.region, side)[1])
                    if weight is None:
                        return best
                    sides.append(weight)
            one = cut(program, *need, sides, insider)
            if one is None:
                break
            value = one.value(self.choice)
            if value < lowest:
                best, lowest = one, value
            most = prices(program, need, sides, one)[attacker.columns]
        return best

    def _can(self) -> np.ndarray:
        """Which columns can move."""
        return (self.choice > 0) | (self.program.room[0, 0] > 0).any(axis=0)

    def _enclosing(self, region: int, columns: int) -> np.ndarray:
        """All sums of so many columns that can move: those that share most sums with what was taken before them."""
        program, can = self.program, self._can()
        taken, rows = {region}, dict.fromkeys(program.rows_of(region).tolist())
        while len(taken) < columns:
            shared = Counter(it for row in rows for it in program.row(row).tolist() if can[it] and it not in taken)
            if not shared:
                break
            fresh = [it for it, _ in sorted(shared.items(), key=lambda it: (-it[1], it[0]))][: columns - len(taken)]
            taken.update(fresh)
            for column in fresh:
                rows.update(dict.fromkeys(program.rows_of(column).tolist()))
        return np.array(list(rows))

    def _around(self, region: int, near: int) -> np.ndarray:
        """The sums nearest to a region, by way of what can move."""
        program, can = self.program, self._can()
        rows: dict[int, None] = {}
        seen, front = {region}, [region]
        while front and len(rows) < near:
            after: list[int] = []
            for column in front:
                for row in program.rows_of(column).tolist():
                    if row not in rows:
                        rows[row] = None
                        fresh = [it for it in program.row(row).tolist() if can[it] and it not in seen]
                        after += fresh
                        seen.update(fresh)
                if len(rows) >= near:
                    break
            front = after
        return np.array(list(rows)[:near])


def prices(program: Program, need: tuple[int, float], sides: list[np.ndarray], one: Cut) -> np.ndarray:
    """What hiding may add, so that the weights of the last cut cost as much as its factors say."""
    guess, least = need
    left = least
    for weight in sides:
        room = np.minimum(program.room[guess, 0], FAR)
        left -= float(np.where(weight > 0, weight * room[0], -weight * room[1]).sum())
    total = np.abs(np.array(sides)).sum(axis=0)
    fresh = np.full(program.columns, least / len(sides))
    factor = np.zeros(program.columns)
    factor[one.region] = one.factor
    used = (total > 0) & (factor > 0)
    fresh[used] = factor[used] * left / total[used]
    return fresh
