"""Cheaper safe choices, as a yardstick: a large-neighbourhood search with the attacker's cuts.

In: a problem as JSON and the choice in it. Out: a cheaper choice that the attacker's programs find safe for every target,
and what it hides more and less. All but the regions near one hidden region stay as they are; the cheapest choice among these
that keeps all cuts is looked at, what it breaks becomes cuts, until it is safe or no cheaper than before. See README.md.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import highspy
import numpy as np

from attacker import Attacker, quiet
from cuts import Cut
from needs import Needs
from program import Program, read
from rows import rows
from separate import Separator

TURNS = 12  # programs solved per neighbourhood
LEAST = 1e-6  # a choice is cheaper if it is by this part


@dataclass
class Search:
    """The cheapest safe choice so far, and the cuts."""

    program: Program
    separator: Separator
    choice: np.ndarray
    cuts: list[Cut] = field(default_factory=list)
    known: set[bytes] = field(default_factory=set)

    def add(self, cuts: list[Cut]) -> int:
        """Adds what is new. Out: how many that was."""
        before = len(self.cuts)
        for one in cuts:
            if one.key() not in self.known:
                self.known.add(one.key())
                self.cuts.append(one)
        return len(self.cuts) - before

    def broken(self, choice: np.ndarray) -> list[Cut] | None:
        """Cuts that a choice breaks; nothing where it is not safe but no cut says so."""
        found = list(self.separator.look(choice.astype(float), True))
        cuts = [it for _, _, it in found if it is not None]
        return cuts if cuts or not found else None

    def around(self, region: int, size: int) -> np.ndarray:
        """So many open regions nearest to one by way of sums, hidden ones first in each sum."""
        program = self.program
        seen, found, queue = {region}, [region], [region]
        while queue and len(found) < size:
            here = queue.pop(0)
            near = {int(it) for row in program.rows_of(here) for it in program.row(int(row)) if it < program.regions}
            for it in sorted(near - seen, key=lambda it: (not self.choice[it], program.cost[it], it)):
                seen.add(it)
                if program.open[it]:
                    found.append(it)
                if self.choice[it]:
                    queue.append(it)
        return np.array(found[:size])

    def improve(self, region: int, size: int) -> bool:
        """Looks for a cheaper choice around a region."""
        free = self.around(region, size)
        for _ in range(TURNS):
            fresh = self.cheapest(free)
            if fresh is None or self.program.price(fresh) >= self.program.price(self.choice) * (1 - LEAST):
                return False
            broken = self.broken(fresh)
            if broken is None:
                return False
            if not broken:
                self.choice = fresh
                return True
            if not self.add(broken):
                return False
        return False

    def cheapest(self, free: np.ndarray) -> np.ndarray | None:
        """The cheapest choice that keeps all cuts and differs only there."""
        is_free = np.zeros(self.program.regions, dtype=bool)
        is_free[free] = True
        kept = (self.choice & self.program.open & ~is_free).astype(float)
        place = np.full(self.program.regions, -1)
        place[free] = np.arange(len(free))
        highs = quiet(10.0)
        number = len(free)
        highs.addVars(number, np.zeros(number), np.ones(number))
        index = np.arange(number, dtype=np.int32)
        highs.changeColsCost(number, index, self.program.cost[free])
        highs.changeColsIntegrality(number, index, np.full(number, highspy.HighsVarType.kInteger))
        highs.setOptionValue("mip_rel_gap", 0.005)
        for one in self.cuts:
            left = 1.0 - one.value(kept)
            at = place[one.region]
            if left > 1e-9 and (at >= 0).any():
                inside = at >= 0
                row = at[inside].astype(np.int32)
                highs.addRow(left, highspy.kHighsInf, len(row), row, one.factor[inside])
        highs.run()
        if highs.getInfo().primal_solution_status != 2:
            return None
        choice = self.choice.copy()
        choice[free] = np.array(highs.getSolution().col_value) > 0.5
        return choice


def search(program: Program, near: int, insiders: bool, seconds: float, size: int, verbose: bool) -> Search | None:
    """Searches for so many seconds of CPU; nothing where the choice given is not safe here."""
    begun = time.process_time()
    needs = Needs(program, Attacker(program, np.arange(program.rows)))
    found = Search(program, Separator(program, needs, near, insiders), program.ours.copy())
    found.add(rows(program, needs, insiders))
    for target, insider, one in found.separator.look(program.ours.astype(float), True):
        print(f"not safe as given: {target}, insider {insider}, {one is not None}", file=sys.stderr)
        return None
    chance = random.Random(1)
    turn, gains = 0, 0
    while time.process_time() - begun < seconds and (found.choice & program.open).any():
        hidden = np.flatnonzero(found.choice & program.open)
        region = chance.choices(hidden.tolist(), program.cost[hidden].tolist())[0]
        gains += found.improve(region, size)
        turn += 1
        if verbose:
            spent = time.process_time() - begun
            price = program.price(found.choice)
            print(f"{spent:7.1f} s  {turn} tried, {gains} gains, {len(found.cuts)} cuts, {price:.1f}", file=sys.stderr)
    return found


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="cheaper safe choices")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=120.0, help="CPU seconds per universe")
    parser.add_argument("--near", type=int, default=150, help="sums looked at around a target before all")
    parser.add_argument("--size", type=int, default=150, help="regions free at a time")
    parser.add_argument("--outsiders", action="store_true", help="without the contributors of hidden regions")
    parser.add_argument("--out", type=Path, help="folder for the choices found: regions hidden, as JSON")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    for file in options.files:
        for program in read(file):
            found = search(
                program, options.near, not options.outsiders, options.seconds, options.size, options.verbose
            )
            if found is None:
                continue
            print(f"{file.stem}: {program.price(program.ours):,.1f} -> {program.price(found.choice):,.1f}", flush=True)
            if options.out is not None:
                hidden = np.flatnonzero(found.choice).tolist()
                (options.out / f"{file.stem}.json").write_text(json.dumps(hidden), encoding="utf-8")


if __name__ == "__main__":
    main()
