"""Tests of the foreign attack: `python3 test_attack.py [--large] [NAME …]`; prints `N passed, N failed`."""

from __future__ import annotations

import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import lp
import synthetic
from handmade import AMOUNT, amount, attribute, count, grid, run, table, unsafe, write_release

P, C = "person:clients@2026-09-30", "cents:costs@2026"
WIJK = attribute("a b c d")
LAW = attribute("p q r s")


def persons(*attributes: str, **more: Any) -> dict[str, Any]:
    """The universe of persons."""
    return {"key": P, "quantity": "person", "attributes": list(attributes), **more}


def cents(*attributes: str) -> dict[str, Any]:
    """The universe of cents."""
    return {"key": C, "quantity": "cents", "attributes": list(attributes), "record_range": [0, 25_000_000]}


def row_of(folder: Path, figures: str, period: str = "2026-Q3", **measure: Any) -> Path:
    """A release with one table: wijk a, b, c, d and the total."""
    cells = dict(zip("a b c d Total".split(), figures.split()))
    tables = [table("by_wijk", {"wijk": ("w", "a b c d")}, [count(P, **measure)], cells)]
    return write_release(folder, period, {"w": WIJK}, [persons("w")], tables)


def square(folder: Path, lines: list[str], **measure: Any) -> Path:
    """A release with one 4 by 4 table and its totals."""
    cells = grid("a b c d Total", "p q r s Total", lines)
    dimensions = {"wijk": ("w", "a b c d"), "law": ("l", "p q r s")}
    return write_release(
        folder,
        "2026-Q3",
        {"w": WIJK, "l": LAW},
        [persons("w", "l")],
        [table("t", dimensions, [count(P, **measure)], cells)],
    )


def test_row_with_one_hidden(folder: Path) -> None:
    """Total minus the rest."""
    place = row_of(folder, ". 20 30 40 97")
    code, text, hits = run([place], [unsafe("by_wijk", "a")])
    assert code == 1 and "exactly 7 (from totals alone)" in text, text
    assert text.endswith("hits 1 of 1 targets, unsettled 0\n"), text
    assert hits[0]["coordinates"] == ["a"] and hits[0]["lo"] == hits[0]["up"] == 7


def test_row_with_two_hidden(folder: Path) -> None:
    """Two hidden cells cover each other, unless their sum is too small."""
    place = row_of(folder, ". . 30 40 97")
    assert run([place], [unsafe("by_wijk", "a")])[0] == 0
    place = row_of(folder / "small", ". . 30 40 73")
    code, text, _ = run([place], [unsafe("by_wijk", "a"), unsafe("by_wijk", "b")])
    assert code == 1 and "hits 2 of 2" in text, text


def test_square_with_exact_cell(folder: Path) -> None:
    """Every row and column has two hidden cells or more, and one of them (b, r) follows exactly."""
    lines = [". . 20 30 67", ". . . 40 64", "20 30 . . 69", "30 30 . . 77", "61 81 39 96 277"]
    place = square(folder, lines)
    cells = ["a p", "a q", "b p", "b q", "b r", "c r", "c s", "d r", "d s"]
    code, text, hits = run([place], [unsafe("t", cell, values=3) for cell in cells])
    assert code == 1 and [hit["coordinates"] for hit in hits] == [["b", "r"]], text
    assert hits[0]["lo"] == hits[0]["up"] and "totals alone" not in text, text


def test_rounding(folder: Path) -> None:
    """Base 5: shown figures leave room; a zero row leaves too little."""
    place = row_of(folder, ". 50 40 30 125", rounding=5, minimum=13)
    assert run([place], [unsafe("by_wijk", "a")])[0] == 0
    place = row_of(folder / "narrow", ". 50 40 30 120", rounding=5, minimum=13)
    code, text, hits = run([place], [unsafe("by_wijk", "a", values=8)])
    assert code == 0, text  # 118..122 minus 114..126: 0 through 8
    code, text, hits = run([place], [unsafe("by_wijk", "a", values=10)])
    assert code == 1 and (hits[0]["lo"], hits[0]["up"]) == (0, 8), text
    place = row_of(folder / "public", ". x x x 15", rounding=5, minimum=13, zeros="public")
    code, text, _ = run([place], [unsafe("by_wijk", "a")])
    assert code == 3, text  # 13..17 against a ceiling of 12
    place = row_of(folder / "zeros", ". 15 x x 15", rounding=5, minimum=13, zeros="public")
    code, text, hits = run([place], [unsafe("by_wijk", "a")])
    assert code == 1 and (hits[0]["lo"], hits[0]["up"]) == (1, 4), text


