"""Compares `drempel protect` with other tools on public reference tables, and attacks both patterns.

    python tests/foreign/peers/agree.py DREMPEL DATA_DIR [--markdown FILE] [--only WORD] [--argus DIR]

For every table of DATA_DIR: asks Drempel for the peer's rule, and tells whether the unsafe cells are the same to the last one,
what both hide beside them and what that costs (1 + ln(1 + x) per figure, times 4 per level), whether the peer's pattern and ours
withstand an attacker that is not Drempel's. Ends with 1 if an unsafe cell differs, if ours can be broken, or if ours costs
more than a pattern of the peer that withstands the same attack, unless KNOWN says why. See README.md.
"""

import argparse
import csv
import json
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

import cases
import linked
from intruder import Intruder

# Processor seconds per table, for Drempel and (by the clock) for each attack.
LIMIT = 120

# What is wrong and known, per table and kind: "unsafe" (another primary), "cost" (dearer than a peer at equal protection),
# "needless" (a figure is hidden that the attack does not need), "labels" (the same figures under other labels cost another
# amount), "together" (hidden parts of a shown figure are unsafe as one).
# Sums that one company dominates must be as uncertain as cells; the attack only asks whether they are known.
SUMS = "what one company dominates in several hidden cells must be uncertain too, which this attack does not ask"
KNOWN = {
    ("two cells of one company", "needless"): SUMS,
    ("magnitude1, (1,80) by company", "needless"): SUMS,
}

# The same figures under other labels.
TWINS = [("z1", "d1"), ("z2", "d2"), ("z2, zeros public", "d2, zeros public"), ("z3", "d3"), ("d4", "sosialFiktiv")]
# Hidden figures are shown again one at a time where there are at most so many.
FEW = 100


def csv_text(rows):
    head = list(rows[0])
    lines = [head] + [[row[it] for it in head] for row in rows]
    return "".join(",".join(f'"{it}"' if "," in it else it for it in line) + "\n" for line in lines)


def prepare(case, folder):
    """Writes what the command reads, and gives its words."""
    (folder / "input.csv").write_text(csv_text(case.rows), encoding="utf-8")
    words = ["--table", "input.csv"] if case.source != "micro" else ["input.csv"]
    tables = case.world.tables
    dims = list({dim.name: dim for table in tables for dim in table.dims}.values())
    plain = {dim.name for dim in dims if max(dim.height.values()) == 1 and dim.tree.root == "Total"}
    for dim in dims:
        if dim.name not in plain:
            (folder / f"{dim.name}.csv").write_text(dim.tree.rows(), encoding="utf-8")
    if len(tables) == 1:
        for dim in dims:
            words += ["--dimension", dim.column] if dim.name in plain else ["--hierarchy", f"{dim.column}={dim.name}.csv"]
    else:
        text = ""
        for dim in dims:
            if dim.name not in plain or dim.levels:
                text += f'[[dimension]]\nname = "{dim.name}"\ncolumn = "{dim.column}"\n'
                text += f'hierarchy = "{dim.name}.csv"\n' + (f"levels = {dim.levels}\n" if dim.levels else "") + "\n"
                (folder / f"{dim.name}.csv").write_text(dim.tree.rows(), encoding="utf-8")
        for table in tables:
            names = ", ".join(f'"{dim.name}"' for dim in table.dims)
            text += f'[[table]]\nname = "{table.name}"\ndimensions = [{names}]\n\n'
        (folder / "linked.toml").write_text(text, encoding="utf-8")
        words += ["--linked", "linked.toml"]
    return words + case.words + case.rules.options()


def limited():
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))


def run(program, case, folder):
    """Runs the command: its report, or why there is none."""
    words = prepare(case, folder)
    command = [program, "protect", *words, "--out", "out", "--report", "json", "--format", "plain"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, preexec_fn=limited, timeout=10 * LIMIT)
    except subprocess.TimeoutExpired:
        return words, None, f"no answer within {10 * LIMIT} s"
    if done.returncode < 0:
        return words, None, f"no answer within {LIMIT} CPU s"
    if done.returncode:
        return words, None, f"exit {done.returncode}: " + " ".join(done.stderr.split())[:300]
    return words, json.loads(done.stdout), None


