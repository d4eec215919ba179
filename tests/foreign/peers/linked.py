"""The four linked tables of turnover: what protecting them one by one gives away, together, and what τ-ARGUS made of them.

The attacker here knows the sums of every table and that tables agree on what they share; he does not use that all four are sums of
one cross, which is too large. So what he finds is found; what he does not find is no proof.
"""

import csv
import json
import pathlib
import resource
import subprocess
import tempfile
from types import SimpleNamespace

import highspy
import numpy

import cases
from intruder import Intruder
from world import Rules

RULES = Rules(3, zeros_public=True, dominance=[(1, 85)])
# Processor seconds for the four together.
LIMIT = 300


class Loose(Intruder):
    """An attacker with one variable per hidden figure and the additive equations of several tables."""

    def __init__(self, facts, equations, hidden):
        self.world = SimpleNamespace(facts=facts, amounts=True, decimals=4)
        self.hidden, self.zeros_public, self.filled, self.whole = hidden, True, False, False
        self.unit, self.slack = 10**4, 0.5 / 10**4
        self.order = {it: at for at, it in enumerate(sorted(hidden))}
        self.free = {it: (self.order[it],) if it in hidden else () for it in facts}
        self.program = highspy.Highs()
        self.program.setOptionValue("output_flag", False)
        for it in self.order:
            self.program.addVar(-self._scaled(facts[it].value), highspy.kHighsInf)
        for whole, parts in equations:
            signs = {}
            for sign, it in [(-1, whole), *[(1, it) for it in parts]]:
                if it in hidden:
                    signs[self.order[it]] = signs.get(self.order[it], 0) + sign
            if signs:
                at = numpy.array(list(signs), dtype=numpy.int32)
                self.program.addRow(0, 0, len(at), at, numpy.array(list(signs.values()), dtype=float))
        self._remember()


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
    held = not found and not open_
    text = f"{title}: {len(hidden)} figures hidden; of {len(unsafe)} unsafe ones {len(open_)} shown, {exact} exact, {len(found) - exact} too near"
    return text + (f" ({some} …)" if found else ""), held


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
    yield tell("turnover, ours one by one, read together", facts, equations, union - shown)[0], False
    yield from together(program, pathlib.Path(data), facts, equations, of_table)
    if argus:
        yield from published(pathlib.Path(data), pathlib.Path(argus), facts, equations, of_table)


def together(program, data, facts, equations, of_table):
    """The four as one problem of Drempel: no figure may be shown here and hidden there, and the attack may find nothing."""
    union, shown, wrong = set(), set(), []
    with tempfile.TemporaryDirectory() as place:
        folder, spec, words = pathlib.Path(place), "", {}
        for case in cases.turnover(data):
            if case.name not in cases.PUBLISHED:
                continue
            for dim in case.world.tables[0].dims:
                # The total of a column without levels is called so, and its codes are those that occur.
                if max(dim.height.values()) > 1:
                    (folder / f"{dim.name}.csv").write_text(dim.tree.rows(), encoding="utf-8")
                    words[dim.column] = ["--hierarchy", f"{dim.column}={dim.name}.csv"]
            names = ", ".join(f'"{dim.column}"' for dim in case.world.tables[0].dims)
            file = (data / f"turnover/turnover_{case.name}.csv").resolve()
            spec += f'[[table]]\nname = "{case.name}"\nfile = "{file}"\ndimensions = [{names}]\n\n'
        (folder / "linked.toml").write_text(spec, encoding="utf-8")
        options = sum(words.values(), []) + ["--value", "TOT", "--contributors", "N_OBS", "--largest", "MAX", *RULES.options()]
        command = [program, "protect", "--linked", "linked.toml", *options, "--out", "out", "--report", "json", "--format", "plain"]
        limited = lambda: resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, preexec_fn=limited)
        if done.returncode:
            yield f"turnover, ours together: exit {done.returncode}: {' '.join(done.stderr.split())[:300]}", True
            return
        report = json.loads(done.stdout)
        for name, regions in of_table.items():
            keys = set(regions.values())
            with open(folder / "out" / name / "confidential/cells.csv", newline="", encoding="utf-8") as file:
                for row in csv.DictReader(file):
                    key = tuple(row.get(column, "Total") for column in ("ACTIVITY", "NUTS", "SIZE", "CJ"))
                    if key not in keys:
                        wrong.append("/".join(key))
                    (union if row["status"] == "hidden" else shown).add(key)
    parts = [f"{it['name']} {it['primary']} + {it['complementary']}" for it in report["tables"]]
    text = f"turnover, ours together: unsafe + complementary {', '.join(parts)}; cost {report['cost']:,.1f}, {report['cpu_seconds']['total']:.1f} CPU s"
    yield text, bool(wrong)
    if union & shown:
        yield f"turnover, ours together: {len(union & shown)} figures hidden in one table and shown in another", True
    text, held = tell("turnover, ours together, attacked", facts, equations, union)
    yield text, not held


def published(data, argus, facts, equations, of_table):
    """What τ-ARGUS hid when it protected the four together: each table by itself, and all of them if all are there."""
    union, shown, there = set(), set(), 0
    for case in cases.turnover(data):
        path = argus / f"{case.name}.csv"
        if case.name not in cases.PUBLISHED or not path.exists():
            continue
        there += 1
        world, hidden = case.world, set()
        with open(path, newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                region = world.region[0, tuple(row[dim.column] for dim in world.tables[0].dims)]
                (shown if row["Status"] == "V" else union).add(of_table[case.name][region])
                if row["Status"] != "V":
                    hidden.add(region)
        unsafe = {it: RULES.unsafe(facts, True) for it, facts in world.facts.items()}
        unsafe = {it: far for it, far in unsafe.items() if far is not None}
        open_ = set(unsafe) - hidden
        extra = hidden - set(unsafe)
        text = f"{case.name}, τ-ARGUS, of four protected together: {len(unsafe)} unsafe, {len(open_)} of them shown; "
        yield text + f"{len(extra)} complementary, cost {sum(world.cost[it] for it in extra):,.1f}", False
        # What it was asked for: ten percent of every unsafe figure. What the rules ask: as far as the largest contribution needs.
        for asked, need in (("its ten percent", lambda it: max(1, -(-world.facts[it].value // 10))), ("the rules", unsafe.get)):
            found, exact, _, _ = Intruder(world, hidden, True).attack({it: need(it) for it in unsafe if it in hidden})
            near = {it[0] for it in found if it[1] is None}
            inside = {it[0] for it in found} - near
            text = f"{case.name}, τ-ARGUS, by {asked} and this table alone: {exact} exact, {len(near) - exact} too near, {len(inside)} to insiders"
            yield text, False
    if there == len(cases.PUBLISHED):
        yield f"turnover, τ-ARGUS: {len(union & shown)} figures hidden in one table and shown in another", False
        yield tell("turnover, τ-ARGUS, linked", facts, equations, union - shown)[0], False
