"""Attacks what `drempel protect` published, with HiGHS and nothing of Drempel's own.

    python tests/foreign/attack/tables.py PROGRAM [--seed N] [--tables N]

Makes tables of invented records with two hierarchies, protects each in several ways, reads the published `cells.csv` alone, and
computes by linear programming between which values each figure that a rule hides can lie: totals add up, nothing is negative,
what is shown is known (a rounded figure within its bin), an empty cell is shown as empty where zeros are public. Then it reads
the confidential file, to know which figures those are and what they were, and checks

* that no hidden figure is known exactly (`not-exact`), or that enough values are possible (`values:V`, `reach-minimum`);
* that the interval that Drempel certifies is not wider than the true one, and holds the true figure;
* that additivity, codes and states of the published file are right.

Then it shows a complementary cell again, and expects to find something exact in some tables. Ends with 1 if anything is wrong.
"""

import argparse
import csv
import pathlib
import random
import subprocess
import sys
import tempfile

import highspy
import numpy

WAYS = [
    ("not exact", ["--require", "not-exact", "--zeros", "public"], 0, 2),
    ("not exact, zeros hidden", ["--require", "not-exact", "--zeros", "hidden"], 0, 2),
    ("three values", ["--require", "values:3", "--zeros", "public"], 0, 3),
    ("reach the minimum", ["--require", "reach-minimum", "--zeros", "public"], 0, None),
    ("base 5", ["--require", "values:3", "--zeros", "public", "--round", "5"], 5, 3),
]
MINIMUM = 5


def tree(rng, name):
    """A hierarchy of two or three levels: parent of each code, leaves."""
    parents = {f"{name}": ""}
    leaves = []
    for at in range(rng.randint(2, 3)):
        parents[f"{name}{at}"] = name
        for below in range(rng.randint(2, 4)):
            parents[f"{name}{at}{below}"] = f"{name}{at}"
            leaves.append(f"{name}{at}{below}")
    return parents, leaves


def equations(parents):
    """Each code with those below it."""
    below = {}
    for code, parent in parents.items():
        if parent:
            below.setdefault(parent, []).append(code)
    return below