def test_minimum_of_shown(folder: Path) -> None:
    """What is shown is at least the minimum: a printed 15 is 13 through 17, with minimum 14 it is 14 through 17."""
    for minimum, code in ((13, 0), (14, 1)):
        place = row_of(folder / str(minimum), ". 15 x x 15", rounding=5, minimum=minimum)
        assert run([place], [unsafe("by_wijk", "a", values=5)])[0] == code


MANY = attribute("wmo jeugd", many=True)
BOTH = {"universe": P, "sides": [{"attribute": "law", "exactly": [["jeugd", "wmo"]]}]}


def test_many_inclusion_exclusion(folder: Path) -> None:
    """Both laws = wmo + jeugd - total."""
    latent = {"region": BOTH, "rule": "minimum", "values": 5, "ceiling": 12}
    for name, base, figures, wanted in (
        ("exact", 0, "60 50 100", (10, 10)), ("wide", 5, "60 50 100", None), ("narrow", 5, "15 15 30", (0, 6)),
    ):  # fmt: skip
        cells = dict(zip("wmo jeugd Total".split(), figures.split()))
        tables = [table("by_law", {"law": ("law", "wmo jeugd")}, [count(P, base, minimum=13)], cells)]
        place = write_release(folder / name, "2026-Q3", {"law": MANY}, [persons("law")], tables)
        code, text, hits = run([place], [latent | ({"values": 8} if name == "narrow" else {})])
        assert code == (1 if wanted else 0), text
        if wanted:
            assert (hits[0]["lo"], hits[0]["up"]) == wanted, text


def flows(folder: Path, measure: Callable[..., Any], universe: dict[str, Any], figures: list[str]) -> list[Path]:
    """Q1 alone; then Q2 with its own quarter and the year so far."""
    wijken, key = {"wijk": ("w", "a b")}, universe["key"]
    first = table("by_wijk", wijken, [measure(key)], dict(zip("a b Total".split(), figures[0].split())))
    quarter = [{"attribute": "costs#period", "any_of": ["2026-Q2"]}]
    second = table(
        "by_wijk", wijken, [measure(key, filter=quarter)], dict(zip("a b Total".split(), figures[1].split()))
    )
    year = table("year_by_wijk", wijken, [measure(key)], dict(zip("a b Total".split(), figures[2].split())))
    area = attribute("a b")
    one = {"w": area, "costs#period": attribute("2026-Q1", many=True)}
    two = {"w": area, "costs#period": attribute("2026-Q1 2026-Q2", many=True)}
    return [
        write_release(folder, "2026-Q1", one, [universe], [first]),
        write_release(folder, "2026-Q2", two, [universe], [second, year]),
    ]


def test_quarter_against_year_amounts(folder: Path) -> None:
    """The year so far minus the first quarter is the second."""
    releases = flows(folder, amount, cents("w", "costs#period"), ["5000 9000 14000", ". . 16000", "11000 19000 30000"])
    entry = unsafe("by_wijk", "a", up=660_000, down=540_000, measure=AMOUNT, rule="dominance")
    code, text, hits = run(releases, [entry])
    assert code == 1 and abs(hits[0]["lo"] - 600_000) < 1, text
    assert run(releases[1:], [entry])[0] == 0, "without the first quarter the cell is safe"
    assert run(releases, [entry | {"release": "2026-Q1"}])[0] == 1, "the other release's cell is shown"


