"""An attacker on a pattern of hidden figures: linear programs over the places, solved by HiGHS.

He knows every shown figure, that figures are sums of places, that nothing is negative and, for counts, that places are whole. Where
empty cells are public he knows that what is hidden is not empty. As an insider he is also the one contributor of a hidden
figure, and knows it. The programs are stated in distances from the truth, so that every sum of them that is shown is 0: the same
program, without the rounding of large numbers. Nothing else uses the truth but the judgement whether a bound is too near.
"""

import math
import time

import highspy
import numpy

# A bound of a count nearer than this is a fault of floating point, not of the pattern; of an amount, half its last decimal.
TOLERANCE = 1e-4
# Whole numbers are asked for where the program is at most so large.
CHEAP = 400
# Above this a figure that earlier solutions already show to be uncertain enough gets no program of its own.
LARGE = 1500


class Intruder:
    def __init__(self, world, hidden, zeros_public):
        self.world, self.hidden, self.zeros_public = world, hidden, zeros_public
        self.unit = 10**world.decimals
        self.slack = 0.5 / self.unit if world.amounts else TOLERANCE
        facts = world.facts
        shown = [it for it in facts if it not in hidden]
        known_empty = set()
        known = set()
        for region in shown:
            if facts[region].value == 0:
                known_empty.update(self._places(region))
            elif all(len(side) == 1 for side in region):
                known.add(tuple(next(iter(side)) for side in region))
        self.order = {}
        for codes in world.places:
            if codes not in known and codes not in known_empty:
                self.order[codes] = len(self.order)
        self.free = {region: self._free(region) for region in facts}
        # What the rules alone tell: places that are publicly empty belong to no figure.
        self.reduced = {it: frozenset(self._places(it)) - known_empty for it in hidden}
        # Where an empty cell is hidden though zeros are public, "hidden" says nothing.
        self.filled = zeros_public and not world.amounts and all(facts[it].value > 0 for it in hidden)
        self.program = highspy.Highs()
        self.program.setOptionValue("output_flag", False)
        self.program.setOptionValue("threads", 1)
        for codes in self.order:
            self.program.addVar(-self._scaled(world.places[codes]), highspy.kHighsInf)
        rows = set()
        for region in facts:
            at = self.free[region]
            if not at:
                continue
            if region not in hidden:
                rows.add((at, 0, 0))
            elif self.filled:
                rows.add((at, 1 - facts[region].value, highspy.kHighsInf))
        for at, low, high in sorted(rows, key=lambda it: (len(it[0]), it[0])):
            self.program.addRow(low, high, len(at), numpy.array(at, dtype=numpy.int32), numpy.ones(len(at)))
        self.whole = not world.amounts and 0 < len(self.order) <= CHEAP
        if self.whole:
            for at in range(len(self.order)):
                self.program.changeColIntegrality(at, highspy.HighsVarType.kInteger)

        self._remember()

    def _remember(self):
        """Solutions that were met: every one, the truth among them, agrees with all that is known."""
        self.watched = [it for it in self.hidden if self.free[it]]
        self.column = {it: at for at, it in enumerate(self.watched)}
        ends = [self.free[it] for it in self.watched]
        self.flat = numpy.array([it for at in ends for it in at], dtype=numpy.int64)
        self.starts = numpy.cumsum([0] + [len(at) for at in ends[:-1]]) if ends else numpy.zeros(0, dtype=numpy.int64)
        self.met = numpy.zeros((1, len(self.watched)))

    def _meet(self):
        if self.watched:
            found = numpy.array(self.program.getSolution().col_value)
            self.met = numpy.vstack([self.met, numpy.add.reduceat(found[self.flat], self.starts)])

    def within_met(self, region, given=None):
        """Values of a figure among the solutions that were met, those that agree with an insider if there is one."""
        values = self.met[:, self.column[region]]
        if given is not None:
            values = values[abs(self.met[:, self.column[given]]) < self.slack / 10]
        truth = self._scaled(self.world.facts[region].value)
        low, high = truth + values.min(), truth + values.max()
        return (low, high) if self.world.amounts else (math.ceil(low - TOLERANCE), math.floor(high + TOLERANCE))

    def _scaled(self, value):
        return value / self.unit if self.world.amounts else value

    def _places(self, region):
        out = [()]
        for side in region:
            out = [codes + (code,) for codes in out for code in side]
        return out

    def _free(self, region):
        return tuple(sorted(self.order[codes] for codes in self._places(region) if codes in self.order))

    def _solve(self):
        """Runs HiGHS; once more from nothing if it says that there is no solution, since the truth is one."""
        self.program.run()
        status = self.program.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            self.program.clearSolver()
            self.program.run()
            status = self.program.getModelStatus()
        return status

    def bounds(self, region):
        """Smallest and largest value that agree with what is known, in units of the figure."""
        at, truth = self.free[region], self._scaled(self.world.facts[region].value)
        if not at:
            return truth, truth
        ends = []
        for sign in (1.0, -1.0):
            for it in at:
                self.program.changeColCost(it, sign)
            status = self._solve()
            if status == highspy.HighsModelStatus.kOptimal:
                ends.append(truth + sign * self.program.getObjectiveValue())
                self._meet()
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
        return high < truth + far - self.slack or low > max(inner, truth - far) + self.slack

    def exact(self, region, ends):
        """Whether the figure is known exactly."""
        return ends[1] - ends[0] < (0.5 if not self.world.amounts else self.slack)

    def attack(self, unsafe, insiders=True, seconds=300.0, first=False):
        """Unsafe figures known too well: ((figure, insider or nothing, bounds) …), how many were exact, how many were asked.

        `first`: one of them is enough."""
        until = time.monotonic() + seconds
        found, exact, asked = [], 0, 0
        self.seen = {}
        order = sorted(unsafe, key=lambda it: (self.world.facts[it].value, sorted(map(sorted, it))))
        for region in order:
            if time.monotonic() > until:
                break
            asked += 1
            if len(self.order) > LARGE and region in self.column and not self.weak(region, unsafe[region], self.within_met(region)):
                continue
            ends = self.bounds(region)
            self.seen[region] = ends
            exact += self.exact(region, ends)
            if self.weak(region, unsafe[region], ends):
                found.append((region, None, ends))
                if first:
                    break
        inside = 0
        if insiders and not (first and found):
            alone = [it for it in self.hidden if self.world.facts[it].count == 1 and self.free[it]]
            alone.sort(key=lambda it: sorted(map(sorted, it)))
            for given in alone:
                if time.monotonic() > until:
                    break
                at = self.free[given]
                doubt = [
                    it
                    for it in order
                    if it != given and it in self.column and self.touched(it, given)
                    and self.weak(it, unsafe[it], self.within_met(it, given), given)
                ]
                inside += 1
                if not doubt:
                    continue
                row = self.program.getNumRow()
                self.program.addRow(0, 0, len(at), numpy.array(at, dtype=numpy.int32), numpy.ones(len(at)))
                for region in doubt:
                    if any(it[0] == region for it in found):
                        continue
                    if not self.weak(region, unsafe[region], self.within_met(region, given), given):
                        continue
                    ends = self.bounds(region)
                    if self.weak(region, unsafe[region], ends, given):
                        found.append((region, given, ends))
                    if (first and found) or time.monotonic() > until:
                        break
                self.program.deleteRows(1, numpy.array([row], dtype=numpy.int32))
                if first and found:
                    break
            return found, exact, asked, (inside, len(alone))
        return found, exact, asked, (0, 0)

    def touched(self, region, given):
        """A figure in another part of the table than the insider's cannot become better known by it."""
        if not hasattr(self, "part"):
            parent = list(range(len(self.order)))

            def top(it):
                while parent[it] != it:
                    parent[it] = parent[parent[it]]
                    it = parent[it]
                return it

            for it, at in self.free.items():
                if it not in self.hidden or self.filled:
                    for one, two in zip(at, at[1:]):
                        parent[top(one)] = top(two)
            self.part = [top(it) for it in range(len(parent))]
        ours = {self.part[it] for it in self.free[region]}
        return any(self.part[it] in ours for it in self.free[given])

