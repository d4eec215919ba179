"""Judges the targets of one universe: does the requirement of every unsafe cell hold against all that is known?"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from cross import System, build
from integer import FULL, Points, Search
from lp import FAR, Master
from model import INFINITE, Equation, Fact, Infeasible, Knowledge, Limits, Region, Target, UsageError, Verdict
from propagate import Bounds, propagate
from space import Canonical, Space

NEAR = 1e-6
CANDIDATES = 40  # values of one cell that are tried, at most
STEPS_FIRST, STEPS_FEW, STEPS_MANY = 300, 40, 400
ROUNDS = 4  # of the first search
LONGER = 8  # times the seconds of a MILP for a first point


@dataclass
class Problem:
    """One universe with everything that is known of it."""

    knowledge: Knowledge
    universe: str
    targets: list[Target]
    limits: Limits
    notices: list[str] = field(default_factory=list)
    size: str = ""
    only_first: bool = False

    def judge(self, extra: list[Fact] | None = None, skip: Target | None = None) -> list[Verdict]:
        """Verdicts on all targets (but one, where its truth is given away in `extra`)."""
        facts = [f for f in self.knowledge.facts if f.region.universe == self.universe] + (extra or [])
        asked = [region for target in self.targets for region in (target.region, *target.group_of)]
        equations = self._equations()
        regions = [f.region for f in facts] + asked + [r for e in equations for r in (e.whole, *e.parts)]
        space = Space(self.knowledge.universes[self.universe], self.knowledge.attributes, regions)
        self.notices.extend(n for n in space.notices if n not in self.notices)

        numbers: dict[Canonical | None, int] = {}  # equal regions have one number
        number = {r: numbers.setdefault(space.canonical(r), len(numbers)) for r in dict.fromkeys(regions)}
        bounds = self._bounds(facts, number, numbers)
        propagate(bounds, [(number[e.whole], tuple(number[p] for p in e.parts), e.additive) for e in equations])

        judged = [target for target in self.targets if target is not skip]
        early = {id(t): self._by_bounds(t, bounds, number[t.region]) for t in judged}
        left = [t for t in judged if early[id(t)] is None]
        if self.only_first and len(left) < len(judged):
            return [v for v in early.values() if v is not None]
        system = self._system(space, bounds, numbers, {number[r] for r in asked})
        if system is None:
            verdicts = {id(t): Verdict(t, "unsettled", "even one table has too large a cross") for t in left}
        else:
            forms = {region: space.canonical(region) for region in asked}
            rows = {region: None if form is None else system.row_of[form] for region, form in forms.items()}
            judge = Judge(system, left, rows, self.limits)
            if self.only_first:
                found = judge.first_hit()
                return [found] if found else []
            verdicts = {id(v.target): v for v in judge.run()}
        return [early[id(t)] or verdicts[id(t)] for t in judged]

    def first_hit(self) -> Verdict | None:
        """A hit that needs no whole numbers, looked for only until there is one."""
        self.only_first = True
        try:
            return next((v for v in self.judge() if v.outcome == "hit"), None)
        finally:
            self.only_first = False

    def _equations(self) -> list[Equation]:
        """The equations of this universe; a total is no upper bound of its parts where amounts can be negative."""
        universe = self.knowledge.universes[self.universe]
        negative = universe.cents and universe.record_range[0] < 0
        own = [e for e in self.knowledge.equations if e.whole.universe == self.universe]
        return [e for e in own if e.additive or not negative]

    def _bounds(self, facts: list[Fact], number: dict[Region, int], numbers: dict[Canonical | None, int]) -> Bounds:
        """What the facts and the ceilings tell of each region."""
        universe = self.knowledge.universes[self.universe]
        floor = -INFINITE if universe.cents and universe.record_range[0] < 0 else 0.0
        bounds = Bounds([floor] * len(numbers), [INFINITE] * len(numbers), [self.universe] * len(numbers))
        if None in numbers:
            bounds.lo[numbers[None]] = bounds.up[numbers[None]] = 0.0
        for fact in facts:
            bounds.told_by[number[fact.region]] = fact.told_by
        for fact in facts:
            bounds.tighten(number[fact.region], fact.lo, fact.up)
        for target in self.targets:
            if target.ceiling is not None and not universe.cents:
                bounds.tighten(number[target.region], -INFINITE, target.ceiling)
        return bounds

    def _system(
        self, space: Space, bounds: Bounds, numbers: dict[Canonical | None, int], needed: set[int]
    ) -> System | None:
        """The linear system; None if it would be too large."""
        order = [region for region in numbers if region is not None]
        kept = [numbers[region] for region in order]
        inner = Bounds([bounds.lo[n] for n in kept], [bounds.up[n] for n in kept], [bounds.told_by[n] for n in kept])
        stay = {at for at, n in enumerate(kept) if n in needed}
        system = build(space, order, inner, stay, self.limits.cross)
        if system is None:
            self.size = "too large"
        else:
            self.size = f"{system.kind}, {system.columns} columns, {system.rows} rows"
        return system

    def _by_bounds(self, target: Target, bounds: Bounds, at: int) -> Verdict | None:
        """A hit that totals alone give."""
        lo, up = bounds.lo[at], bounds.up[at]
        why = too_narrow(target, lo, up, not self.knowledge.universes[self.universe].cents)
        return Verdict(target, "hit", why + " (from totals alone)", lo, up) if why else None


def too_narrow(target: Target, lo: float, up: float, counts: bool) -> str:
    """Why an interval is a hit; empty if it is not."""
    slack = NEAR if counts else 1.0 + 1e-9 * max(abs(target.up_required or 0), abs(target.lo_required or 0))
    span = f"between {number_of(lo)} and {number_of(up)}"
    if counts and up < FAR and lo > -FAR:
        possible = math.floor(up + NEAR) - math.ceil(lo - NEAR) + 1
        if target.values is not None and possible < target.values:
            return f"exactly {number_of(lo)}" if possible == 1 else f"{span}: {possible} of {target.values} values"
    if target.reach is not None and up < target.reach - slack:
        return f"{span}: does not reach {target.reach}"
    if target.up_required is not None and up < target.up_required - slack:
        return f"{span}: {number_of(target.up_required)} is wanted above"
    if target.lo_required is not None and lo > target.lo_required + slack:
        return f"{span}: {number_of(target.lo_required)} is wanted below"
    return ""


def number_of(value: float) -> str:
    """A figure in words."""
    if abs(value) >= INFINITE:
        return "unknown"
    return f"{value:.0f}" if abs(value - round(value)) < 1e-4 else f"{value:.2f}"


class Judge:
    """The targets of one linear system."""

    def __init__(self, system: System, targets: list[Target], rows: dict[Region, int | None], limits: Limits) -> None:
        self.system, self.targets, self.rows = scaled(system), targets, rows
        self.scale = self.system.scale
        self.master = Master(self.system)
        watched = sorted({row for row in rows.values() if row is not None})
        self.points = Points(self.system, self.master, watched, limits)
        self.search: Search | None = None

    def run(self) -> list[Verdict]:
        """All verdicts. The system must fit, even if it has no targets."""
        self.master.start()
        if not self.system.integer:
            return [self._amount(target) for target in self.targets]
        self._first_point()
        for target in self.targets:
            if target.group_percent is not None:
                weights = self._group(target)
                self.points.groups[id(target)] = (weights, False)
        if self.points.current is not None and self.system.columns:
            self._walk()
        return [self._count(target) for target in self.targets]

    def first_hit(self) -> Verdict | None:
        """A hit by the relaxation alone, which is proof enough; None if it does not find one."""
        self.master.start()
        for target in self.targets:
            row = self.rows[target.region]
            lo, up = (0.0, 0.0) if row is None else self._relaxed(row)
            why = too_narrow(target, lo, up, self.system.integer)
            if why:
                return Verdict(target, "hit", why, lo, up)
        return None

    def _relaxed(self, row: int) -> tuple[float, float]:
        """Both ends of a row."""
        up = self.master.largest(self.unit(row), FAR) * self.scale
        return -self.master.largest(-self.unit(row), FAR) * self.scale, up

    def unit(self, row: int) -> np.ndarray:
        """The weights that look at one row."""
        weights = np.zeros(self.system.rows)
        weights[row] = 1.0
        return weights

    def _amount(self, target: Target) -> Verdict:
        if target.values is not None or target.reach is not None or target.group_percent is not None:
            raise UsageError(f"{target.label()}: a requirement of counts on an amount")
        row = self.rows[target.region]
        lo, up = (0.0, 0.0) if row is None else self._interval(row, target)
        why = too_narrow(target, lo, up, False)
        return Verdict(target, "hit" if why else "safe", why, lo, up)

    def _interval(self, row: int, target: Target) -> tuple[float, float]:
        """Lowest and highest amount in cents, or as far as is required."""
        lo, up = -INFINITE, INFINITE
        if target.up_required is not None:
            up = self.master.largest(self.unit(row), target.up_required / self.scale + NEAR) * self.scale
        if target.lo_required is not None:
            lo = -self.master.largest(-self.unit(row), -target.lo_required / self.scale + NEAR) * self.scale
        return lo, up

    def _first_point(self) -> None:
        """A whole-number point to start from: a rounded solution of the relaxation, repaired; or by MILP."""
        point = np.rint(self.master.point())
        for attempt in range(ROUNDS if self.system.columns else 0):
            search = Search(self.points, point)
            if search.fit(STEPS_FIRST, attempt > 0) and search.keep():
                return
            point = search.point()
        large = self.system.columns > FULL
        if large and self.points.near(point, None, 0, 0, LONGER * self.points.seconds) == "found":
            self.points.spent = 0.0
            return
        if self.points.solve(None, 0, 0) == "none":
            raise Infeasible("no whole numbers fit these figures together")

    def _walk(self) -> None:
        """Moves the point about, so that most targets show enough values."""
        assert self.points.current is not None
        self.search = Search(self.points, self.points.current)
        for pairs in (False, False, True):
            for target in self.targets:
                row = self.rows[target.region]
                if row is None:
                    continue
                if self.points.spent > self.points.budget / 2:  # the rest is for MILPs
                    break
                failures = 0
                for value in self._wanted(target, row):
                    if self._enough(target, row) or failures > 2:
                        break
                    failures += not self.search.reach(row, value, STEPS_FEW, pairs)
        self.search.keep()

    def _wanted(self, target: Target, row: int) -> list[int]:
        """Values of a target worth trying, nearest first."""
        seen = self.points.seen[row]
        lo, up = max(self.system.lo[row], min(seen) - 2 * (target.values or 5)), self.system.up[row]
        up = min(up, max(seen) + 2 * (target.values or 5))
        values = set(range(math.ceil(lo), math.floor(up) + 1)) - seen
        middle = (min(seen) + max(seen)) / 2
        wanted = sorted(values, key=lambda v: (abs(v - middle), v))
        if target.reach is not None and self.system.up[row] >= target.reach:
            wanted.insert(0, target.reach)
        return wanted

    def _enough(self, target: Target, row: int) -> bool:
        """Whether the points found so far show that a target is safe."""
        seen = self.points.seen[row]
        if target.values is not None and len(seen) < target.values:
            return False
        if target.reach is not None and (not seen or max(seen) < target.reach):
            return False
        if target.up_required is not None and (not seen or max(seen) < target.up_required):
            return False
        if target.lo_required is not None and (not seen or min(seen) > target.lo_required):
            return False
        return target.group_percent is None or self.points.groups[id(target)][1]

    def _group(self, target: Target) -> np.ndarray:
        """Positive where the share of the target in its group is below the percentage."""
        percent = Fraction(str(target.group_percent))
        weights = np.zeros(self.system.rows)
        for region in target.group_of:
            if self.rows[region] is not None:
                weights[self.rows[region]] += percent.numerator
        if self.rows[target.region] is not None:
            weights[self.rows[target.region]] -= 100 * percent.denominator
        return weights

    def _count(self, target: Target) -> Verdict:
        """The verdict on a count: each requirement in turn, hits first."""
        row = self.rows[target.region]
        if row is None:
            why = too_narrow(target, 0, 0, True)
            return Verdict(target, "hit" if why else "safe", why, 0, 0)
        if self._enough(target, row):
            return Verdict(target, "safe")
        found = [self._values(target, row), self._reaches(target, row), self._shares(target, row)]
        for outcome in ("hit", "unsettled"):
            for verdict in found:
                if verdict is not None and verdict.outcome == outcome:
                    return verdict
        return Verdict(target, "safe")

    def _range(self, row: int, near: float) -> tuple[float, float]:
        """Bounds of the relaxation; further than `near` beyond what was seen they are not looked at."""
        seen = self.points.seen[row]
        high = max(seen) + near if seen else FAR
        low = min(seen) - near if seen else -FAR
        up = self.master.largest(self.unit(row), high)
        lo = -self.master.largest(-self.unit(row), -low)
        return lo, up

    def _values(self, target: Target, row: int) -> Verdict | None:
        """At least so many possible values, each with a whole-number witness."""
        if target.values is None:
            return None
        refused: set[int] = set()
        for near in (target.values, FAR):
            lo, up = self._range(row, near)
            why = too_narrow(target, lo, up, True)
            if why:
                return Verdict(target, "hit", why, lo, up)
            open_values = self._try_values(target, row, math.ceil(lo - NEAR), math.floor(up + NEAR), refused)
            seen = len(self.points.seen[row])
            if seen >= target.values:
                return None
        if seen + len(open_values) < target.values:
            why = f"{seen} of {target.values} values are possible in whole numbers"
            return Verdict(target, "hit", why, lo, up)
        return Verdict(target, "unsettled", f"{seen} of {target.values} values found", lo, up)

    def _try_values(self, target: Target, row: int, lo: int, up: int, refused: set[int]) -> set[int]:
        """Looks for witnesses of the values between two bounds; returns the ones that stayed open."""
        seen = self.points.seen[row]
        middle = (min(seen) + max(seen)) / 2 if seen else (lo + up) / 2
        low, high = max(lo, math.floor(middle) - 1000), min(up, math.ceil(middle) + 1000)
        wanted = sorted((v for v in range(low, high + 1) if v not in refused), key=lambda v: (abs(v - middle), v))
        open_values: set[int] = set(wanted[CANDIDATES:])
        for value in wanted[:CANDIDATES]:
            if len(seen) >= (target.values or 0):
                break
            if value in seen or self._search_for(row, value):
                continue
            answer = self.points.solve(self.unit(row), value, value)
            if answer == "none":
                refused.add(value)
            elif answer == "unsettled":
                open_values.add(value)
        return open_values - seen

    def _search_for(self, row: int, value: int) -> bool:
        """A longer local search for one value."""
        if self.points.current is None or self.system.columns == 0:
            return False
        if self.search is None or len(self.master.chosen) > len(self.search.columns):
            self.search = Search(self.points, self.points.current)
        return self.search.reach(row, value, STEPS_MANY, True)

    def _reaches(self, target: Target, row: int) -> Verdict | None:
        """End points that must be reachable."""
        for wanted, sign in ((target.reach, 1), (target.up_required, 1), (target.lo_required, -1)):
            if wanted is None:
                continue
            seen = self.points.seen[row]
            wanted = math.ceil(wanted) if sign > 0 else math.floor(wanted)
            if seen and max(sign * value for value in seen) >= sign * wanted:
                continue
            best = sign * self.master.largest(sign * self.unit(row), sign * wanted)
            lo, up = (-INFINITE, best) if sign > 0 else (best, INFINITE)
            why = too_narrow(target, lo, up, True)
            if why:
                return Verdict(target, "hit", why, lo, up)
            if self._search_for(row, wanted):
                continue
            answer = self.points.solve(self.unit(row), wanted if sign > 0 else -FAR, FAR if sign > 0 else wanted)
            if answer != "found":
                outcome = "hit" if answer == "none" else "unsettled"
                return Verdict(target, outcome, f"{wanted} is not reached in whole numbers", lo, up)
        return None

    def _shares(self, target: Target, row: int) -> Verdict | None:
        """The share of a group must be able to lie below the percentage."""
        if target.group_percent is None or self.points.groups[id(target)][1]:
            return None
        weights = self._group(target)
        told = f"at least {target.group_percent} percent of the group"
        if self.master.largest(weights, 1.0) < 1 - NEAR:
            return Verdict(target, "hit", told)
        answer = self.points.solve(weights, 1, FAR)
        if answer == "found":
            return None
        return Verdict(target, "hit" if answer == "none" else "unsettled", told + " in whole numbers")


def scaled(system: System) -> System:
    """Amounts in units that suit the solver."""
    if system.integer:
        return system
    bounds = np.abs(np.concatenate([system.lo, system.up]))
    scale = max(1.0, float(bounds[np.isfinite(bounds)].max(initial=1.0)) / 1e6)
    system.lo, system.up, system.scale = system.lo / scale, system.up / scale, scale
    return system