def test_quarter_against_year_persons(folder: Path) -> None:
    """Distinct persons: year <= Q1 + Q2, year >= each."""
    releases = flows(folder, count, persons("w", "costs#period"), ["12 40 52", ". . .", "20 70 90"])
    assert run(releases, [unsafe("by_wijk", "a", values=5, ceiling=12)])[0] == 0  # 8 through 12
    code, text, hits = run(releases, [unsafe("by_wijk", "a", values=6, ceiling=12)])
    assert code == 1 and (hits[0]["lo"], hits[0]["up"]) == (8, 12), text


def linked(folder: Path, shown: str) -> Path:
    """By wijk, and by the coarser gebied: each alone is safe."""
    fine = table(
        "by_wijk", {"wijk": ("w", "a b c d")}, [count(P)], dict(zip("a b c d Total".split(), ". . 20 30 67".split()))
    )
    coarse = table("by_gebied", {"gebied": ("g", "X Y")}, [count(P)], dict(zip("X Y Total".split(), shown.split())))
    wijk = dict(WIJK, coarsens_to="g", parents={"a": "X", "c": "X", "b": "Y", "d": "Y"})
    return write_release(folder, "2026-Q3", {"w": wijk, "g": attribute("X Y")}, [persons("w", "g")], [fine, coarse])


def test_linked_tables(folder: Path) -> None:
    """Gebied X is wijk a and c."""
    code, text, hits = run([linked(folder / "1", "25 42 67")], [unsafe("by_wijk", "a")])
    assert code == 1 and hits[0]["lo"] == 5, text
    assert run([linked(folder / "2", ". . 67")], [unsafe("by_wijk", "a")])[0] == 0


def test_parent_codes(folder: Path) -> None:
    """A dimension of one attribute that prints coarser codes too."""
    wijk = dict(WIJK, parents={"a": "X", "c": "X", "b": "Y", "d": "Y"})
    cells = dict(zip("a b c d X Y Total".split(), ". . 20 30 25 42 67".split()))
    tables = [table("t", {"wijk": ("w", "X a c Y b d")}, [count(P)], cells)]
    place = write_release(folder, "2026-Q3", {"w": wijk}, [persons("w")], tables)
    code, text, _ = run([place], [unsafe("t", "a")])
    assert code == 1 and "exactly 5 (from totals alone)" in text, text


def test_shared_margins(folder: Path) -> None:
    """Two tables of two dimensions that share wijk; also with crosses of pairs instead of the full cross."""
    age = attribute("y o")
    first = grid("a b Total", "p q Total", [". . .", ". 30 37", "15 . 47"])  # a p = 15 - b p
    second = grid("a b Total", "y o Total", ["4 6 10", "20 17 37", "24 23 47"])
    tables = [
        table("t1", {"wijk": ("w", "a b"), "law": ("l", "p q")}, [count(P)], first),
        table("t2", {"wijk": ("w", "a b"), "age": ("a", "y o")}, [count(P)], second),
    ]
    place = write_release(
        folder, "2026-Q3", {"w": attribute("a b"), "l": attribute("p q"), "a": age}, [persons("w", "l", "a")], tables
    )
    for limit in ("200000", "7", "4"):
        code, text, hits = run([place], [unsafe("t1", "a p"), unsafe("t1", "a q")], "--limit-cross", limit, "--verbose")
        assert code == 1 and [hit["lo"] for hit in hits] == [8, 2], text
    assert "crosses of pairs" in text, text
    code, text, hits = run([place], [unsafe("t1", "a p")], "--limit-cross", "3")
    assert code == 1 or "unsettled 1" in text, text


def test_impossible_pairs(folder: Path) -> None:
    """What everybody knows to be impossible counts as known."""
    cells = grid("a b Total", "p q Total", [". . 8", ". . 40", "5 43 48"])
    dimensions = {"wijk": ("w", "a b"), "law": ("l", "p q")}
    tables = [table("t", dimensions, [count(P)], cells)]
    attributes = {"w": attribute("a b"), "l": attribute("p q")}
    possible = [{"first": "w", "second": "l", "pairs": [["a", "p"], ["a", "q"], ["b", "q"]]}]
    free = write_release(folder / "1", "2026-Q3", attributes, [persons("w", "l")], tables)
    bound = write_release(folder / "2", "2026-Q3", attributes, [persons("w", "l", possible=possible)], tables)
    assert run([free], [unsafe("t", "a p")])[0] == 0
    assert run([bound], [unsafe("t", "a p")])[0] == 1


