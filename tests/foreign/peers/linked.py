"""The four linked tables of turnover: what protecting them one by one gives away, and what τ-ARGUS made of them together.

Drempel reads ready-made tables one at a time, so it cannot be asked for all four. The attacker here knows the sums of every table and
that tables agree on what they share; he does not use that all four are sums of one cross, which is too large. So what he
finds is found; what he does not find is no proof.
"""

import csv
import pathlib
import tempfile
from types import SimpleNamespace

import highspy
import numpy

import cases
from intruder import Intruder
from world import Rules

RULES = Rules(3, zeros_public=True, dominance=[(1, 85)])


class Loose(Intruder):
    """An attacker with one variable per hidden figure and the additive equations of several tables."""

    def __init__(self, facts, equations, hidden):
        self.world = SimpleNamespace(facts=facts, amounts=True, decimals=4)
        self.hidden, self.zeros_public, self.unit, self.filled, self.whole = hidden, True, 10**4, False, False
        self.order = {it: at for at, it in enumerate(sorted(hidden))}
        self.free = {it: ((self.order[it],), 0) if it in hidden else ((), facts[it].value) for it in facts}
        self.program = highspy.Highs()
        self.program.setOptionValue("output_flag", False)
        for _ in self.order:
            self.program.addVar(0, highspy.kHighsInf)
        for whole, parts in equations:
            signs, rest = {}, 0
            for sign, it in [(-1, whole), *[(1, it) for it in parts]]:
                if it in hidden:
                    signs[self.order[it]] = signs.get(self.order[it], 0) + sign
                else:
                    rest -= sign * facts[it].value
            if signs:
                at = numpy.array(list(signs), dtype=numpy.int32)
                rest = self._scaled(rest)
                self.program.addRow(rest, rest, len(at), at, numpy.array(list(signs.values()), dtype=float))


def figures(data):
    """All figures by their codes (act, nuts, size, cj; "Total" where a table has no such dimension), and the equations."""
    facts, equations, of_table = {}, [], {}
    for name in cases.PUBLISHED:
        rows, table = cases.turnover_table(data, name)
        world = cases.ready(name, table, rows, RULES).world
        spot = [["ACTIVITY", "NUTS", "SIZE", "CJ"].index(dim.column) for dim in table.dims]

        def key(cell, spot=spot):
            codes = ["Total"] * 4
            for at, code in zip(spot, cell):
                codes[at] = code
            return tuple(codes)

        of_table[name] = {}
        for (_, cell), region in world.region.items():
            it = world.facts[region]
            assert facts.setdefault(key(cell), it).value == it.value, "two tables disagree"
            of_table[name][region] = key(cell)
            for at, dim in enumerate(table.dims):
                parts = dim.tree.below[cell[at]]
                if parts:
                    equations.append((key(cell), [key(cell[:at] + (code,) + cell[at + 1 :]) for code in parts]))
    return facts, equations, of_table


def tell(title, facts, equations, hidden):
    unsafe = {it: RULES.unsafe(facts[it], True) for it in facts}
    unsafe = {it: far for it, far in unsafe.items() if far is not None}
    open_ = sorted(set(unsafe) - hidden)
    hidden_unsafe = {it: far for it, far in unsafe.items() if it in hidden}
    intruder = Loose(facts, equations, hidden)
    found, exact, asked, _ = intruder.attack(hidden_unsafe, insiders=False)
    some = "; ".join("/".join(code for code in it[0] if code != "Total") for it in found[:4])
    text = f"{title}: {len(hidden)} figures hidden; of {len(unsafe)} unsafe ones {len(open_)} shown, {exact} exact, {len(found) - exact} too near"
    return text + (f" ({some} …)" if found else "")


def turnover(program, data, argus, run):
    """Lines to print, each with whether it is wrong."""
    facts, equations, of_table = figures(pathlib.Path(data))
    union, shown, failed = set(), set(), None
    for case in cases.turnover(pathlib.Path(data)):
        if case.name not in cases.PUBLISHED:
            continue
        with tempfile.TemporaryDirectory() as place:
            _, report, failed = run(program, case, pathlib.Path(place))
            if failed:
                yield f"turnover, {case.name}: {failed}", True
                return
            with open(pathlib.Path(place) / "out/cells.csv", newline="", encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    cell = tuple(row[dim.column] for dim in case.world.tables[0].dims)
                    key = of_table[case.name][case.world.region[0, cell]]
                    (union if row["status"] == "hidden" else shown).add(key)
    text = f"turnover, four tables one by one: {len(union & shown)} figures hidden in one table and shown in another"
    yield text, False
    yield tell("turnover, ours one by one, read together", facts, equations, union - shown), False
    if argus:
        union, shown = set(), set()
        for name in cases.PUBLISHED:
            path = pathlib.Path(argus) / f"{name}.csv"
            if not path.exists():
                continue
            keys = {cell: key for key, cell in ((key, tuple(it for it in key)) for key in of_table[name].values())}
            first, second = (["ACTIVITY", "NUTS", "SIZE", "CJ"].index(it) for it in _columns(name))
            with open(path, newline="", encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    codes = ["Total"] * 4
                    codes[first], codes[second] = (row[it] for it in _columns(name))
                    (shown if row["Status"] == "V" else union).add(keys[tuple(codes)])
        yield f"turnover, τ-ARGUS: {len(union & shown)} figures hidden in one table and shown in another", False
        yield tell("turnover, τ-ARGUS, linked", facts, equations, union - shown), False


def _columns(name):
    first, second = name.split("_")
    return {"act": "ACTIVITY", "nuts": "NUTS"}[first], second.upper()