def ours(case, folder):
    """What Drempel wrote: hidden figures, those that a rule hides, intervals; and what is wrong with the files."""
    world, wrong = case.world, []
    hidden, primary, intervals, seen = set(), set(), {}, {}
    for t, table in enumerate(world.tables):
        place = folder / "out" / (table.name if len(world.tables) > 1 else "")
        with open(place / "cells.csv", newline="", encoding="utf-8") as file:
            public = list(csv.DictReader(file))
        with open(place / "confidential" / "cells.csv", newline="", encoding="utf-8") as file:
            private = list(csv.DictReader(file))
        names = [dim.name if len(world.tables) > 1 else dim.column for dim in table.dims]
        rows = {tuple(row[it] for it in names): row for row in public}
        if set(rows) != set(table.cells()) or len(public) != len(rows):
            wrong.append(f"{table.name}: the cells are not the full cross")
            continue
        for row in private:
            cell = tuple(row[it] for it in names)
            region = world.region[t, cell]
            truth = round(float(row["value"]) * 10**world.decimals)
            if truth != world.facts[region].value:
                wrong.append(f"{table.name} {cell}: {row['value']} is not the sum")
            status = rows[cell]["status"]
            if (status == "hidden") != bool(row["why"]) or (status == "hidden") != (rows[cell]["value"] == ""):
                wrong.append(f"{table.name} {cell}: the two files disagree")
            if seen.setdefault(region, status) != status:
                wrong.append(f"{table.name} {cell}: one figure, shown here and hidden there")
            if row["why"]:
                hidden.add(region)
                intervals[region] = (float(row["lo"]), float(row["up"]))
            if row["why"] == "primary":
                primary.add(region)
    return hidden, primary, intervals, wrong


def theirs(case):
    """The peer's answer by figure. A figure that they print in several cells is hidden if all of those are."""
    world, found, missing = case.world, {}, []
    for codes, primary, hidden in case.answers:
        at = []
        for t, table in enumerate(world.tables):
            held = {dim.heading for dim in table.dims}
            cell = tuple(codes.get(dim.heading) for dim in table.dims)
            rest = all(code == "Total" for heading, code in codes.items() if heading not in held)
            if rest and (t, cell) in world.region:
                at.append(world.region[t, cell])
        if not at:
            missing.append(str(tuple(codes.values())))
        for region in at:
            old = found.get(region, (False, True))
            found[region] = (old[0] or primary, old[1] and hidden)
    primary = {it for it, (unsafe, _) in found.items() if unsafe}
    hidden = {it for it, (_, away) in found.items() if away}
    return primary, hidden, missing


def cost(world, figures):
    return sum(world.cost[it] for it in figures)


def name(world, region):
    return " = ".join("/".join(cell) for _, cell in world.cell_names(region)[:2])


class Result:
    """One row of the table, and what is wrong."""

    def __init__(self, case):
        self.case = case
        self.cells, self.unsafe = len(case.world.region), ""
        self.count, self.price = ("–", "–"), ("–", "–")
        self.peer_safe, self.own_safe, self.seconds = "–", "–", "–"
        self.weakened, self.own = (0, 0), None
        self.wrong, self.told, self.known, self.used = [], [], [], set()

    def fault(self, kind, words):
        """Something wrong, unless it is known."""
        reason = KNOWN.get((self.case.name, kind))
        if reason:
            self.known.append(f"{words} ({reason})")
            self.used.add((self.case.name, kind))
        else:
            self.wrong.append(words)

    def row(self):
        peer = self.case.peer or "none published"
        return [
            self.case.name, peer, f"{self.cells:,}", self.unsafe, " / ".join(self.count), " / ".join(self.price), self.peer_safe, self.own_safe,
            self.seconds,
        ]


