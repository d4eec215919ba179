"""Attacks releases that were weakened by showing hidden figures again, and compares with Drempel's own auditor.

    weakened.py FOLDER [--least 200] [--least-complementary 100]

FOLDER holds one folder per city: `meaning.json`, the CSV files and `unsafe.json` of the release as it was, and
`weakened.json`, a list of `{"kind": "primary" | "complementary", "refused": bool, "shown": [figures]}`. Each weakened
release is attacked by the relaxation alone, only until something unsafe gives way; the release as it was must not.

Exit: 0 if there are enough hits and the auditor refused every release that was hit, else 1; 2 wrong input.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from judge import Problem
from model import Infeasible, Limits, UsageError, Verdict
from release import read_releases
from targets import read_targets


def show(folder: Path, figures: list[dict[str, Any]]) -> None:
    """Writes the figures into the CSV files, as if they had never been hidden."""
    wanted: dict[str, dict[tuple[str, ...], str]] = {}
    for figure in figures:
        place = (*figure["coordinates"], figure["measure"])
        wanted.setdefault(figure["table"], {})[place] = figure["value"]
    for table, values in wanted.items():
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = list(csv.reader(file))
        at, status = header.index("value"), header.index("status")
        changed = 0
        for row in rows:
            value = values.get(tuple(row[:at]))
            if value is not None and row[status] == "hidden":
                row[at], row[status] = value, "shown"
                changed += 1
        if changed != len(values):
            raise UsageError(f"{path}: {changed} of {len(values)} figures were hidden there")
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])


def attack(folder: Path, tables: set[str] | None) -> Verdict | None:
    """The first hit in the universes that some tables are about."""
    knowledge, releases = read_releases([folder])
    targets = read_targets(folder / "unsafe.json", releases)
    universes = {
        measure.universe
        for release in releases
        for name, table in release.tables.items()
        if tables is None or name in tables
        for measure in table.measures.values()
    }
    for key in sorted(universes & {target.region.universe for target in targets}):
        own = [target for target in targets if target.region.universe == key]
        found = Problem(knowledge, key, own, Limits()).first_hit()
        if found is not None:
            return found
    return None


def city(folder: Path, counts: Counter[str]) -> None:
    """All weakened releases of one city."""
    if attack(folder, None) is not None:
        counts["the release as it was gives way"] += 1
    for number, weakened in enumerate(json.loads((folder / "weakened.json").read_text(encoding="utf-8"))):
        with tempfile.TemporaryDirectory() as place:
            copy = Path(place) / "release"
            shutil.copytree(folder, copy)
            show(copy, weakened["shown"])
            try:
                hit = attack(copy, {figure["table"] for figure in weakened["shown"]}) is not None
            except Infeasible as error:
                # A count below the minimum that is shown all the same contradicts the rules: who reads it has it.
                hit = weakened["kind"] == "primary"
                if not hit:
                    counts["infeasible"] += 1
                    print(f"infeasible: {folder.name} {number}: {error}")
                    continue
        kind = weakened["kind"]
        counts[f"{kind}, {'hit' if hit else 'no hit'}"] += 1
        if hit and not weakened["refused"]:
            counts["hit, but the auditor let it pass"] += 1
            print(f"let pass: {folder.name} {number}")
        if not hit and weakened["refused"]:
            counts["refused, no hit"] += 1


def run(words: list[str]) -> int:
    """The program."""
    parser = argparse.ArgumentParser(prog="weakened.py", description="Attacks weakened releases.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--least", type=int, default=200, help="hits in all")
    parser.add_argument("--least-complementary", type=int, default=100, help="hits where no unsafe figure is shown")
    given = parser.parse_args(words)
    counts: Counter[str] = Counter()
    try:
        folders = sorted(path.parent for path in given.folder.glob("*/weakened.json"))
        for folder in folders:
            city(folder, counts)
    except UsageError as error:
        print(f"wrong input: {error}", file=sys.stderr)
        return 2
    for name, count in sorted(counts.items()):
        print(f"{name}: {count}")
    hits = counts["primary, hit"] + counts["complementary, hit"]
    print(f"{hits} hits, {counts['complementary, hit']} of them with complementary figures only, {len(folders)} releases")
    wrong = counts["hit, but the auditor let it pass"] + counts["infeasible"] + counts["the release as it was gives way"]
    enough = hits >= given.least and counts["complementary, hit"] >= given.least_complementary
    return 0 if enough and not wrong else 1


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
