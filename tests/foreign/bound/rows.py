"""The row relaxation: in every sum what else can move must make up for what an unsafe region of it must.

In: a program. Out: a cut per target and sum of it, also for the contributor of another region of the sum. Two such sums of a
whole are not combined here: that is left to the attacker's program.
"""

from __future__ import annotations

import numpy as np

from cuts import Cut, cut, weights
from needs import Needs
from program import UP, Program


def rows(program: Program, needs: Needs, insiders: bool) -> list[Cut]:
    """All of them that tell anything."""
    found: dict[bytes, Cut] = {}
    for target in program.targets:
        against = needs.pairs(target) if insiders else frozenset()
        for row in program.rows_of(target.region):
            dual = np.zeros(program.rows)
            columns = program.row(row)
            at = program.row_start[row] + int(np.flatnonzero(columns == target.region)[0])
            for insider in [None, *sorted(against.intersection(columns.tolist()))]:
                need = needs.of(target, insider)
                if need is None:
                    continue
                guess, least = need
                sides = []
                for side in target.sides:
                    dual[row] = (-1.0 if side == UP else 1.0) * program.row_sign[at]
                    weight = weights(program, target.region, side, dual)
                    assert weight is not None
                    sides.append(weight)
                one = cut(program, guess, least, sides, insider)
                if one is not None:
                    found[one.key()] = one
    return list(found.values())