def judge(result, title, hidden, unsafe):
    """Attacks a pattern; (withstands at the peer's protection, withstands in full, in words)."""
    case = result.case
    intruder = Intruder(case.world, hidden, case.rules.zeros_public)
    found, exact, asked, inside = intruder.attack(unsafe, seconds=LIMIT)
    near = [it for it in found if it[1] is None]
    by_insider = len({it[0] for it in found if it[1] is not None})
    parts = []
    if exact:
        parts.append(f"no: {exact} exact")
    if len(near) > exact:
        parts.append(f"{'' if parts else 'no: '}{len(near) - exact} too near")
    if by_insider:
        parts.append(f"{'' if parts else 'no: '}{by_insider} to insiders")
    words = ", ".join(parts) or "yes"
    if asked < len(unsafe) or inside[0] < inside[1]:
        words += f" ({asked} of {len(unsafe)} unsafe figures, {inside[0]} of {inside[1]} insiders asked)"
    for region, given, ends in found[:4]:
        whom = f" to {name(case.world, given)}" if given else ""
        result.told.append(f"{title}: {name(case.world, region)} lies within {ends[0]:g} … {ends[1]:g}{whom}")
    return exact == 0, not found, words, intruder


def weaken(result, hidden, primary, unsafe):
    """Shows each complementary figure again: the attack must then succeed, or the figure was hidden for nothing."""
    case = result.case
    extra = sorted(hidden - primary, key=lambda it: sorted(map(sorted, it)))
    if len(extra) > FEW:
        return
    needless = []
    for it in extra:
        found, _, asked, inside = Intruder(case.world, hidden - {it}, case.rules.zeros_public).attack(unsafe, seconds=LIMIT, first=True)
        together = case.world.amounts and case.world.together(hidden - {it}, case.rules)
        if not found and asked == len(unsafe) and inside[0] == inside[1] and not together:
            needless.append(it)
    result.weakened = (len(extra) - len(needless), len(extra))
    for it in needless:
        result.told.append(f"ours: {name(case.world, it)} could be shown")


def compare(program, case):
    result = Result(case)
    world = case.world
    unsafe = {it: case.rules.unsafe(facts, world.amounts) for it, facts in world.facts.items()}
    unsafe = {it: far for it, far in unsafe.items() if far is not None}
    peer_hidden = None
    if case.answers:
        peer_primary, peer_hidden, missing = theirs(case)
        if missing:
            result.wrong.append(f"cells of the peer that the table does not have: {', '.join(missing[:5])}")
        differ = peer_primary ^ set(unsafe)
        if differ:
            result.fault("unsafe", "unsafe to the peer or by the rule, not to both: " + "; ".join(name(world, it) for it in list(differ)[:8]))
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        words, report, failed = run(program, case, folder)
        result.told.append("drempel protect " + " ".join(words) + " --out out")
        if failed:
            result.own_safe = failed
            if not failed.startswith("no answer"):
                result.wrong.append(failed)
        else:
            hidden, primary, intervals, wrong = ours(case, folder)
            result.wrong += wrong[:5]
    of_peer = str(sum(case.numbers[:2])) if case.numbers else "–"
    if case.numbers:
        few = sum(world.facts[it].count < case.rules.minimum for it in unsafe)
        if (few, len(unsafe) - few) != tuple(case.numbers[:2]):
            result.fault("unsafe", f"{few} unsafe for want of contributors and {len(unsafe) - few} dominated, not {case.numbers[:2]}")
    if peer_hidden is not None:
        of_peer = str(len(peer_primary))
    extra = price = None
    if peer_hidden is not None:
        extra, price = len(peer_hidden - peer_primary), cost(world, peer_hidden - peer_primary)
        _, peer_full, result.peer_safe, _ = judge(result, "theirs", peer_hidden, unsafe)
    elif case.numbers and case.numbers[2]:
        extra = case.numbers[2]
    if failed:
        result.unsafe = f"{len(unsafe)} (by the rule) / {of_peer}"
        result.count, result.price = ("–", _text(extra)), ("–", _text(price))
        return result
    result.unsafe = f"{len(primary)} / {of_peer}"
    result.seconds = f"{report['cpu_seconds']['total']:.2f}"
    differ = primary ^ set(unsafe)
    if differ:
        result.fault("unsafe", "unsafe to Drempel or by the rule, not to both: " + "; ".join(name(world, it) for it in list(differ)[:8]))
    own = cost(world, hidden - primary)
    if abs(own - report["cost"]) > 1e-6 * max(1, own):
        result.wrong.append(f"the report says cost {report['cost']:.3f}, and it is {own:.3f}")
    result.count = (str(len(hidden - primary)), _text(extra))
    result.price = (_text(own), _text(price))
    _, own_full, result.own_safe, intruder = judge(result, "ours", hidden, unsafe)
    if not own_full:
        result.wrong.append(f"ours does not withstand the attack: {result.own_safe}")
    for region, (low, high) in intervals.items():
        ends = intruder.seen.get(region)
        truth = world.facts[region].value / intruder.unit if world.amounts else world.facts[region].value
        slack = 1e-3 if world.amounts else 1e-6
        if not low - slack <= truth <= high + slack or (ends and (low < ends[0] - slack or high > ends[1] + slack)):
            result.wrong.append(f"{name(world, region)}: certified {low:g} … {high:g}, possible {ends}")
    result.own = own
    weaken(result, hidden, primary, unsafe)
    if result.weakened[0] < result.weakened[1]:
        result.fault("needless", f"{result.weakened[1] - result.weakened[0]} figures are hidden that the attack does not need")
    for parts in world.together(hidden, case.rules) if world.amounts else []:
        result.fault("together", "hidden parts of a shown figure are unsafe as one: " + " + ".join(name(world, it) for it in parts))
    if peer_hidden is not None and peer_full and own > price + 1e-6:
        result.fault("cost", f"ours costs {own:.1f}, theirs {price:.1f}, and both withstand the attack")
    return result