def bounds(cells, trees, base, zeros_public, wanted, ceiling=None):
    """Smallest and largest value of each wanted cell; with a ceiling, what is wanted is known to be at most so large."""
    small = set(wanted) if ceiling is not None else set()
    order = {key: at for at, key in enumerate(cells)}
    program = highspy.Highs()
    program.setOptionValue("output_flag", False)
    for key, (value, status) in cells.items():
        if status == "shown":
            value = int(value)
            low, high = (value - base // 2, value + (base + 1) // 2 - 1) if base else (value, value)
            if base and value == 0:
                high = 0 if zeros_public else high
            program.addVar(max(0, low), high)
        else:
            empty = zeros_public and value == "0"
            program.addVar(1 if zeros_public and not empty else 0, 0 if empty else ceiling if key in small else highspy.kHighsInf)
    for axis, below in enumerate(trees):
        for key in cells:
            if key[axis] in below:
                parts = [order[key[:axis] + (code,) + key[axis + 1 :]] for code in below[key[axis]]]
                at = numpy.array([order[key], *parts], dtype=numpy.int32)
                program.addRow(0, 0, len(at), at, numpy.array([-1.0] + [1.0] * len(parts)))
    found = {}
    for key in wanted:
        ends = []
        for sign in (1.0, -1.0):
            program.changeColCost(order[key], sign)
            program.run()
            status = program.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                ends.append(sign * program.getObjectiveValue())
            else:
                ends.append(float("inf") if sign < 0 else float("nan"))
            program.changeColCost(order[key], 0.0)
        found[key] = tuple(ends)
    return found


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def one(program, folder, rng, number):
    """One table in every way: what is wrong, and how many figures were attacked."""
    (first, places), (second, kinds) = tree(rng, "A"), tree(rng, "K")
    for name, parents in (("geo", first), ("kind", second)):
        text = "code,parent\n" + "".join(f"{code},{parent}\n" for code, parent in parents.items())
        (folder / f"{name}.csv").write_text(text)
    records = rng.randint(150, 500)
    skew = [rng.random() ** 2 + 0.02 for _ in places]
    with open(folder / "micro.csv", "w", encoding="utf-8") as file:
        file.write("pid,geo,kind\n")
        for person in range(records):
            file.write(f"{person},{rng.choices(places, skew)[0]},{rng.choice(kinds)}\n")
    wrong, attacked, noticed = [], 0, 0
    trees = [equations(first), equations(second)]
    for title, options, base, values in WAYS:
        out = folder / "out"
        command = [program, "protect", "micro.csv", "--unit", "pid", "--hierarchy", "geo=geo.csv", "--hierarchy", "kind=kind.csv"]
        command += ["--count", "records", "--minimum", str(MINIMUM), *options, "--out", "out"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            wrong.append(f"table {number}, {title}: exit {done.returncode}: {done.stderr[:300]}")
            continue
        cells = {(it["geo"], it["kind"]): (it["value"], it["status"]) for it in rows(out / "cells.csv")}
        if len(cells) != len(first) * len(second):
            wrong.append(f"table {number}, {title}: {len(cells)} cells")
            continue
        if any((value == "") != (status == "hidden") for value, status in cells.values()):
            wrong.append(f"table {number}, {title}: a value where it should not be, or none")
        private = {(it["geo"], it["kind"]): it for it in rows(out / "confidential" / "cells.csv")}
        unsafe = [key for key, it in private.items() if it["why"] == "primary"]
        hidden = [key for key, it in cells.items() if it[1] == "hidden"]
        if sorted(hidden) != sorted(key for key, it in private.items() if it["why"]):
            wrong.append(f"table {number}, {title}: the two files disagree")
        zeros_public = "public" in options
        found = bounds(cells, trees, base, zeros_public, unsafe)
        # What the rules leave to whoever guesses which figures they hide, though nothing at all were shown but empty cells.
        empty = {key: (it["value"] if it["value"] == "0" and zeros_public else "", "hidden") for key, it in private.items()}
        left = bounds(empty, trees, base, zeros_public, unsafe, MINIMUM - 1) if values else {}
        for key in unsafe:
            low, high = found[key]
            truth = int(private[key]["value"])
            certified = int(private[key]["lo"]), int(private[key]["up"])
            attacked += 1
            small = truth < MINIMUM and (truth > 0 or not zeros_public)
            enough = (high >= MINIMUM if values is None else high - low >= values - 1) or (
                values is not None and left[key][1] - left[key][0] < values - 1 and high - low >= left[key][1] - left[key][0] - 1e-6
            )
            inside = low - 1e-6 <= certified[0] <= truth <= certified[1] <= high + 1e-6
            if not (small and enough and inside):
                wrong.append(f"table {number}, {title}: cell {key} has bounds {low} … {high}, certified {certified}")
        if title == "not exact":
            # The attack must be able to succeed: with a complementary cell shown again, something is often exact.
            others = [key for key, it in private.items() if it["why"] == "complementary"]
            for key in rng.sample(others, min(3, len(others))):
                weaker = {**cells, key: (private[key]["value"], "shown")}
                ends = bounds(weaker, trees, base, zeros_public, unsafe).values()
                noticed += any(high - low < 1 - 1e-6 for low, high in ends)
        for key, it in private.items():
            truth = int(it["value"])
            if truth < MINIMUM and (truth > 0 or not zeros_public) and it["why"] != "primary":
                wrong.append(f"table {number}, {title}: cell {key} is unsafe and not called so")
    return wrong, attacked, noticed


def amounts(program, folder, rng, number):
    """Sums of euros under the p% rule: distances above and below the true sum, from the published file alone."""
    percent = 10
    (first, places), (second, kinds) = tree(rng, "A"), tree(rng, "K")
    for name, parents in (("geo", first), ("kind", second)):
        (folder / f"{name}.csv").write_text("code,parent\n" + "".join(f"{code},{parent}\n" for code, parent in parents.items()))
    parts = {}
    with open(folder / "micro.csv", "w", encoding="utf-8") as file:
        file.write("pid,geo,kind,cost\n")
        for person in range(rng.randint(60, 250)):
            place, kind, cents = rng.choice(places), rng.choice(kinds), int(10 ** rng.uniform(3, 7))
            file.write(f"{person},{place},{kind},{cents / 100:.2f}\n")
            at, of = place, kind
            while at:
                of = kind
                while of:
                    parts.setdefault((at, of), []).append(cents)
                    of = second[of]
                at = first[at]
    command = [program, "protect", "micro.csv", "--unit", "pid", "--hierarchy", "geo=geo.csv", "--hierarchy", "kind=kind.csv"]
    command += ["--measure", "cost", "--p-percent", str(percent), "--zeros", "public", "--out", "out"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode:
        return [f"table {number}, amounts: exit {done.returncode}: {done.stderr[:300]}"], 0, 0
    cents = lambda text: round(float(text) * 100)
    published = {(it["geo"], it["kind"]): it for it in rows(folder / "out/cells.csv")}
    private = {(it["geo"], it["kind"]): it for it in rows(folder / "out/confidential/cells.csv")}
    cells = {key: (cents(it["value"]) if it["value"] else "", it["status"]) for key, it in published.items()}
    wrong, needs = [], {}
    for key, found in parts.items():
        ordered = sorted(found, reverse=True) + [0, 0]
        rest = sum(found) - ordered[0] - ordered[1]
        need = ordered[0] * percent / 100 - rest
        if (need > 0) != (private[key]["why"] == "primary"):
            wrong.append(f"table {number}, amounts: cell {key} is called {private[key]['why'] or 'safe'}")
        if need > 0:
            needs[key] = need
    trees = [equations(first), equations(second)]
    for key, (low, high) in bounds(cells, trees, 0, False, list(needs)).items():
        truth = sum(parts[key])
        if high < truth + needs[key] - 1 or low > max(0, truth - needs[key]) + 1:
            wrong.append(f"table {number}, amounts: cell {key} has bounds too near to its sum")
    noticed = 0
    others = [key for key, it in private.items() if it["why"] == "complementary"]
    for key in rng.sample(others, min(2, len(others))):
        weaker = {**cells, key: (cents(private[key]["value"]), "shown")}
        for cell, (low, high) in bounds(weaker, trees, 0, False, list(needs)).items():
            truth = sum(parts[cell])
            if high < truth + needs[cell] - 1 or low > max(0, truth - needs[cell]) + 1:
                noticed += 1
                break
    return wrong, len(needs), noticed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", type=int, default=12)
    given = parser.parse_args()
    rng = random.Random(given.seed)
    wrong, attacked, noticed = [], 0, 0
    program = str(pathlib.Path(given.program).resolve())
    for number in range(given.tables):
        with tempfile.TemporaryDirectory() as folder:
            found, count, more = one(program, pathlib.Path(folder), rng, number)
            wrong += found
            attacked += count
            noticed += more
        with tempfile.TemporaryDirectory() as folder:
            found, count, more = amounts(program, pathlib.Path(folder), rng, number)
            wrong += found
            attacked += count
            noticed += more
    for it in wrong[:20]:
        print(it)
    print(f"{given.tables} tables in {len(WAYS) + 1} ways, {attacked} unsafe figures attacked, {len(wrong)} wrong; {noticed} weakened tables broken")
    return 1 if wrong or not attacked or not noticed else 0


if __name__ == "__main__":
    sys.exit(main())
