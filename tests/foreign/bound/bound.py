"""What every safe choice of cells costs at least, and how far a given one is from it.

In: problems as JSON (`DREMPEL_PROGRAMS` of the bench `scale`). Out: per problem a line of a markdown table: our cost, the
bounds of the rows alone, of the fractional and of the whole program with the attacker's cuts, the cheapest safe choice met
on the way, seconds of CPU. See README.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from attacker import Attacker
from master import Master, whole
from needs import Needs
from program import Program, read
from rows import rows
from separate import LITTLE, Separator
from witness import FAR, WHOLE

STALE = 4  # rounds of the fractional program that raise its bound by less than this part end it
PART = 0.0005
PRUNED = 6  # times that a safe choice is made cheaper by leaving regions out
GAP = 0.0005  # the whole program is solved up to this part


@dataclass
class Bound:
    """What was found for one universe."""

    program: Program
    seconds: float
    insiders: bool
    verbose: bool
    row: float = 0.0
    linear: float = 0.0
    least: float = 0.0
    best: np.ndarray | None = None
    begun: float = field(default_factory=time.process_time)

    def run(self, near: int, only_bound: bool = False) -> None:
        """Works out the bounds, within so many seconds."""
        program = self.program
        needs = Needs(program, Attacker(program, np.arange(program.rows)))
        self.master = Master(program)
        self.master.add(rows(program, needs, self.insiders))
        self.choice, self.reduced = self.master.solve()
        self.least = self.row = self.master.best
        self.separator = Separator(program, needs, near, self.insiders)
        self.say("rows")
        self.fractional()
        if only_bound:
            left = max(self.seconds - self.spent(), 5.0)
            self.least = max(self.least, whole(program, self.master.cuts, left, GAP, None)[1])
        else:
            self.integral()

    @property
    def settled(self) -> bool:
        """Whether the bound is the cost of a safe choice, nearly."""
        return self.best is not None and self.program.price(self.best) <= self.least * (1 + 2 * GAP)

    def spent(self) -> float:
        """Seconds so far."""
        return time.process_time() - self.begun

    def fractional(self) -> None:
        """Rounds of cuts for the fractional program, up to half of the time."""
        history = [self.master.best]
        while self.spent() < self.seconds / 2:
            found = self.separator.look(self.choice, False, self.reduced)
            fresh = self.master.add([it for _, _, it in found if it is not None])
            self.choice, self.reduced = self.master.solve()
            history.append(self.master.best)
            self.say(f"{fresh} new")
            if not fresh or (len(history) > STALE and history[-1] < history[-1 - STALE] * (1 + PART)):
                break
        self.least = self.linear = self.master.best

    def integral(self) -> None:
        """Rounds of the whole program; each choice is mended, which gives more cuts, and pruned."""
        while self.spent() < self.seconds and not self.settled:
            left = self.seconds - self.spent()
            choice, bound = whole(self.program, self.master.cuts, max(left, 5.0), GAP, self.best)
            self.least = max(self.least, bound)
            self.say("whole")
            if choice is None:
                choice = self.choice > WHOLE
            before = len(self.master.cuts)
            mended = self.mend(choice, np.maximum(self.program.cost, LITTLE))
            for _ in range(PRUNED):
                if mended is None or self.spent() > self.seconds:
                    break
                self.offer(mended)
                shown = {int(it): 0.0 for it in np.flatnonzero(self.program.open & ~mended)}
                choice, _ = whole(self.program, self.master.cuts, 10.0, 10 * GAP, None, shown)
                if choice is None or self.program.price(choice) > self.program.price(mended) * (1 - GAP):
                    break
                mended = self.mend(choice, np.where(mended, self.program.cost, FAR))
            if len(self.master.cuts) == before:
                break

    def mend(self, choice: np.ndarray, price: np.ndarray) -> np.ndarray | None:
        """The choice with what makes it safe, if that was found."""
        found = list(self.separator.look(choice.astype(float), True, price))
        self.master.add([it for _, _, it in found if it is not None])
        return None if any(it is None for _, _, it in found) else self.separator.mended()

    def offer(self, choice: np.ndarray) -> None:
        """Keeps a safe choice if none cheaper is known."""
        if self.best is None or self.program.price(choice) < self.program.price(self.best):
            self.best = choice
            self.say("safe")

    def say(self, what: str) -> None:
        """A line on standard error, if asked for."""
        if self.verbose:
            best = "-" if self.best is None else f"{self.program.price(self.best):.1f}"
            bound, cuts = max(self.least, self.master.best), len(self.master.cuts)
            print(f"{self.spent():7.1f} s  {what}: {cuts} cuts, bound {bound:.1f}, safe {best}", file=sys.stderr)


def line(name: str, program: Program, found: Bound) -> str:
    """A line of the table."""
    ours = program.price(program.ours)
    least = found.least
    best = "–" if found.best is None else f"{program.price(found.best):,.1f}"
    gap = 100.0 * (ours / least - 1.0) if least else float("inf")
    return (
        f"| {name} | {ours:,.1f} | {found.row:,.1f} | {found.linear:,.1f} "
        f"| {least:,.1f}{' (optimum)' if found.settled else ''} | {gap:.1f} % | {best} | {found.spent():.0f} |"
    )


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="lower bounds of the cost of safe choices")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=120.0, help="CPU seconds per universe")
    parser.add_argument("--near", type=int, default=150, help="sums looked at around a target before all")
    parser.add_argument("--outsiders", action="store_true", help="without the contributors of hidden regions")
    parser.add_argument("--only-bound", action="store_true", help="looks for no safe choice")
    parser.add_argument("--out", type=Path, help="folder for the cheapest safe choices met: regions hidden, as JSON")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    print("| problem | ours | rows | fractional | bound | ours above it | cheapest met | CPU s |")
    print("|---|---|---|---|---|---|---|---|")
    for file in options.files:
        for program in read(file):
            found = Bound(program, options.seconds, not options.outsiders, options.verbose)
            found.run(options.near, options.only_bound)
            print(line(file.stem, program, found), flush=True)
            broken = sum(it.value(program.ours.astype(float)) < 1.0 - 1e-6 for it in found.master.cuts)
            if broken:
                print(f"{file.stem}: the choice given is not safe, it breaks {broken} cuts", file=sys.stderr)
            if options.out is not None and found.best is not None:
                hidden = np.flatnonzero(found.best).tolist()
                (options.out / f"{file.stem}.json").write_text(json.dumps(hidden), encoding="utf-8")


if __name__ == "__main__":
    main()