def test_amounts(folder: Path) -> None:
    """One hidden amount between rounded ones: known to about a thousand euro either way."""
    cells = dict(zip("a b c d Total".split(), ". 50000 40000 30000 127000".split()))
    tables = [table("t", {"wijk": ("w", "a b c d")}, [amount(C, 100_000)], cells)]
    place = write_release(folder, "2026-Q3", {"w": WIJK}, [cents("w")], tables)
    entry = unsafe("t", "a", measure=AMOUNT, rule="p-percent", up=800_000, down=600_000)
    assert run([place], [entry])[0] == 0  # 5,000 through 9,000 euro
    code, text, hits = run([place], [entry | {"up": 1_000_000}])
    assert code == 1 and abs(hits[0]["up"] - 899_997) < 5, text
    code, text, _ = run([place], [unsafe("t", "a", measure=AMOUNT, rule="minimum", lo_required=480_000, up=800_000)])
    assert code == 1 and "480000 is wanted below" in text, text


def test_zero_rule(folder: Path) -> None:
    """A hidden zero must be able to be V - 1."""
    place = row_of(folder, ". . 30 40 73")
    assert run([place], [unsafe("by_wijk", "a", rule="zero", values=4)])[0] == 0
    assert run([place], [unsafe("by_wijk", "a", rule="zero", values=5)])[0] == 1


def test_group(folder: Path) -> None:
    """The share of a group that has one value must not be known to be 90 percent or more."""
    group = {"group": {"of": [{"coordinates": ["a", "Total"]}], "percent": 90}, "rule": "group"}
    lines = ["{} . . . 100", ". . . 40 64", "20 30 . . 69", "30 30 . . 77", ". . . . 310"]
    for figure, code in (("95", 1), ("90", 1), ("89", 0), (".", 0)):
        place = square(folder / figure.replace(".", "hidden"), [lines[0].format(figure), *lines[1:]])
        assert run([place], [unsafe("t", "a p", **group)])[0] == code, figure


def test_singleton(folder: Path) -> None:
    """Who is alone in a cell knows the other one."""
    place = row_of(folder, ". . 30 40 82")
    single = unsafe("by_wijk", "b") | {"contributors": 1, "true": 1}
    code, text, hits = run([place], [unsafe("by_wijk", "a"), single])
    assert code == 1 and len(hits) == 1 and "only contributor" in text, text
    assert run([place], [unsafe("by_wijk", "a"), unsafe("by_wijk", "b")])[0] == 0


def test_infeasible(folder: Path) -> None:
    """Contradictions are told as such: by totals, by the relaxation, and by whole numbers."""
    code, text, _ = run([row_of(folder / "1", "10 20 30 40 97")], [unsafe("by_wijk", "a")])
    assert code == 3 and text.startswith("infeasible"), text
    lines = [". . 20 30 67", ". . . 40 64", "20 30 . . 69", "30 30 . . 77", "66 86 29 96 277"]
    code, text, _ = run([square(folder / "2", lines)], [unsafe("t", "b r")])
    assert code == 3, text
    three = {"k": attribute("x y z")}
    filters = [["x", "y"], ["y", "z"], ["x", "z"]]  # x+y = y+z = x+z = 5
    measures = [count(P, filter=[{"attribute": "k", "any_of": f}]) | {"name": f"m{n}"} for n, f in enumerate(filters)]
    tables = [table(f"t{n}", {}, [measure], {"": "5"}) for n, measure in enumerate(measures)]
    place = write_release(folder / "3", "2026-Q3", three, [persons("k")], tables)
    latent = {"region": {"universe": P, "sides": [{"attribute": "k", "any_of": ["x"]}]}, "values": 2}
    code, text, _ = run([place], [latent])
    assert code == 3 and "whole numbers" in text, text


