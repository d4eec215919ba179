"""A foreign attack on published tables: see README.md.

    attack.py RELEASE_DIR [RELEASE_DIR …] --unsafe unsafe.json [--unsafe …] [--json OUT] [--limit-cross 200000] [--seconds 5]
              [--budget 60] [--verbose]

Exit: 0 no hit, 1 hits, 2 wrong input, 3 the figures contradict each other.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from judge import Problem
from model import Fact, Infeasible, Knowledge, Limits, Target, UsageError, Verdict
from release import read_releases
from targets import read_targets


def judge_all(knowledge: Knowledge, targets: list[Target], limits: Limits, verbose: bool) -> list[Verdict]:
    """Verdicts on all targets, universe by universe; universes without targets must fit as well."""
    verdicts: list[Verdict] = []
    told = {fact.region.universe for fact in knowledge.facts} | {target.region.universe for target in targets}
    for key in sorted(told):
        own = [target for target in targets if target.region.universe == key]
        problem = Problem(knowledge, key, own, limits)
        began = time.monotonic()
        verdicts.extend(problem.judge())
        for single in (target for target in own if target.singleton is not None):
            verdicts.extend(given_away(problem, single))
        knowledge.notices.extend(problem.notices)
        if verbose:
            print(f"{key}: {problem.size}, {len(own)} targets, {time.monotonic() - began:.1f} s", file=sys.stderr)
    return verdicts


def given_away(problem: Problem, single: Target) -> list[Verdict]:
    """What the only contributor of a cell can tell of the other cells: only what is worse is returned."""
    assert single.singleton is not None
    known = Fact(single.region, single.singleton, single.singleton, f"own contribution: {single.label()}")
    verdicts = [v for v in problem.judge([known], single) if v.outcome != "safe"]
    for verdict in verdicts:
        verdict.insider = single.label()
    return verdicts


def worst(verdicts: list[Verdict], targets: list[Target]) -> list[Verdict]:
    """One verdict per target: the worst, and of equal ones the one that needs no insider."""
    rank = {"safe": 0, "unsettled": 1, "hit": 2}
    best: dict[int, Verdict] = {}
    for verdict in verdicts:
        before = best.get(id(verdict.target))
        if before is None or rank[verdict.outcome] > rank[before.outcome]:
            best[id(verdict.target)] = verdict
    return [best[id(target)] for target in targets]


def line(verdict: Verdict) -> str:
    """A hit or an unsettled target in words."""
    insider = f" (to the only contributor of {verdict.insider})" if verdict.insider else ""
    return f"{verdict.outcome}: {verdict.target.label()}, unsafe by {verdict.target.rule}: {verdict.why}{insider}"


def as_json(verdict: Verdict) -> dict[str, object]:
    """A verdict for `--json`."""
    finite = [None if v is None or abs(v) == float("inf") else v for v in (verdict.lo, verdict.up)]
    target = verdict.target
    return {
        "table": target.table,
        "coordinates": target.coordinates.split(" | "),
        "measure": target.measure,
        "rule": target.rule,
        "why": verdict.why,
        "lo": finite[0],
        "up": finite[1],
        "insider": verdict.insider or None,
    }


def arguments(words: list[str]) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="attack.py", description="Attacks published tables with hidden cells.")
    parser.add_argument("release", nargs="+", type=Path, help="folders with meaning.json and CSV files")
    parser.add_argument("--unsafe", required=True, type=Path, action="append", help="cells that are unsafe by rule")
    parser.add_argument("--json", type=Path, help="writes the list of hits here")
    parser.add_argument("--limit-cross", type=int, default=200_000, help="largest full cross (columns)")
    parser.add_argument("--seconds", type=float, default=5.0, help="time limit of one MILP")
    parser.add_argument("--budget", type=float, default=60.0, help="seconds of all MILPs of one universe")
    parser.add_argument("--verbose", action="store_true", help="tells sizes and times")
    return parser.parse_args(words)


def run(words: list[str]) -> int:
    """The program."""
    given = arguments(words)
    try:
        knowledge, releases = read_releases(given.release)
        targets = [target for path in given.unsafe for target in read_targets(path, releases)]
        limits = Limits(given.limit_cross, given.seconds, given.budget)
        verdicts = worst(judge_all(knowledge, targets, limits, given.verbose), targets)
    except UsageError as error:
        print(f"wrong input: {error}", file=sys.stderr)
        return 2
    except Infeasible as error:
        print(f"infeasible: {error}")
        if given.json:
            given.json.write_text(json.dumps({"infeasible": str(error)}, indent=1) + "\n", encoding="utf-8")
        return 3
    for notice in dict.fromkeys(knowledge.notices):
        print(f"note: {notice}")
    bad = [verdict for verdict in verdicts if verdict.outcome != "safe"]
    for verdict in bad:
        print(line(verdict))
    if given.json:
        hit_list = [as_json(verdict) for verdict in bad if verdict.outcome == "hit"]
        given.json.write_text(json.dumps(hit_list, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    hits = sum(verdict.outcome == "hit" for verdict in bad)
    print(f"hits {hits} of {len(targets)} targets, unsettled {len(bad) - hits}")
    return 1 if hits else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
