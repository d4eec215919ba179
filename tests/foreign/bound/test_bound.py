"""Tests of the bound: `python3 test_bound.py`.

Small tables of which every choice is tried: which are safe is worked out by an attacker's program over the finest cells,
written here once more, with all moves and all cells at once.
"""

from __future__ import annotations

import itertools
import random
import sys
import unittest
from typing import Any

import highspy
import numpy as np

from attacker import Attacker, quiet
from better import search
from bound import Bound
from cuts import Cut, cut, weights
from needs import Needs
from program import build
from rows import rows
from separate import Separator

KINDS = ("two values", "reach", "values", "distance", "rounded")


def table(seed: int, kind: str) -> dict[str, Any]:
    """A table of 2 by 2 to 3 by 2 cells with totals, one to three of them unsafe."""
    chance = random.Random(seed)
    high, wide = chance.choice([(2, 2), (2, 3), (3, 2)])
    truth = [[chance.choice([1, 2, 3, 4, 6, 9, 14]) for _ in range(wide)] for _ in range(high)]
    places = [(a, b) for a in range(high + 1) for b in range(wide + 1)]
    number = {place: at for at, place in enumerate(places)}

    def inside(place: tuple[int, int]) -> list[tuple[int, int]]:
        across = [place[0]] if place[0] < high else range(high)
        along = [place[1]] if place[1] < wide else range(wide)
        return [(a, b) for a in across for b in along]

    value = {place: sum(truth[a][b] for a, b in inside(place)) for place in places}
    finest = [place for place in places if place[0] < high and place[1] < wide]
    small = [place for place in finest if value[place] < 5] or finest[:1]
    unsafe = set(chance.sample(small, min(len(small), chance.choice([1, 2, 3]))))
    regions, targets = [], []
    for place in places:
        it, bad = value[place], place in unsafe
        slack = [2, 2] if kind == "rounded" else [0, 0]
        hidden = [it - 1 if kind in ("two values", "reach", "values") else it, None]
        free = [hidden, hidden] if bad else [slack, hidden]
        guessed = [[hidden[0], max(4 - it, 0)]] * 2 if bad and kind == "values" else free
        level = (place[0] == high) + (place[1] == wide)
        regions.append({
            "truth": it, "cost": round((1 + np.log1p(it)) * 4**level, 3), "open": not bad, "unsafe": bad,
            "single": bad and it == 1, "free": free, "guessed": guessed, "ours": True,
        })  # fmt: skip
        if bad:
            targets += asked(kind, number[place], it, hidden[0])
    sums = [[number[(a, wide)], [number[(a, b)] for b in range(wide)]] for a in range(high + 1)]
    sums += [[number[(high, b)], [number[(a, b)] for a in range(high)]] for b in range(wide + 1)]
    points = [[value[it], [number[place] for place in places if it in inside(place)]] for it in finest]
    return {"nonnegative": True, "points": points, "regions": regions, "sums": sums, "targets": targets}


def asked(kind: str, region: int, truth: int, floor: int) -> list[dict[str, Any]]:
    """What is asked of an unsafe cell."""
    both, up, down = [[0, 1], [1, -1]], [[0, 1]], [[0, -1]]
    if kind == "two values":
        return [{"region": region, "guess": False, "terms": both, "least": 1}]
    if kind == "reach":
        return [{"region": region, "guess": False, "terms": up, "least": max(5 - truth, 1)}]
    if kind == "values":
        least = min(4, floor + max(4 - truth, 0))
        return [{"region": region, "guess": True, "terms": both, "least": least}] if least else []
    if kind == "rounded":
        return [{"region": region, "guess": False, "terms": both, "least": 4}]
    return [
        {"region": region, "guess": False, "terms": up, "least": truth * 0.6},
        {"region": region, "guess": False, "terms": down, "least": truth * 0.6},
    ]


