"""Bounds that follow from totals alone: interval propagation to a fixed point."""

from __future__ import annotations

from dataclasses import dataclass

from model import INFINITE, Infeasible

ROUNDS = 200


@dataclass
class Bounds:
    """Per region (by number) what is known of it."""

    lo: list[float]
    up: list[float]
    told_by: list[str]

    def tighten(self, at: int, lo: float, up: float) -> bool:
        """Takes over better bounds; says whether they were better."""
        better = lo > self.lo[at] or up < self.up[at]
        self.lo[at], self.up[at] = max(lo, self.lo[at]), min(up, self.up[at])
        if self.lo[at] > self.up[at]:
            raise Infeasible(f"{self.told_by[at]}: at least {self.lo[at]:g} and at most {self.up[at]:g}")
        return better


def propagate(bounds: Bounds, equations: list[tuple[int, tuple[int, ...], bool]]) -> None:
    """Tightens the bounds by each equation (whole, parts, additive) until nothing changes."""
    for _ in range(ROUNDS):
        changed = False
        for whole, parts, additive in equations:
            changed |= one(bounds, whole, parts, additive)
        if not changed:
            return


def one(bounds: Bounds, whole: int, parts: tuple[int, ...], additive: bool) -> bool:
    """One equation: `whole` is the sum of `parts`, or at most the sum and at least each of them."""
    lo_sum, lo_open = sums([bounds.lo[p] for p in parts])
    up_sum, up_open = sums([bounds.up[p] for p in parts])
    low = (-INFINITE if lo_open else lo_sum) if additive else max(bounds.lo[p] for p in parts)
    changed = bounds.tighten(whole, low, INFINITE if up_open else up_sum)
    for part in parts:
        up = bounds.up[whole]
        if additive and up < INFINITE:
            up = up - rest(lo_sum, lo_open, bounds.lo[part], -INFINITE)
        lo = bounds.lo[whole] - rest(up_sum, up_open, bounds.up[part], INFINITE)
        changed |= bounds.tighten(part, lo, up)
    return changed


def sums(values: list[float]) -> tuple[float, int]:
    """The sum of the finite values, and how many are not finite."""
    finite = [value for value in values if abs(value) < INFINITE]
    return sum(finite), len(values) - len(finite)


def rest(total: float, infinite: int, own: float, limit: float) -> float:
    """The sum of the others."""
    if abs(own) < INFINITE:
        return limit if infinite else total - own
    return limit if infinite > 1 else total
