"""The columns and rows of a universe's linear system.

Columns are combinations of merged atoms; columns that lie in exactly the same rows are one. Rows are regions with
bounds. Where the full cross is large, it is cut along a junction tree (Lauritzen and Spiegelhalter, 1988): attributes that
a region or a public impossibility looks at together share a *block*, and neighbouring blocks agree on the attributes they
share. Whole numbers that agree so are the margins of some full cross of whole numbers, so nothing is lost. Where even
that is too large, every union of the attribute sets of two tables has a block (which is less than is known).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from model import INFINITE
from propagate import Bounds
from space import Canonical, Space

SMALL_CROSS = 5_000  # up to so many columns the full cross is not cut
SLACK = 8  # an unfinished cross may be so many times too large before impossible combinations are gone


@dataclass
class System:
    """`lo <= A x <= up`, where `A` is kept by columns; all columns are at least `column_lo`."""

    lo: np.ndarray
    up: np.ndarray
    start: np.ndarray  # per column where its entries start, and the end of the last
    row: np.ndarray
    sign: np.ndarray
    names: list[str]
    row_of: dict[Canonical, int]
    kind: str  # of cross: the full one, or blocks
    column_lo: float
    integer: bool
    atoms: np.ndarray  # per column the atom of each attribute, where there is one cross; ascending
    scale: float = 1.0

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.lo)

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.start) - 1

    def by_columns(self, weights: np.ndarray) -> np.ndarray:
        """`A^T weights`."""
        if self.columns == 0:
            return np.zeros(0)
        return np.add.reduceat(weights[self.row] * self.sign, self.start[:-1])

    def neighbours(self, columns: np.ndarray) -> np.ndarray:
        """The columns that differ from one of these in a single attribute (where there is one cross)."""
        if self.kind != "full cross" or self.atoms.size == 0:
            return columns
        sizes = self.atoms.max(axis=0).astype(np.int64) + 1
        step = np.concatenate([np.cumprod(sizes[::-1])[::-1][1:], [1]])
        codes = self.atoms @ step
        wanted = [codes[columns]]
        for at, size in enumerate(sizes):
            base = codes[columns] - self.atoms[columns, at] * step[at]
            wanted.append((base[:, None] + np.arange(size) * step[at]).ravel())
        every = np.unique(np.concatenate(wanted))
        place = np.minimum(np.searchsorted(codes, every), len(codes) - 1)
        return np.unique(place[codes[place] == every])

    def part(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Start, row and sign of some columns."""
        sizes = self.start[chosen + 1] - self.start[chosen]
        start = np.concatenate([[0], np.cumsum(sizes)])
        at = np.repeat(self.start[chosen] - start[:-1], sizes) + np.arange(start[-1])
        return start, self.row[at], self.sign[at]


@dataclass
class Block:
    """One cross: which attributes, and per column the atom of each."""

    attributes: tuple[int, ...]
    atoms: np.ndarray

    def members(self, region: Canonical) -> np.ndarray:
        """Which columns lie in a region (all of whose attributes the block has)."""
        inside = np.ones(len(self.atoms), dtype=bool)
        for attribute, mask in region:
            allowed = np.frombuffer(mask, dtype=bool)
            inside &= allowed[self.atoms[:, self.attributes.index(attribute)]]
        return inside


def cross(space: Space, attributes: Iterable[int], empty: list[Canonical], limit: int) -> Block | None:
    """All possible combinations of atoms outside the regions known to be empty; None if there are too many."""
    chosen: list[int] = []
    atoms = np.zeros((1, 0), dtype=np.int32)
    for attribute in sorted(attributes, key=lambda at: space.sizes[at]):
        size = space.sizes[attribute]
        if len(atoms) * size > limit * SLACK:
            return None
        atoms = np.hstack(
            [np.repeat(atoms, size, axis=0), np.tile(np.arange(size, dtype=np.int32), len(atoms))[:, None]]
        )
        chosen.append(attribute)
        for at, other in enumerate(chosen[:-1]):
            table = space.together.get((min(other, attribute), max(other, attribute)))
            if table is not None:
                table = table if other < attribute else table.T
                atoms = atoms[table[atoms[:, at], atoms[:, -1]]]
        block = Block(tuple(chosen), atoms)
        for region in empty:
            names = {name for name, _ in region}
            if attribute in names and names <= set(chosen):
                block.atoms = block.atoms[~block.members(region)]
        atoms = block.atoms
    if empty and () in empty:
        atoms = atoms[:0]
    return Block(tuple(chosen), atoms) if len(atoms) <= limit else None


Link = tuple[int, int, frozenset[int]]  # two blocks and the attributes on which they agree