def reaches(universe: dict[str, Any], hidden: frozenset[int], target: dict[str, Any], insider: int | None) -> float:
    """How far a target moves: over the finest cells, for one choice."""
    highs = quiet()
    points, copies = universe["points"], len(target["terms"])
    for _ in range(copies):
        for value, _ in points:
            highs.addVar(-float(value), highspy.kHighsInf)
    for copy in range(copies):
        for at, region in enumerate(universe["regions"]):
            name = "guessed" if target["guess"] else "free"
            down, up = (1e6 if it is None else it for it in region[name][1 if at in hidden else 0])
            if at == insider:
                down = up = 0.0
            held = [copy * len(points) + place for place, (_, within) in enumerate(points) if at in within]
            highs.addRow(-float(down), float(up), len(held), np.array(held, np.int32), np.ones(len(held)))
    for copy, (_, sign) in enumerate(target["terms"]):
        for place, (_, within) in enumerate(points):
            if target["region"] in within:
                highs.changeColCost(copy * len(points) + place, -float(sign))
    highs.run()
    if highs.getModelStatus() == highspy.HighsModelStatus.kUnbounded:
        return 1e6
    return -highs.getInfo().objective_function_value


def asks(universe: dict[str, Any], insiders: bool) -> list[tuple[dict[str, Any], int | None, float]]:
    """What must hold against whom: never more than with everything hidden."""
    regions = universe["regions"]
    everything = frozenset(range(len(regions)))
    found: list[tuple[dict[str, Any], int | None, float]] = []
    for target in universe["targets"]:
        found.append((target, None, float(target["least"])))
        singles = [at for at, it in enumerate(regions) if it["single"] and at != target["region"]] if insiders else []
        for insider in singles:
            most = np.floor(reaches(universe, everything, target, insider) + 1e-6)
            if most >= 1:
                found.append((target, insider, float(min(target["least"], most))))
    return found


class Small:
    """A table with what must hold, every choice of which can be tried."""

    def __init__(self, universe: dict[str, Any], insiders: bool) -> None:
        self.universe = universe
        self.asks = asks(universe, insiders)
        self.open = [at for at, it in enumerate(universe["regions"]) if it["open"]]

    def safe(self, hidden: frozenset[int]) -> bool:
        """Whether all holds with these regions hidden."""
        return all(reaches(self.universe, hidden, it, insider) >= least - 1e-6 for it, insider, least in self.asks)

    def cost(self, hidden: frozenset[int]) -> float:
        """What a choice costs."""
        return float(sum(self.universe["regions"][at]["cost"] for at in hidden))

    def optimum(self) -> frozenset[int] | None:
        """The cheapest safe choice: all are tried, cheapest first, but those within one that is not safe."""
        sizes = range(len(self.open) + 1)
        choices = [frozenset(it) for size in sizes for it in itertools.combinations(self.open, size)]
        failed: list[frozenset[int]] = []
        for choice in sorted(choices, key=lambda it: (self.cost(it), sorted(it))):
            if any(choice <= it for it in failed):
                continue
            if self.safe(choice):
                return choice
            if all(not it <= choice for it in failed):
                failed.append(self.widened(choice))
        return None

    def widened(self, choice: frozenset[int]) -> frozenset[int]:
        """More regions hidden, as long as it is not safe."""
        for at in self.open:
            more = choice | {at}
            if not self.safe(more):
                choice = more
        return choice