def _text(value):
    return "–" if value is None else (f"{value:,.1f}" if isinstance(value, float) else str(value))


HEAD = [
    "table", "peer", "cells", "unsafe: ours / peer", "complementary: ours / peer", "cost: ours / peer", "peer's pattern holds in full",
    "ours holds in full", "ours, CPU s",
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("data")
    parser.add_argument("--markdown", help="write the table here")
    parser.add_argument("--only", help="only tables whose name has this")
    parser.add_argument("--argus", help="folder with the four files that τ-ARGUS wrote for the linked turnover tables")
    parser.add_argument("--verbose", action="store_true", help="tell the command of every table, and what is known too well")
    given = parser.parse_args()
    program = str(pathlib.Path(given.program).resolve())
    if not (pathlib.Path(given.data) / "small").is_dir():
        print(f"{given.data} has no reference tables")
        return 2
    results = []
    for case in cases.every(given.data):
        if given.only and not re.search(given.only, case.name):
            continue
        result = compare(program, case)
        results.append(result)
        print(" | ".join(result.row()), flush=True)
        for line in result.told if given.verbose or result.wrong else []:
            print(f"    {line}")
        for line in result.known:
            print(f"    known: {line}")
        for line in result.wrong:
            print(f"    WRONG: {line}")
    broken, tried = (sum(it.weakened[at] for it in results) for at in (0, 1))
    print(f"shown again one at a time: {broken} of {tried} complementary figures break their pattern")
    costs = {it.case.name: it for it in results if it.own is not None}
    for one, two in TWINS:
        if one in costs and two in costs:
            first, second = costs[one].own, costs[two].own
            print(f"{one} and {two} are the same figures under other labels: cost {first:,.1f} and {second:,.1f}")
            if abs(first - second) > 1e-6:
                costs[two].fault("labels", "other labels cost another amount")
    wrong = sum(bool(it.wrong) for it in results)
    if not given.only:
        for title, long, same in cases.wide(given.data):
            print(f"{title}: {'the figures of' if same else 'NOT the figures of'} {long}, written wide")
            wrong += not same
        for line, bad in linked.turnover(program, given.data, given.argus, run):
            print(line)
            wrong += bad
    if given.markdown:
        lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
        lines += ["| " + " | ".join(it.row()) + " |" for it in results]
        pathlib.Path(given.markdown).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(results)} tables, {wrong} with something wrong")
    used = {it for result in results for it in result.used}
    for title, kind in sorted(set(KNOWN) - used) if not given.only else []:
        print(f"known, and not met any more: {title}, {kind}")
    return 1 if wrong or not results else 0


if __name__ == "__main__":
    sys.exit(main())