def blocks_of(
    space: Space, regions: list[Canonical], empty: list[Canonical], limit: int
) -> tuple[list[Block], str, list[Link]] | None:
    """The full cross if it is small, a junction tree, or crosses of pairs; None if even one table is too large."""
    small = min(limit, SMALL_CROSS)
    full = cross(space, range(len(space.keys)), empty, small)
    if full is not None:
        return [full], "full cross", []
    tree = junction_tree(space, regions)
    made = [cross(space, clique, empty, limit) for clique in tree[0]]
    blocks = [block for block in made if block is not None]
    if len(blocks) == len(made) and sum(len(block.atoms) for block in blocks) <= limit:
        return blocks, "junction tree", tree[1]
    full = cross(space, range(len(space.keys)), empty, limit)
    if full is not None:
        return [full], "full cross", []
    pairs = pairs_of_tables(space, regions, empty, limit)
    return None if pairs is None else (pairs, "crosses of pairs of tables", chains(pairs))


def junction_tree(space: Space, regions: list[Canonical]) -> tuple[list[tuple[int, ...]], list[Link]]:
    """Cliques of attributes and how they hang together. Elimination by least fill, then by least size."""
    near: dict[int, set[int]] = {at: set() for at in range(len(space.keys))}
    for group in [*({at for at, _ in region} for region in regions), *map(set, space.together)]:
        for a, b in combinations(sorted(group), 2):
            near[a].add(b)
            near[b].add(a)
    left = {at: set(others) for at, others in near.items()}
    cliques: list[frozenset[int]] = []
    while left:

        def price(at: int) -> tuple[int, float, int]:
            fill = sum(b not in left[a] for a, b in combinations(left[at], 2))
            return fill, float(np.prod([space.sizes[a] for a in left[at] | {at}], dtype=float)), at

        chosen = min(left, key=price)
        others = left.pop(chosen)
        cliques.append(frozenset(others | {chosen}))
        for a in others:
            left[a] |= others - {a}
            left[a].discard(chosen)
    kept = [c for at, c in enumerate(cliques) if not any(c <= o for o in cliques[:at]) and not any(c < o for o in cliques)]
    links: list[Link] = []
    joined = {0}
    while len(joined) < len(kept):  # a spanning tree with the largest shared sets has the running intersection
        first, second = max(
            ((a, b) for a in joined for b in range(len(kept)) if b not in joined),
            key=lambda pair: (len(kept[pair[0]] & kept[pair[1]]), -pair[0], -pair[1]),
        )
        joined.add(second)
        links.append((first, second, kept[first] & kept[second]))
    return [tuple(sorted(c)) for c in kept], links


def pairs_of_tables(
    space: Space, regions: list[Canonical], empty: list[Canonical], limit: int
) -> list[Block] | None:
    """Crosses of pairs of tables."""
    sets = {frozenset(at for at, _ in region) for region in regions}
    singles = [s for s in sets if not any(s < other for other in sets)]
    wanted = {a | b for a, b in combinations(singles, 2)} | set(singles)
    blocks: dict[frozenset[int], Block] = {}
    room = 3 * limit
    for attributes in sorted(
        wanted, key=lambda s: (s not in singles, int(np.prod([space.sizes[a] for a in s])), sorted(s))
    ):
        block = cross(space, attributes, empty, limit)
        if block is None and attributes in singles:
            return None
        if block is not None and (attributes in singles or len(block.atoms) <= room):
            room -= len(block.atoms)
            blocks[attributes] = block
    kept = [block for s, block in blocks.items() if not any(s < other for other in blocks)]
    return sorted(kept, key=lambda block: len(block.atoms))


def build(space: Space, regions: list[Canonical], bounds: Bounds, needed: set[int], limit: int) -> System | None:
    """The system of one universe. `needed` are rows that stay even where their bounds tell nothing."""
    universe = space.universe
    integer = not universe.cents
    column_lo = 0.0 if universe.record_range[0] >= 0 or integer else -INFINITE
    empty = [r for at, r in enumerate(regions) if bounds.up[at] == 0 and column_lo == 0]
    made = blocks_of(space, regions, empty, limit)
    if made is None:
        return None
    blocks, kind, links = made
    kept = [at for at in range(len(regions)) if at in needed or bounds.up[at] < INFINITE or bounds.lo[at] > column_lo]
    parts: list[list[tuple[int, np.ndarray, int]]] = [[] for _ in blocks]  # per block: row, columns, sign
    lo, up, names, row_of = [], [], [], {}
    same: dict[tuple[int, bytes], int] = {}
    for at in kept:
        region = regions[at]
        where = next(b for b, block in enumerate(blocks) if {a for a, _ in region} <= set(block.attributes))
        columns = np.flatnonzero(blocks[where].members(region))
        key = (where, columns.tobytes())
        if key not in same:
            same[key] = len(lo)
            parts[where].append((len(lo), columns, 1))
            lo.append(-INFINITE)
            up.append(INFINITE)
            names.append(bounds.told_by[at])
        row = row_of[region] = same[key]
        lo[row], up[row] = max(lo[row], bounds.lo[at]), min(up[row], bounds.up[at])
    for first, second, pairs in agreements(blocks, links):
        for left, right in pairs:
            parts[first].append((len(lo), left, 1))
            parts[second].append((len(lo), right, -1))
            lo.append(0.0)
            up.append(0.0)
            names.append("two crosses agree")
    start, entries, signs, atoms = merged_columns(blocks, parts, len(lo))
    bounds_of_rows = np.array(lo, float), np.array(up, float)
    return System(*bounds_of_rows, start, entries, signs, names, row_of, kind, column_lo, integer, atoms)


