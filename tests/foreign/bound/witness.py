"""Witnesses: moves that show that a target is safe, kept as long as they fit what is hidden.

In: moves found for one choice. Out: for another choice, those that still fit. Only what the attacker's program was asked
is checked, so a witness of some sums shows no more than that these do not give the target away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from needs import MANY
from program import DOWN, UP, Program, Target

FAR = 1e9
KEEP = 10  # witnesses per target
WHOLE = 0.999


def capacity(
    program: Program, need: tuple[int, float], choice: np.ndarray, most: np.ndarray | float, at: np.ndarray
) -> np.ndarray:
    """How far these columns may move, up and down.

    What is hidden in part may move in part of `most`; what is hidden in whole as far as it can. (A cut that the choice
    breaks takes nothing from it.)
    """
    guess, least = need
    shown = np.minimum(program.room[guess, 0][:, at], FAR)
    hidden = np.minimum(program.room[guess, 1][:, at], FAR)
    limit = np.where(choice[at] > WHOLE, MANY * least, most)
    return shown + np.minimum(hidden - shown, limit) * choice[at]


@dataclass(frozen=True)
class Witness:
    """Columns that move, and the farthest up and down in any of the moves."""

    need: tuple[int, float]
    most: float
    column: np.ndarray
    far: np.ndarray

    def spares(self, region: int) -> bool:
        """Whether a region stays where it is."""
        at = int(np.searchsorted(self.column, region))
        return at == len(self.column) or self.column[at] != region

    def fits(self, program: Program, choice: np.ndarray) -> bool:
        """Whether the moves are possible with this choice."""
        room = capacity(program, self.need, choice, self.most, self.column)
        return bool((self.far <= room + 1e-7 * self.need[1]).all())


def witness(need: tuple[int, float], most: float, moves: list[np.ndarray]) -> Witness:
    """The witness of moves for each side."""
    all_moves = np.array(moves)
    column = np.flatnonzero((np.abs(all_moves) > 1e-9 * need[1]).any(axis=0))
    taken = all_moves[:, column]
    far = np.zeros((2, len(column)))
    far[UP], far[DOWN] = taken.max(axis=0), -taken.min(axis=0)
    return Witness(need, most, column, np.maximum(far, 0.0))


class Witnesses:
    """The last witnesses of each target."""

    def __init__(self) -> None:
        self.of: dict[Target, list[Witness]] = {}

    def fitting(self, program: Program, target: Target, choice: np.ndarray) -> list[Witness]:
        """Those that fit a choice."""
        return [it for it in self.of.get(target, ()) if it.fits(program, choice)]

    def keep(self, target: Target, one: Witness) -> None:
        """Keeps one more."""
        self.of.setdefault(target, []).insert(0, one)
        del self.of[target][KEEP:]
