"""The attacker's program: how far a region can move with what is hidden, and why no further.

In: some of the sums of a program and capacities of its columns. Out: the largest move of a region, and weights of the sums
from which everybody can work out a bound on it (the dual solution). Fewer sums allow more moves, so what some sums tell holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import highspy
import numpy as np

from program import UP, Program


def quiet(seconds: float | None = None) -> highspy.Highs:
    """A HiGHS instance that prints nothing and uses one thread."""
    highs = highspy.Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 1)):
        highs.setOptionValue(name, value)
    if seconds is not None:
        highs.setOptionValue("time_limit", float(seconds))
    return highs


class Attacker:
    """The moves that some sums allow; nothing moves until capacities are given.

    A `closed` one moves only what is in no other sum: what it can do is possible, not only not excluded.
    """

    def __init__(self, program: Program, rows: np.ndarray, closed: bool = False) -> None:
        self.program, self.rows = program, rows
        lengths = program.row_start[rows + 1] - program.row_start[rows]
        start = np.cumsum([0, *lengths])
        entry = np.repeat(program.row_start[rows] - start[:-1], lengths) + np.arange(start[-1])
        self.columns, column = np.unique(program.row_column[entry], return_inverse=True)
        self.place = {int(it): at for at, it in enumerate(self.columns)}
        whole = np.diff(program.column_start)[self.columns]
        self.moving = (np.bincount(column) == whole) | (not closed)
        self.highs = quiet()
        self.highs.setOptionValue("presolve", "off")
        self.highs.setOptionValue("simplex_strategy", 4)  # primal: between targets the last vertex still fits
        number = len(self.columns)
        self.index = np.arange(number, dtype=np.int32)
        self.highs.addVars(number, np.zeros(number), np.zeros(number))
        self.highs.addRows(
            len(rows), np.zeros(len(rows)), np.zeros(len(rows)), len(entry),
            start[:-1].astype(np.int32), column.astype(np.int32), program.row_sign[entry],
        )  # fmt: skip
        self.given: object = None  # what the capacities are for, as the caller says
        self.asked: int | None = None
        self.solves = 0

    def allow(self, capacity: np.ndarray) -> None:
        """Sets capacities, up and down, of its columns."""
        up, down = capacity * self.moving
        self.bounds = -down, up
        self.given: object = None
        self.highs.changeColsBounds(len(self.columns), self.index, -down, up)

    @contextmanager
    def without(self, region: int | None) -> Iterator[None]:
        """For a while a region does not move."""
        at = None if region is None else self.place.get(region)
        if at is not None:
            self.highs.changeColBounds(at, 0.0, 0.0)
        yield
        if at is not None:
            self.highs.changeColBounds(at, *(float(it[at]) for it in self.bounds))

    def farthest(self, region: int, side: int) -> tuple[float, np.ndarray]:
        """The largest move up or down, and the weight per sum of the program's that shows it."""
        at = self.place[region]
        if self.asked is not None:
            self.highs.changeColCost(self.asked, 0.0)
        self.highs.changeColCost(at, -1.0 if side == UP else 1.0)
        self.asked = at
        self.solves += 1
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            self.highs.clearSolver()
            self.highs.run()
        dual = np.zeros(self.program.rows)
        dual[self.rows] = self.highs.getSolution().row_dual
        return -self.highs.getInfo().objective_function_value, dual

    def moves(self) -> np.ndarray:
        """The last solution, per column of the program."""
        moves = np.zeros(self.program.columns)
        moves[self.columns] = self.highs.getSolution().col_value
        return moves
