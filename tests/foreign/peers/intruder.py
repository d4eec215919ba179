"""An attacker on a pattern of hidden figures: linear programs over the places, solved by HiGHS.

He knows every shown figure, that figures are sums of places, that nothing is negative and, for counts, that places are whole. Where
empty cells are public he knows that what is hidden is not empty. As an insider he is also the one contributor of a hidden
figure, and knows it. The truth is used for two things only: to state what is shown, and to say how far a bound must be from it.
"""

import math
import time

import highspy
import numpy

# A bound nearer than this (in units of the figure) is a fault of floating point, not of the pattern.
TOLERANCE = 1e-4
# Whole numbers are asked for where the program is at most so large.
CHEAP = 400


class Intruder:
    def __init__(self, world, hidden, zeros_public):
        self.world, self.hidden, self.zeros_public = world, hidden, zeros_public
        self.unit = 10**world.decimals
        facts = world.facts
        shown = [it for it in facts if it not in hidden]
        known_empty = set()
        known = {}
        for region in shown:
            if facts[region].value == 0:
                known_empty.update(self._places(region))
            elif all(len(side) == 1 for side in region):
                known[tuple(next(iter(side)) for side in region)] = facts[region].value
        self.known = {**known, **{it: 0 for it in known_empty}}
        self.order = {}
        for codes in world.places:
            if codes not in self.known:
                self.order[codes] = len(self.order)
        self.free = {region: self._free(region) for region in facts}
        # What the rules alone tell: places that are publicly empty belong to no figure.
        self.reduced = {it: frozenset(self._places(it)) - known_empty for it in hidden}
        # Where an empty cell is hidden though zeros are public, "hidden" says nothing.
        self.filled = zeros_public and not world.amounts and all(facts[it].value > 0 for it in hidden)
        self.program = highspy.Highs()
        self.program.setOptionValue("output_flag", False)
        self.program.setOptionValue("threads", 1)
        for _ in self.order:
            self.program.addVar(0, highspy.kHighsInf)
        rows = set()
        for region in facts:
            at, fixed = self.free[region]
            if not at:
                continue
            rest = facts[region].value - fixed
            if region not in hidden:
                rows.add((at, rest, rest))
            elif self.filled:
                rows.add((at, 1 - fixed, None))
        for at, low, high in sorted(rows, key=lambda it: (len(it[0]), it[0])):
            low, high = self._scaled(low), highspy.kHighsInf if high is None else self._scaled(high)
            self.program.addRow(low, high, len(at), numpy.array(at, dtype=numpy.int32), numpy.ones(len(at)))
        self.whole = not world.amounts and 0 < len(self.order) <= CHEAP
        if self.whole:
            for at in range(len(self.order)):
                self.program.changeColIntegrality(at, highspy.HighsVarType.kInteger)

    def _scaled(self, value):
        return value / self.unit if self.world.amounts else value

    def _places(self, region):
        out = [()]
        for side in region:
            out = [codes + (code,) for codes in out for code in side]
        return out

    def _free(self, region):
        at, fixed = [], 0
        for codes in self._places(region):
            if codes in self.order:
                at.append(self.order[codes])
            else:
                fixed += self.known[codes]
        return tuple(sorted(at)), fixed

    def bounds(self, region):
        """Smallest and largest value that agree with what is known, in units of the figure."""
        at, fixed = self.free[region]
        fixed = self._scaled(fixed)
        if not at:
            return fixed, fixed
        ends = []
        for sign in (1.0, -1.0):
            for it in at:
                self.program.changeColCost(it, sign)
            self.program.run()
            status = self.program.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                ends.append(fixed + sign * self.program.getObjectiveValue())
            elif status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible):
                ends.append(math.inf if sign < 0 else math.nan)
            else:
                raise RuntimeError(f"HiGHS: {status}")
            for it in at:
                self.program.changeColCost(it, 0.0)
        if not self.world.amounts:
            return math.ceil(ends[0] - TOLERANCE), ends[1] if ends[1] == math.inf else math.floor(ends[1] + TOLERANCE)
        return tuple(ends)

    def weak(self, region, distance, ends, given=None):
        """Whether the bounds of an unsafe figure are too near; `given`: the figure whose one contributor asks."""
        low, high = ends
        facts = self.world.facts
        inner = 1 if self.filled else 0
        outer = math.inf
        if given is not None:
            if self.reduced[region] <= self.reduced[given]:
                # He is the only one in a larger cell: of its parts the rules themselves tell him.
                return False
            if self.reduced[given] <= self.reduced[region]:
                inner = max(inner, self._scaled(facts[given].value))
        if not self.world.amounts:
            return high <= low and outer - inner >= 1
        truth, far = facts[region].value / self.unit, distance / self.unit
        return high < truth + far - TOLERANCE or low > max(inner, truth - far) + TOLERANCE

    def exact(self, region, ends):
        """Whether the figure is known exactly."""
        return ends[1] - ends[0] < (0.5 if not self.world.amounts else TOLERANCE)

    def attack(self, unsafe, insiders=True, seconds=300.0):
        """Unsafe figures known too well: ((figure, insider or nothing, bounds) …), how many were exact, how many were asked."""
        until = time.monotonic() + seconds
        found, exact, asked = [], 0, 0
        self.seen = {}
        order = sorted(unsafe, key=lambda it: (self.world.facts[it].value, sorted(map(sorted, it))))
        for region in order:
            if time.monotonic() > until:
                break
            ends = self.bounds(region)
            self.seen[region] = ends
            asked += 1
            exact += self.exact(region, ends)
            if self.weak(region, unsafe[region], ends):
                found.append((region, None, ends))
        inside = 0
        if insiders:
            alone = [it for it in self.hidden if self.world.facts[it].count == 1 and self.free[it][0]]
            alone.sort(key=lambda it: sorted(map(sorted, it)))
            for given in alone:
                if time.monotonic() > until:
                    break
                at, fixed = self.free[given]
                rest = self._scaled(self.world.facts[given].value - fixed)
                row = self.program.getNumRow()
                self.program.addRow(rest, rest, len(at), numpy.array(at, dtype=numpy.int32), numpy.ones(len(at)))
                for region in order:
                    if region == given or any(it[0] == region for it in found):
                        continue
                    if not self.touched(region, given):
                        continue
                    ends = self.bounds(region)
                    if self.weak(region, unsafe[region], ends, given):
                        found.append((region, given, ends))
                    if time.monotonic() > until:
                        break
                self.program.deleteRows(1, numpy.array([row], dtype=numpy.int32))
                inside += 1
            return found, exact, asked, (inside, len(alone))
        return found, exact, asked, None

    def touched(self, region, given):
        """A figure in another part of the table than the insider's cannot become better known by it."""
        if not hasattr(self, "part"):
            parent = list(range(len(self.order)))

            def top(it):
                while parent[it] != it:
                    parent[it] = parent[parent[it]]
                    it = parent[it]
                return it

            for it, (at, _) in self.free.items():
                if it not in self.hidden or self.filled:
                    for one, two in zip(at, at[1:]):
                        parent[top(one)] = top(two)
            self.part = [top(it) for it in range(len(parent))]
        ours = {self.part[it] for it in self.free[region][0]}
        return any(self.part[it] in ours for it in self.free[given][0])

