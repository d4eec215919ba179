"""Whole-number points of a system of counts: a local search over some columns, and MILP where that fails.

Every point found is kept only as the values it gives to the targets: one point serves many of them.
"""

from __future__ import annotations

import time

import highspy
import numpy as np

from cross import System
from lp import FAR, Master, quiet
from model import Limits

FULL = 40_000  # all columns go into a MILP up to this number
ANYTHING = 1e9
SMALL = 5_000  # up to this number at once
NEAR_COLUMNS = 8_000  # columns next to those in use that a local search may look at
PAIRS = 500  # columns on either side of a move of one unit from one column to another


class Points:
    """A current whole-number point over a choice of columns, and a record of all row sums that were seen."""

    def __init__(self, system: System, master: Master, watched: list[int], limits: Limits) -> None:
        self.system, self.master = system, master
        self.seconds, self.budget, self.spent = limits.seconds, limits.budget, 0.0
        self.watched = watched  # rows of targets
        self.seen: dict[int, set[int]] = {row: set() for row in watched}
        self.groups: dict[int, tuple[np.ndarray, bool]] = {}  # weights, and whether a point gave more than zero
        self.random = np.random.default_rng(7)
        self.current: np.ndarray | None = None  # value per column of the system

    def note(self, values: np.ndarray) -> bool:
        """Checks a point and records what it gives to the targets."""
        values = np.rint(values)
        support = np.flatnonzero(values)
        start, row, sign = self.system.part(support)
        sums = np.zeros(self.system.rows)
        np.add.at(sums, row, np.repeat(values[support], np.diff(start)) * sign)
        if (values < 0).any() or (sums < self.system.lo).any() or (sums > self.system.up).any():
            return False
        self.current = values
        self.record(sums)
        return True

    def record(self, sums: np.ndarray) -> None:
        """Records the row sums of a point that fits."""
        for target in self.watched:
            self.seen[target].add(int(sums[target]))
        for key, (weights, done) in self.groups.items():
            if not done and weights @ sums > 0:
                self.groups[key] = (weights, True)

    def solve(self, weights: np.ndarray | None, lo: float, up: float) -> str:
        """Looks for a point with `lo <= weights · A x <= up`: "found", "none" or "unsettled"."""
        if self.system.columns == 0:
            fits = lo <= 0 <= up and self.note(np.zeros(0))
            return "found" if fits else "none"
        if self.spent > self.budget:
            return "unsettled"
        narrow = np.array(self.master.chosen)
        if self.current is not None:
            narrow = np.union1d(narrow, np.flatnonzero(self.current))
        everything = np.arange(self.system.columns)
        if len(narrow) == len(everything) or len(everything) <= SMALL:
            return self._milp(everything, weights, lo, up, self.seconds)
        answer = ""
        if self.current is not None:
            answer = self.near(self.current, weights, lo, up, self.seconds)
        if answer != "found":
            answer = self._milp(narrow, weights, lo, up, self.seconds)
        if answer != "found" and len(everything) <= FULL:
            return self._milp(everything, weights, lo, up, self.seconds)
        return "found" if answer == "found" else "unsettled"

    def near(self, point: np.ndarray, weights: np.ndarray | None, lo: float, up: float, seconds: float) -> str:
        """Looks for a point at most one unit per column away from this one, in it and next to it: "found" or not."""
        support = np.flatnonzero(point)
        beside = self.random.permutation(self.system.neighbours(support))[:NEAR_COLUMNS]
        columns = np.unique(np.concatenate([support, beside]))
        answer = self._milp(columns, weights, lo, up, seconds, point[columns])
        return "found" if answer == "found" else "unsettled"

    def _milp(
        self, columns: np.ndarray, weights: np.ndarray | None, lo: float, up: float, seconds: float,
        around: np.ndarray | None = None,
    ) -> str:  # fmt: skip
        began = time.monotonic()
        answer = self._solve_milp(columns, weights, lo, up, seconds, around)
        self.spent += time.monotonic() - began
        return answer

    def _solve_milp(
        self, columns: np.ndarray, weights: np.ndarray | None, lo: float, up: float, seconds: float,
        around: np.ndarray | None,
    ) -> str:  # fmt: skip
        highs = quiet(seconds)
        highs.setOptionValue("mip_rel_gap", ANYTHING)
        start, row, sign = self.system.part(columns)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(columns), self.system.rows
        model.col_cost_ = np.zeros(len(columns))
        model.col_lower_, model.col_upper_ = np.zeros(len(columns)), np.full(len(columns), highs.getInfinity())
        if around is not None:
            model.col_lower_, model.col_upper_ = np.maximum(around - 1, 0), around + 1
        model.row_lower_, model.row_upper_ = np.maximum(self.system.lo, -FAR), np.minimum(self.system.up, FAR)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = start.astype(np.int32)
        model.a_matrix_.index_, model.a_matrix_.value_ = row.astype(np.int32), sign.astype(float)
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
        highs.passModel(model)
        if weights is not None:
            price = self.system.by_columns(weights)[columns]
            index = np.flatnonzero(price).astype(np.int32)
            highs.addRow(max(lo, -FAR), min(up, FAR), len(index), index, price[index])
        highs.run()
        status = highs.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return "none"
        values = np.array(highs.getSolution().col_value)
        if len(values) != len(columns) or not highs.getSolution().value_valid:
            return "unsettled"
        point = np.zeros(self.system.columns)
        point[columns] = np.rint(values)
        return "found" if self.note(point) else "unsettled"


