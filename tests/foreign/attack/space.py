"""The atoms of a universe's attributes, and regions in canonical form.

An atom of an ordinary attribute is one value; of an attribute of which a unit may hold several values, a non-empty set
of values. Only attributes that some region looks at take part, and atoms that no region tells apart are merged.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np

from model import Attribute, Region, Side, Universe

# A region in canonical form: per attribute (by position) which merged atoms it allows; None is the empty region.
Canonical = tuple[tuple[int, bytes], ...]

FULL_SETS = 8  # up to so many values every set of them is an atom
LARGE_SETS = 4  # above, sets of up to so many values (and the set of all)


def atoms_of(attribute: Attribute, single: bool) -> tuple[list[frozenset[str]], bool]:
    """All atoms, and whether nothing was left out."""
    values = list(attribute.values)
    if single or not attribute.many:
        return [frozenset([value]) for value in values], True
    complete = len(values) <= FULL_SETS
    largest = len(values) if complete else LARGE_SETS
    atoms = [frozenset(c) for size in range(1, largest + 1) for c in combinations(values, size)]
    if not complete:
        atoms.append(frozenset(values))
    return atoms, complete


class Space:
    """The attributes of one universe that matter, with merged atoms."""

    def __init__(self, universe: Universe, attributes: dict[str, Attribute], regions: Iterable[Region]) -> None:
        self.universe = universe
        self.notices: list[str] = []
        sides = {side for region in regions for side in region.sides}
        self.keys = sorted({side.attribute for side in sides})
        self.position = {key: at for at, key in enumerate(self.keys)}
        atoms = {key: self._atoms(attributes[key]) for key in self.keys}
        raw = {side: mask_of(side, atoms[side.attribute]) for side in sides}
        together = {
            (a, b): self._compatible(attributes, a, b, atoms[a], atoms[b]) for a, b in combinations(self.keys, 2)
        }
        self._merge(atoms, raw, {pair: table for pair, table in together.items() if table is not None})

    def _atoms(self, attribute: Attribute) -> list[frozenset[str]]:
        atoms, complete = atoms_of(attribute, attribute.key in self.universe.single)
        if not complete:
            self.notices.append(
                f"{self.universe.key}: {attribute.key} has {len(attribute.values)} values: "
                f"taken as known that a unit holds at most {LARGE_SETS} of them, or all"
            )
        return atoms

    def _compatible(
        self, attributes: dict[str, Attribute], a: str, b: str, left: list[frozenset[str]], right: list[frozenset[str]]
    ) -> np.ndarray | None:
        """Which atoms of two attributes can go together; None where all can."""
        table = np.ones((len(left), len(right)), dtype=bool)
        for first, second, swapped in ((a, b, False), (b, a, True)):
            rows, columns = (right, left) if swapped else (left, right)
            part = np.ones((len(rows), len(columns)), dtype=bool)
            up = parents_between(attributes, first, second)
            if up is not None:
                part &= np.array([[follows(up, x, y) for y in columns] for x in rows], dtype=bool)
            pairs = self.universe.pairs.get((first, second))
            if pairs is not None:
                part &= np.array([[listed(pairs, x, y) for y in columns] for x in rows], dtype=bool)
            table &= part.T if swapped else part
        return None if table.all() else table

    def _merge(
        self,
        atoms: dict[str, list[frozenset[str]]],
        raw: dict[Side, np.ndarray],
        together: dict[tuple[str, str], np.ndarray],
    ) -> None:
        """Makes one atom of those that no side and no impossibility tells apart, until nothing changes."""
        masks, tables = dict(raw), dict(together)
        changed = True
        while changed:
            changed = False
            for key in self.keys:
                rows = [mask for side, mask in masks.items() if side.attribute == key]
                rows += [row for (a, _), table in tables.items() if a == key for row in table.T]
                rows += [row for (_, b), table in tables.items() if b == key for row in table]
                _, keep = np.unique(np.array(rows), axis=1, return_index=True)
                keep = np.sort(keep)
                if len(keep) == len(rows[0]):
                    continue
                changed = True
                masks = {s: m[keep] if s.attribute == key else m for s, m in masks.items()}
                tables = {
                    (a, b): t[keep] if a == key else t[:, keep] if b == key else t for (a, b), t in tables.items()
                }
        self.masks = masks
        self.sizes = [len(next(m for s, m in masks.items() if s.attribute == key)) for key in self.keys]
        self.together = {(self.position[a], self.position[b]): table for (a, b), table in tables.items()}

    def canonical(self, region: Region) -> Canonical | None:
        """Equal regions become equal values; None is a region that holds nothing."""
        merged: dict[int, np.ndarray] = {}
        for side in region.sides:
            at = self.position[side.attribute]
            mask = self.masks[side]
            merged[at] = merged[at] & mask if at in merged else mask
        if not all(mask.any() for mask in merged.values()):
            return None
        return tuple((at, mask.tobytes()) for at, mask in sorted(merged.items()) if not mask.all())


def mask_of(side: Side, atoms: list[frozenset[str]]) -> np.ndarray:
    """Which atoms a side allows."""
    if side.exactly is not None:
        return np.array([atom in side.exactly for atom in atoms], dtype=bool)
    return np.array([not atom.isdisjoint(side.any_of or ()) for atom in atoms], dtype=bool)


def parents_between(attributes: dict[str, Attribute], fine: str, coarse: str) -> dict[str, str] | None:
    """The coarser value of each value, along a chain of `coarsens_to`; None if one does not lead to the other."""
    mapping: dict[str, str] | None = None
    at, seen = fine, {fine}
    while at != coarse:
        step = attributes.get(at)
        if step is None or step.coarsens_to is None or step.coarsens_to in seen:
            return None
        if mapping is None:
            mapping = dict(step.parents)
        else:
            mapping = {value: step.parents[up] for value, up in mapping.items() if up in step.parents}
        at = step.coarsens_to
        seen.add(at)
    return mapping


def follows(parents: dict[str, str], fine: frozenset[str], coarse: frozenset[str]) -> bool:
    """Whether a unit with these fine values can have these coarse ones; a value without a parent allows any."""
    known = frozenset(parents[value] for value in fine if value in parents)
    return known == coarse if all(value in parents for value in fine) else known <= coarse


def listed(pairs: set[tuple[str, str]], left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether every value has a partner among the listed pairs."""
    return all(any((x, y) in pairs for y in right) for x in left) and all(
        any((x, y) in pairs for x in left) for y in right
    )
