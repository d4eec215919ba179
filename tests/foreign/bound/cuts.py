"""Cuts: what every safe choice hides at least, from what the attacker can work out.

In: a target and, per side, weights of sums. Out: a cut, factors per region whose sum over what is hidden is at least 1. A
move that keeps all sums has `side * move of the region = weights . moves` for whatever weights of sums; each move is bounded
by what its region allows, shown or hidden. So a cut holds whatever the solver did; its weights are made whole numbers first,
so that nothing is lost in rounding either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from program import DOWN, UP, Program

DENOMINATORS = np.arange(1.0, 25.0)
SAFETY = 1.0 + 1e-9  # factors are rounded up by this much


@dataclass(frozen=True)
class Cut:
    """The factors of some regions; their sum over what is hidden is at least 1."""

    region: np.ndarray
    factor: np.ndarray

    def value(self, hidden: np.ndarray) -> float:
        """The sum for a choice, also a fractional one."""
        return float(self.factor @ hidden[self.region])

    def key(self) -> bytes:
        """Equal for equal cuts."""
        return self.region.tobytes() + np.round(self.factor, 6).tobytes()


def weights(program: Program, region: int, side: int, dual: np.ndarray) -> np.ndarray | None:
    """Weights of columns; nothing where those of the sums have no small common denominator."""
    used = np.flatnonzero(np.abs(dual) > 1e-9)
    grid = dual[used, None] * DENOMINATORS
    fits = np.flatnonzero(np.abs(grid - np.rint(grid)).max(axis=0, initial=0.0) < 1e-6)
    if len(fits) == 0:
        return None
    factor = DENOMINATORS[fits[0]]
    whole = np.zeros(program.columns)
    whole[region] = factor if side == UP else -factor
    for row, weight in zip(used, np.rint(dual[used] * factor)):
        at = slice(program.row_start[row], program.row_start[row + 1])
        whole[program.row_column[at]] += weight * program.row_sign[at]
    return whole / factor


def limits(room: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The most that columns with these weights, not 0, add; `room` is up and down."""
    return np.where(weight > 0, room[UP], room[DOWN]) * np.abs(weight)


def cut(program: Program, guess: int, least: float, sides: list[np.ndarray], insider: int | None) -> Cut | None:
    """The cut, if the weights tell anything."""
    need, parts = least, []
    for weight in sides:
        at = np.flatnonzero(weight)
        if insider is not None:
            at = at[at != insider]
        shown = limits(program.room[guess, 0][:, at], weight[at])
        need -= float(shown.sum())
        if not need > 1e-6 * least:
            return None
        parts.append((at, limits(program.room[guess, 1][:, at], weight[at]) - shown))
    region, place = np.unique(np.concatenate([at for at, _ in parts]), return_inverse=True)
    more = np.zeros(len(region))
    np.add.at(more, place, np.concatenate([it for _, it in parts]))
    kept = more > 0
    return Cut(region[kept], np.minimum(more[kept] / need * SAFETY, 1.0))
