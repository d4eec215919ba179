"""A cell suppression problem as `DREMPEL_PROGRAMS` writes it: regions, sums and targets as arrays.

In: one universe of the JSON that `crates/drempel-sdc/benches/scale.rs` writes. Out: a `Program`. Its columns are moves: of each
region, then of each point (finest combination) that no region is by itself. Its rows say that a whole moves as its parts do.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

UP, DOWN = 0, 1


@dataclass(frozen=True)
class Target:
    """What must be possible: the region can move `up` and `down` (each 0 or 1 times) by `least` in all."""

    region: int
    guess: int
    sides: tuple[int, ...]
    least: float
    alone: bool = True  # no other side of the region can do it instead


@dataclass
class Program:
    """The problem. `room[guess, state, side, column]`: how far a column moves, state 0 shown and 1 hidden."""

    regions: int
    columns: int
    cost: np.ndarray
    open: np.ndarray
    unsafe: np.ndarray
    single: np.ndarray
    ours: np.ndarray
    room: np.ndarray
    row_start: np.ndarray
    row_column: np.ndarray
    row_sign: np.ndarray
    column_start: np.ndarray
    column_row: np.ndarray
    targets: list[Target]
    members: list[frozenset[int]]
    holders: list[list[int]]

    @property
    def rows(self) -> int:
        """Number of sums."""
        return len(self.row_start) - 1

    def row(self, at: int) -> np.ndarray:
        """Columns of a sum: the parts, the whole last."""
        return self.row_column[self.row_start[at] : self.row_start[at + 1]]

    def rows_of(self, column: int) -> np.ndarray:
        """The sums in which a column is."""
        return self.column_row[self.column_start[column] : self.column_start[column + 1]]

    def price(self, hidden: np.ndarray) -> float:
        """What hiding these regions costs beside those that must be."""
        return float(self.cost[self.open & hidden].sum())

    def pairs(self, target: Target) -> list[int]:
        """The insiders against whom a target must hold: contributors of a hidden region that does not hold all of it."""
        inside = self.members[target.region]
        singles = np.flatnonzero(self.single & self.unsafe)
        return [int(it) for it in singles if it != target.region and not inside <= self.members[it]]


def read(path: Path) -> list[Program]:
    """All universes of a file."""
    return [build(it) for it in json.loads(path.read_text(encoding="utf-8"))]


def build(universe: dict[str, Any]) -> Program:
    """One universe as arrays."""
    regions, points = universe["regions"], universe["points"]
    number = len(regions)
    members: list[set[int]] = [set() for _ in regions]
    for point, (_, holders) in enumerate(points):
        for region in holders:
            members[region].add(point)
    alone = {next(iter(it)): at for at, it in enumerate(members) if len(it) == 1}
    missing = [point for point in range(len(points)) if point not in alone]
    place = alone | {point: number + at for at, point in enumerate(missing)}
    rows = [[*parts, whole] for whole, parts in universe["sums"] if max([whole, *parts]) < number]
    told = {row[-1] for row in rows}
    for region, points_in in enumerate(members):
        if region not in told and place.get(min(points_in, default=-1)) != region:
            rows.append([*sorted(place[it] for it in points_in), region])
    room = np.zeros((2, 2, 2, number + len(missing)))
    for guess, name in enumerate(("free", "guessed")):
        for at, region in enumerate(regions):
            for state in (0, 1):
                down, up = (np.inf if it is None else it for it in region[name][state])
                room[guess, state, UP, at], room[guess, state, DOWN, at] = up, down
        for at, point in enumerate(missing):
            room[guess, :, UP, number + at] = np.inf
            room[guess, :, DOWN, number + at] = points[point][0] if universe["nonnegative"] else np.inf
    for point, at in alone.items():
        if universe["nonnegative"]:
            room[:, :, DOWN, at] = np.minimum(room[:, :, DOWN, at], points[point][0])
    flag = lambda name: np.array([it[name] for it in regions], dtype=bool)  # noqa: E731
    opened = flag("open")
    room[:, 1, :, :number] = np.where(opened, room[:, 1, :, :number], room[:, 0, :, :number])
    return Program(
        number, number + len(missing), np.array([it["cost"] for it in regions]), opened, flag("unsafe"),
        flag("single"), flag("ours"), room, *_sparse(rows, number + len(missing)),
        [one for it in universe["targets"] for one in _targets(it, room)], [frozenset(it) for it in members],
        [it for _, it in points],
    )  # fmt: skip


def _targets(it: dict[str, Any], room: np.ndarray) -> list[Target]:
    """The target; where its own room asks that one way goes so far, this too, and this alone where it says all."""
    region, guess, least = it["region"], int(it["guess"]), float(it["least"])
    sides = tuple(UP if sign > 0 else DOWN for _, sign in it["terms"])
    whole = Target(region, guess, sides, least)
    if len(sides) == 1:
        return [whole]
    own = room[guess, 0, :, region]
    other = {UP: float(own[DOWN]), DOWN: float(own[UP])}
    parts = [Target(region, guess, (side,), least - it, it == 0.0) for side, it in other.items() if least > it]
    return parts if sum(it.least for it in parts) >= least else [whole, *parts]


def _sparse(rows: list[list[int]], columns: int) -> tuple[np.ndarray, ...]:
    """Rows by columns, and which rows a column is in."""
    start = np.cumsum([0, *(len(it) for it in rows)])
    column = np.array([it for row in rows for it in row], dtype=np.int64)
    sign = np.ones(len(column))
    sign[start[1:] - 1] = -1.0
    row = np.repeat(np.arange(len(rows)), np.diff(start))
    order = np.argsort(column, kind="stable")
    column_start = np.searchsorted(column[order], np.arange(columns + 1))
    return start, column, sign, column_start, row[order]