class BoundTest(unittest.TestCase):
    """Bounds against all choices of small tables."""

    def cases(self, number: int) -> list[tuple[str, bool, dict[str, Any]]]:
        """Tables of each kind, with and without insiders."""
        found = []
        for kind in KINDS:
            for seed in range(number):
                universe = table(1000 * KINDS.index(kind) + seed, kind)
                if universe["targets"]:
                    found.append((f"{kind} {seed}", seed % 2 == 0 and kind != "values", universe))
        return found

    def test_optimum(self) -> None:
        """The bound is never above the optimum, and with all cuts the whole program reaches it."""
        settled = 0
        for name, insiders, universe in self.cases(8):
            with self.subTest(name):
                small = Small(universe, insiders)
                best = small.optimum()
                found = Bound(build(universe), 5.0, insiders, False)
                found.run(50)
                if best is None:
                    self.assertFalse(found.settled)
                    continue
                cost = small.cost(best)
                self.assertLessEqual(found.row, cost * (1 + 1e-6))
                self.assertLessEqual(found.row, found.linear * (1 + 1e-9))
                self.assertLessEqual(found.linear, cost * (1 + 1e-6))
                self.assertLessEqual(found.least, cost * (1 + 1e-6))
                self.assertTrue(found.settled)
                assert found.best is not None
                self.assertAlmostEqual(found.program.price(found.best), cost, delta=0.001 * cost + 1e-9)
                settled += cost > 0
        self.assertGreater(settled, 20)

    def test_cuts(self) -> None:
        """No safe choice breaks a cut, whatever the weights are that it is made from."""
        chance = np.random.default_rng(1)
        tried = 0
        for name, insiders, universe in self.cases(2):
            with self.subTest(name):
                program, small = build(universe), Small(universe, insiders)
                everything = frozenset(small.open)
                if not small.safe(everything):
                    continue
                made: list[Cut | None] = []
                for target in program.targets:
                    for _ in range(20):
                        dual = chance.integers(-2, 3, program.rows) * (chance.random(program.rows) < 0.4) / 2.0
                        sides = [weights(program, target.region, side, dual) for side in target.sides]
                        known = [it for it in sides if it is not None]
                        made.append(cut(program, target.guess, target.least, known, None))
                kept = [it for it in made if it is not None]
                for _ in range(30):
                    hidden = frozenset(it for it in small.open if chance.random() < 0.6)
                    if small.safe(hidden):
                        whole = np.isin(np.arange(program.regions), list(hidden)).astype(float)
                        self.assertTrue(all(it.value(whole) >= 1.0 - 1e-6 for it in kept))
                        tried += len(kept)
        self.assertGreater(tried, 50)

    def test_separation(self) -> None:
        """Looking exactly finds the same choices safe as the attacker over the finest cells."""
        chance = random.Random(2)
        safe = 0
        for name, insiders, universe in self.cases(1):
            with self.subTest(name):
                program, small = build(universe), Small(universe, insiders)
                needs = Needs(program, Attacker(program, np.arange(program.rows)))
                separator = Separator(program, needs, 3, insiders)
                for _ in range(12):
                    hidden = frozenset(it for it in small.open if chance.random() < 0.5)
                    whole = np.isin(np.arange(program.regions), list(hidden)).astype(float)
                    found = list(separator.look(whole, True))
                    self.assertEqual(not found, small.safe(hidden))
                    self.assertTrue(all(it is None or it.value(whole) < 1.0 for _, _, it in found))
                    safe += not found
        self.assertGreater(safe, 20)

    def test_row(self) -> None:
        """One unsafe cell in a row of three: one of the others must be hidden, or the total."""
        universe = table(0, "two values")
        program = build(universe)
        needs = Needs(program, Attacker(program, np.arange(program.rows)))
        for one in rows(program, needs, False):
            self.assertTrue((one.factor == 1.0).all())
            self.assertTrue(program.open[one.region].all())

    def test_better(self) -> None:
        """The search starts from everything hidden and ends with a safe choice that costs no more."""
        for name, insiders, universe in self.cases(1):
            with self.subTest(name):
                small = Small(universe, insiders)
                if not small.safe(frozenset(small.open)):
                    continue
                program = build(universe)
                found = search(program, 50, insiders, 1.0, 20, False)
                assert found is not None
                hidden = frozenset(np.flatnonzero(found.choice & program.open).tolist())
                self.assertTrue(small.safe(hidden))
                self.assertLess(small.cost(hidden), small.cost(frozenset(small.open)))


if __name__ == "__main__":
    result = unittest.TextTestRunner(verbosity=0).run(unittest.defaultTestLoader.loadTestsFromTestCase(BoundTest))
    failed = len({it.id().split(" ")[0] for it, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(failed > 0)