def chains(blocks: list[Block]) -> list[Link]:
    """For each shared set of attributes a chain of the blocks that have it."""
    shared = {frozenset(a.attributes) & frozenset(b.attributes) for a, b in combinations(blocks, 2)}
    links: list[Link] = []
    linked: dict[tuple[int, int], list[frozenset[int]]] = {}
    for common in sorted(shared, key=lambda s: (-len(s), sorted(s))):
        holders = [at for at, block in enumerate(blocks) if common <= set(block.attributes)]
        for first, second in zip(holders, holders[1:]):
            before = linked.setdefault((first, second), [])
            if not any(common <= other for other in before):
                before.append(common)
                links.append((first, second, common))
    return links


def agreements(
    blocks: list[Block], links: list[Link]
) -> Iterable[tuple[int, int, list[tuple[np.ndarray, np.ndarray]]]]:
    """Per link the columns that must have equal sums."""
    nothing = np.zeros(0, dtype=np.int64)
    for first, second, common in links:
        left, right = grouped(blocks[first], sorted(common)), grouped(blocks[second], sorted(common))
        keys = sorted(set(left) | set(right))
        yield first, second, [(left.get(key, nothing), right.get(key, nothing)) for key in keys]


def grouped(block: Block, common: list[int]) -> dict[tuple[int, ...], np.ndarray]:
    """Columns of a block by their atoms of some attributes."""
    if len(block.atoms) == 0:
        return {}
    if not common:
        return {(): np.arange(len(block.atoms))}
    atoms = block.atoms[:, [block.attributes.index(at) for at in common]]
    keys, inverse = np.unique(atoms, axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    order = np.argsort(inverse, kind="stable")
    ends = np.cumsum(np.bincount(inverse, minlength=len(keys)))
    pieces = np.split(order, ends[:-1])
    return {tuple(map(int, key)): piece for key, piece in zip(keys, pieces)}


def merged_columns(
    blocks: list[Block], parts: list[list[tuple[int, np.ndarray, int]]], rows: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """One column of each kind, told apart by two random sums of 64 bits; columns that lie in no row are left out."""
    random = np.random.default_rng(20260930)
    weights = random.integers(1, 2**63, size=(2, max(rows, 1)), dtype=np.uint64)
    starts, entries, signs = [np.zeros(1, dtype=np.int64)], [], []
    seen: set[tuple[int, int]] = set()
    filled, atoms = 0, np.zeros((0, 0), dtype=np.int32)
    for block, members in zip(blocks, parts):
        marks = np.zeros((2, len(block.atoms)), dtype=np.uint64)
        for row, columns, sign in members:
            for half in range(2):
                weight = weights[half, row]
                marks[half, columns] += weight if sign > 0 else ~weight
        first = new_columns(marks, seen, keep=len(blocks) > 1)
        atoms = block.atoms[first]
        place = np.full(len(block.atoms), -1, dtype=np.int64)
        place[first] = np.arange(len(first))
        at, row_of, sign_of = [], [], []
        for row, columns, sign in members:
            here = place[columns]
            here = here[here >= 0]
            at.append(here)
            row_of.append(np.full(len(here), row, dtype=np.int32))
            sign_of.append(np.full(len(here), sign, dtype=np.int8))
        if not at or len(first) == 0:
            continue
        order = np.argsort(np.concatenate(at), kind="stable")
        sizes = np.bincount(np.concatenate(at), minlength=len(first))
        starts.append(filled + np.cumsum(sizes))
        filled = int(starts[-1][-1])
        entries.append(np.concatenate(row_of)[order])
        signs.append(np.concatenate(sign_of)[order])
    if not entries:
        return np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int8), atoms[:0]
    return np.concatenate(starts), np.concatenate(entries), np.concatenate(signs), atoms


def new_columns(marks: np.ndarray, seen: set[tuple[int, int]], keep: bool) -> np.ndarray:
    """The first column of each mark, without those in no row and those of earlier blocks."""
    order = np.lexsort(marks)
    ordered = marks[:, order]
    changes = np.ones(len(order), dtype=bool)
    changes[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    first = np.sort(order[changes])
    first = first[marks[:, first].any(axis=0)]
    if not keep:
        return first
    fresh = []
    for column in first:
        mark = (int(marks[0, column]), int(marks[1, column]))
        if mark not in seen:
            seen.add(mark)
            fresh.append(column)
    return np.array(fresh, dtype=np.int64)