def test_wrong_input(folder: Path) -> None:
    """Exit 2."""
    place = row_of(folder, ". 20 30 40 97")
    assert run([folder / "nowhere"], [])[0] == 2
    assert run([place], [unsafe("no_table", "a")])[0] == 2
    assert run([place], [unsafe("by_wijk", "a b")])[0] == 2
    assert run([place], {"a": 1})[0] == 2
    assert run([place], [])[1] == "hits 0 of 0 targets, unsettled 0\n"


def test_derived(folder: Path) -> None:
    """A mean next to hidden numbers is told."""
    measures = [count(P), {"name": "mean of cost", "kind": "derived"}]
    cells = dict(zip("a b c d Total".split(), ".|12.50 20|3 30|4 .|. .|.".split()))
    place = write_release(
        folder, "2026-Q3", {"w": WIJK}, [persons("w")], [table("t", {"wijk": ("w", "a b c d")}, measures, cells)]
    )
    code, text, _ = run([place], [unsafe("t", "a")])
    assert code == 0 and "note: release 2026-Q3: t [a] shows mean of cost and no number" in text, text


def test_brute_force(folder: Path) -> None:
    """Small random tables: the verdicts are those of listing every table that fits."""
    seed = random.Random(3)
    cells = sum(synthetic.small_case(seed, folder / str(number)) for number in range(150))
    assert cells > 500, cells


def test_synthetic_small(folder: Path) -> None:
    """A generated release of middling size: it fits, and nothing stays unsettled."""
    place, entries = synthetic.release(folder, seed=5, areas=6, tables=6)
    code, text, _ = run([place], entries)
    assert code in (0, 1) and "unsettled 0" in text.splitlines()[-1], text[-400:]


def test_columns_on_demand(folder: Path) -> None:
    """Starting with few columns and adding what is needed gives the same verdicts as all columns at once."""
    place, entries = synthetic.release(folder, seed=8, areas=6, tables=5, density=40, base=1, money=True)
    entries = [entry for entry in entries if entry["measure"] == AMOUNT]
    found = []
    for start in (20, 10**6):
        with mock.patch.object(lp, "START", start), mock.patch.object(lp, "BATCH", 30):
            code, text, hits = run([place], entries)
        assert code == 1, text[-400:]
        found.append({(hit["table"], *hit["coordinates"]) for hit in hits})
    assert found[0] == found[1] and 0 < len(found[0]) < len(entries), (len(found[0]), len(entries))


def test_many_values(folder: Path) -> None:
    """More than eight values of which a unit may hold several: the assumption is told."""
    values = " ".join(f"v{at}" for at in range(10))
    cells = {f"v{at}": "20" for at in range(1, 10)} | {"v0": ".", "Total": "150"}
    tables = [table("t", {"v": ("v", values)}, [count(P)], cells)]
    place = write_release(folder, "2026-Q3", {"v": attribute(values, many=True)}, [persons("v")], tables)
    code, text, _ = run([place], [unsafe("t", "v0", values=5)])
    assert code == 0 and "at most 4 of them, or all" in text, text


def test_large(folder: Path) -> None:
    """The size that was asked for, timed (only with --large)."""
    place, entries = synthetic.release(folder, seed=1, areas=24, tables=12, money=True)
    began = time.monotonic()
    code, text, _ = run([place], entries, "--verbose")
    print(f"large: {synthetic.describe(place)}: {time.monotonic() - began:.1f} s")
    print("\n".join(line for line in text.splitlines() if not line.startswith("hit:")))
    assert code in (0, 1) and "unsettled 0" in text.splitlines()[-1], text[-400:]


def main(words: list[str]) -> int:
    """Runs the tests named, or all."""
    passed = failed = 0
    wanted = [word for word in words if not word.startswith("--")]
    for name, test in sorted(globals().items()):
        if not name.startswith("test_") or (wanted and name not in wanted):
            continue
        if name == "test_large" and "--large" not in words and name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            try:
                test(Path(folder))
                passed += 1
            except Exception:  # a test may fail in any way
                failed += 1
                print(f"FAILED {name}")
                traceback.print_exc(file=sys.stdout)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