class Search:
    """Moves from a point towards wanted row sums, one unit in one column at a time."""

    def __init__(self, points: Points, point: np.ndarray, extra: int = 2500) -> None:
        self.points, self.system = points, points.system
        some = points.random.permutation(self.system.columns)[:extra]
        near = self.system.neighbours(np.flatnonzero(point))
        near = points.random.permutation(near)[:NEAR_COLUMNS]
        self.columns = np.unique(np.concatenate([points.master.chosen, np.flatnonzero(point), near, some]))
        self.start, self.row, self.sign = self.system.part(self.columns)
        self.positive = self.sign > 0
        self.all_positive = bool(self.positive.all())
        self.values = point[self.columns].copy()
        self.sums = np.zeros(self.system.rows)
        np.add.at(self.sums, self.row, np.repeat(self.values, np.diff(self.start)) * self.sign)

    def reach(self, target: int, value: int, steps: int, pairs: bool) -> bool:
        """Tries to give a target this value while all else fits; takes the steps back if that fails."""
        lo, up = self.system.lo.copy(), self.system.up.copy()
        if not lo[target] <= value <= up[target] or self.points.spent > self.points.budget:
            return False
        began = time.monotonic()
        lo[target] = up[target] = value
        weight = np.ones(self.system.rows)
        before, sums = self.values.copy(), self.sums.copy()
        done = self._repair(lo, up, weight, steps, pairs)
        self.points.spent += time.monotonic() - began
        if done:
            return True
        self.values, self.sums = before, sums
        return False

    def fit(self, steps: int, pairs: bool) -> bool:
        """Tries to make a point that fits out of one that does not."""
        return self._repair(self.system.lo, self.system.up, np.ones(self.system.rows), steps, pairs)

    def point(self) -> np.ndarray:
        """The point, per column of the system."""
        point = np.zeros(self.system.columns)
        point[self.columns] = self.values
        return point

    def _repair(self, lo: np.ndarray, up: np.ndarray, weight: np.ndarray, steps: int, pairs: bool) -> bool:
        """Steps until all sums lie within the bounds; rows that stay outside weigh more and more.

        With `pairs` a unit may move from one column to another at once: dearer, and needed where nothing is rounded.
        """
        banned = np.zeros(len(self.columns), dtype=np.int64)
        for step in range(1, steps + 1):
            outside = (self.sums < lo) | (self.sums > up)
            if not outside.any():
                self.points.record(self.sums)
                return True
            if not pairs:
                weight[outside] += 0.2
                self._step(lo, up, weight, banned, step, False)
            elif not self._step(lo, up, weight, banned, step, True):
                weight[outside] += 0.1
                np.maximum(weight * 0.99, 1.0, out=weight)
        return False

    def _step(
        self, lo: np.ndarray, up: np.ndarray, weight: np.ndarray, banned: np.ndarray, step: int, pairs: bool
    ) -> bool:
        """The change that lowers the weighted distance most (or raises it least); says whether it does."""
        raised = weight * ((self.sums + 1 > up).astype(float) - (self.sums < lo))
        lowered = weight * ((self.sums - 1 < lo).astype(float) - (self.sums > up))
        more, less = self._per_column(raised, lowered), self._per_column(lowered, raised)
        less[self.values < 1] = np.inf
        noise = self.points.random.random(len(more)) * 1e-3
        noise[banned > step] = np.inf
        more, less = more + noise, less + noise
        at, down = int(np.argmin(more)), int(np.argmin(less))
        best, moves = (more[at], [(at, 1)]) if more[at] <= less[down] else (less[down], [(down, -1)])
        if best >= 0 and pairs:
            score, pair = self._pair(more, less, raised + lowered)
            best, moves = (score, pair) if score <= best else (best, moves)
        for at, change in moves:
            banned[at] = step + 3 + int(self.points.random.integers(4))
            self.values[at] += change
            inside = slice(self.start[at], self.start[at + 1])
            self.sums[self.row[inside]] += change * self.sign[inside]
        return bool(best < -0.01)

    def _pair(self, more: np.ndarray, less: np.ndarray, both: np.ndarray) -> tuple[float, list[tuple[int, int]]]:
        """The best move of one unit between two columns; rows that hold both do not change."""
        ups, downs = smallest(more, PAIRS), smallest(less, PAIRS)
        if len(ups) == 0 or len(downs) == 0:
            return np.inf, []
        common = (self._dense(downs) * both.astype(np.float32)) @ self._dense(ups).T
        score = less[downs][:, None] + more[ups][None, :] - common
        score[downs[:, None] == ups[None, :]] = np.inf
        down, up = np.unravel_index(int(np.argmin(score)), score.shape)
        return float(score[down, up]), [(int(downs[down]), -1), (int(ups[up]), 1)]

    def _dense(self, chosen: np.ndarray) -> np.ndarray:
        """Some columns as rows of a dense matrix."""
        sizes = self.start[chosen + 1] - self.start[chosen]
        first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        at = np.repeat(self.start[chosen] - first, sizes) + np.arange(sizes.sum())
        matrix = np.zeros((len(chosen), self.system.rows), dtype=np.float32)
        matrix[np.repeat(np.arange(len(chosen)), sizes), self.row[at]] = self.sign[at]
        return matrix

    def _per_column(self, plus: np.ndarray, minus: np.ndarray) -> np.ndarray:
        """Sums of `plus` over a column's rows of sign +1 and of `minus` over the others."""
        entries = plus[self.row] if self.all_positive else np.where(self.positive, plus[self.row], minus[self.row])
        return np.add.reduceat(entries, self.start[:-1])

    def keep(self) -> bool:
        """Makes this point the current one, after a check by other sums."""
        return self.points.note(self.point())


def smallest(values: np.ndarray, number: int) -> np.ndarray:
    """The places of the smallest finite values."""
    places = np.argpartition(values, number)[:number] if len(values) > number else np.arange(len(values))
    return places[np.isfinite(values[places])]
