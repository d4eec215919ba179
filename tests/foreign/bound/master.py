"""The master program: the cheapest choice that keeps all cuts found so far, fractional or whole.

In: costs and cuts. Out: a choice, and a lower bound on what every choice costs that keeps them. The bound of the fractional
program is worked out again from its dual weights, so that it holds whatever the solver's tolerances are; that of the whole
program is the solver's word (branch and bound of HiGHS).
"""

from __future__ import annotations

import highspy
import numpy as np

from attacker import quiet
from cuts import Cut
from program import Program

AGE = 12  # rounds after which a cut that was not needed is left out of the fractional program


class Master:
    """Cuts, and the fractional program over those that matter."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.cuts: list[Cut] = []
        self.known: set[bytes] = set()
        self.inside: list[int] = []
        self.idle: list[int] = []
        self.highs = quiet()
        _columns(self.highs, program)
        self.best = 0.0

    def add(self, cuts: list[Cut]) -> int:
        """Adds what is new. Out: how many that was."""
        fresh = []
        for one in cuts:
            key = one.key()
            if key not in self.known:
                self.known.add(key)
                fresh.append(len(self.cuts))
                self.cuts.append(one)
        self._into(fresh)
        return len(fresh)

    def _into(self, numbers: list[int]) -> None:
        _rows(self.highs, [self.cuts[it] for it in numbers])
        self.inside += numbers
        self.idle += [0] * len(numbers)

    def solve(self) -> tuple[np.ndarray, np.ndarray]:
        """The fractional choice and reduced costs; raises `best`, the bound."""
        while True:
            self.highs.run()
            solution = self.highs.getSolution()
            choice = np.clip(np.array(solution.col_value), 0.0, 1.0)
            dual = np.maximum(np.array(solution.row_dual), 0.0)
            reduced = self._reduced(dual)
            self.best = max(self.best, float(dual.sum() + np.minimum(reduced, 0.0).sum()))
            outside = set(range(len(self.cuts))).difference(self.inside)
            broken = [it for it in outside if self.cuts[it].value(choice) < 1.0 - 1e-6]
            if not broken:
                break
            self._into(sorted(broken))
        self._leave_out(dual)
        return choice, np.maximum(reduced, 0.0)

    def _reduced(self, dual: np.ndarray) -> np.ndarray:
        """Costs less what non-negative weights of cuts take from them.

        Such weights prove a bound: `sum of weights + sum of min(0, reduced cost)`.
        """
        reduced = np.where(self.program.open, self.program.cost, 0.0)
        for number, weight in zip(self.inside, dual):
            if weight > 0:
                one = self.cuts[number]
                reduced[one.region] -= weight * one.factor
        return reduced

    def _leave_out(self, dual: np.ndarray) -> None:
        self.idle = [0 if weight > 1e-9 else idle + 1 for weight, idle in zip(dual, self.idle)]
        out = [at for at, idle in enumerate(self.idle) if idle > AGE]
        if len(out) > 200:
            self.highs.deleteRows(len(out), np.array(out, dtype=np.int32))
            gone = set(out)
            self.inside = [it for at, it in enumerate(self.inside) if at not in gone]
            self.idle = [it for at, it in enumerate(self.idle) if at not in gone]


def whole(
    program: Program,
    cuts: list[Cut],
    seconds: float,
    gap: float,
    start: np.ndarray | None,
    fixed: dict[int, float] | None = None,
) -> tuple[np.ndarray | None, float]:
    """The whole program: a choice, if any was found, and the bound."""
    highs = quiet(seconds)
    _columns(highs, program)
    highs.changeColsIntegrality(
        program.regions, np.arange(program.regions, dtype=np.int32),
        np.full(program.regions, highspy.HighsVarType.kInteger),
    )  # fmt: skip
    for region, value in (fixed or {}).items():
        highs.changeColBounds(region, value, value)
    _rows(highs, cuts)
    highs.setOptionValue("mip_rel_gap", gap)
    if start is not None:
        given = highspy.HighsSolution()
        given.col_value = list((start & program.open).astype(float))
        highs.setSolution(given)
    highs.run()
    info = highs.getInfo()
    choice = None
    if info.primal_solution_status == 2:
        choice = np.array(highs.getSolution().col_value) > 0.5
    return choice, float(info.mip_dual_bound)


def _columns(highs: highspy.Highs, program: Program) -> None:
    number = program.regions
    highs.addVars(number, np.zeros(number), program.open.astype(float))
    cost = np.where(program.open, program.cost, 0.0)
    highs.changeColsCost(number, np.arange(number, dtype=np.int32), cost)


def _rows(highs: highspy.Highs, cuts: list[Cut]) -> None:
    if not cuts:
        return
    start = np.cumsum([0, *(len(it.region) for it in cuts)])
    highs.addRows(
        len(cuts), np.ones(len(cuts)), np.full(len(cuts), highspy.kHighsInf), int(start[-1]),
        start[:-1].astype(np.int32), np.concatenate([it.region for it in cuts]).astype(np.int32), np.concatenate([it.factor for it in cuts]),
    )  # fmt: skip
