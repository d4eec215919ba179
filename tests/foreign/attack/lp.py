"""The linear relaxation of a system, by HiGHS with column generation.

The model holds some of the columns; those that could improve the objective are added until there are none. The model is
built once per system: between targets only the objective changes.
"""

from __future__ import annotations

import highspy
import numpy as np

from cross import System
from model import Infeasible

START = 3000  # columns at the start
BATCH = 250  # columns added per round
TINY = 1e-7
FAR = 1e9  # no figure (in the system's scale) is larger


def quiet(seconds: float | None = None) -> highspy.Highs:
    """A HiGHS instance that prints nothing and uses one thread."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 1)
    if seconds is not None:
        highs.setOptionValue("time_limit", seconds)
    return highs


class Master:
    """The restricted model of one system."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.highs = quiet()
        self.highs.setOptionValue("presolve", "off")
        self.highs.setOptionValue("simplex_strategy", 4)  # primal: between targets the last vertex still fits
        self.infinity = self.highs.getInfinity()
        self.inside = np.zeros(system.columns, dtype=bool)
        self.chosen = np.zeros(0, dtype=np.int64)
        self.solves = 0
        for lo, up in zip(system.lo, system.up):
            self.highs.addRow(max(lo, -FAR), min(up, FAR), 0, np.zeros(0, np.int32), np.zeros(0))
        self._artificial()
        self.add(first_columns(system))

    def _artificial(self) -> None:
        """Two columns per row that take up what the others cannot."""
        rows = self.system.rows
        self.artificial = np.arange(2 * rows, dtype=np.int32)
        index = np.repeat(np.arange(rows, dtype=np.int32), 2)
        sign = np.tile([1.0, -1.0], rows)
        self.highs.addCols(
            2 * rows, np.ones(2 * rows), np.zeros(2 * rows), np.full(2 * rows, self.infinity), 2 * rows,
            self.artificial, index, sign,
        )  # fmt: skip

    def add(self, columns: np.ndarray) -> None:
        """Adds columns to the model."""
        columns = columns[~self.inside[columns]]
        if len(columns) == 0:
            return
        self.inside[columns] = True
        self.chosen = np.concatenate([self.chosen, columns])
        start, row, sign = self.system.part(columns)
        low = 0.0 if self.system.column_lo == 0 else -FAR
        number = len(columns)
        self.highs.addCols(
            number, np.zeros(number), np.full(number, low), np.full(number, self.infinity), len(row),
            start[:-1].astype(np.int32), row.astype(np.int32), sign.astype(float),
        )  # fmt: skip

    def start(self) -> None:
        """Finds a point that fits, or proves that there is none."""
        value = self._minimise(np.zeros(self.system.rows), None)
        largest = np.abs(np.concatenate([self.system.lo, self.system.up]))
        largest = largest[np.isfinite(largest)].max(initial=1.0)
        if value > 1e-6 + 1e-9 * largest:
            duals = np.abs(np.array(self.highs.getSolution().row_dual))
            guilty = [self.system.names[at] for at in np.argsort(-duals, kind="stable")[:6] if duals[at] > TINY]
            raise Infeasible("these figures contradict each other: " + "; ".join(dict.fromkeys(guilty)))
        number = len(self.artificial)
        self.highs.changeColsBounds(number, self.artificial, np.zeros(number), np.zeros(number))
        self.highs.changeColsCost(number, self.artificial, np.zeros(number))

    def largest(self, weights: np.ndarray, enough: float) -> float:
        """The largest value of `weights · A x`; stops early at `enough` (then at least that)."""
        return -self._minimise(-weights, -enough)

    def _minimise(self, weights: np.ndarray, enough: float | None) -> float:
        """The smallest value of `weights · A x` (plus artificial columns at their cost)."""
        price = self.system.by_columns(weights)
        offset = len(self.artificial)
        while True:
            index = np.arange(offset, offset + len(self.chosen), dtype=np.int32)
            self.highs.changeColsCost(len(index), index, price[self.chosen])
            value = self._run()
            if value is None:
                return -FAR
            if enough is not None and value <= enough:
                return value
            reduced = price - self.system.by_columns(np.array(self.highs.getSolution().row_dual))
            if self.system.column_lo != 0:
                reduced = -np.abs(reduced)
            reduced[self.inside] = 0.0
            wanted = np.flatnonzero(reduced < -TINY)
            if len(wanted) == 0:
                return value
            if len(wanted) > BATCH:
                wanted = wanted[np.argpartition(reduced[wanted], BATCH)[:BATCH]]
            self.add(wanted)

    def _run(self) -> float | None:
        """Solves the model; None where it is unbounded."""
        self.solves += 1
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return float(self.highs.getInfo().objective_function_value)
        if status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return None
        self.highs.clearSolver()  # once more, without what went before
        self.highs.run()
        status = self.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return float(self.highs.getInfo().objective_function_value)
        if status == highspy.HighsModelStatus.kUnbounded:
            return None
        raise RuntimeError(f"HiGHS ends with {status}")

    def point(self) -> np.ndarray:
        """The last solution, per column of the system."""
        values = np.zeros(self.system.columns)
        values[self.chosen] = np.array(self.highs.getSolution().col_value)[len(self.artificial) :]
        return values


def first_columns(system: System) -> np.ndarray:
    """A mixed choice: all where there are few, else some at random and some of every row."""
    if system.columns <= START:
        return np.arange(system.columns)
    random = np.random.default_rng(1)
    shuffled = random.permutation(system.columns)
    start, row, _ = system.part(shuffled[: min(len(shuffled), 20 * START)])
    column = np.repeat(np.arange(len(start) - 1), np.diff(start))
    order = np.argsort(row, kind="stable")
    sorted_rows = row[order]
    rank = np.arange(len(order)) - np.searchsorted(sorted_rows, sorted_rows)
    per_row = shuffled[column[order[rank < 4]]]
    return np.unique(np.concatenate([per_row, shuffled[: START // 2]]))
