"""Generated releases for the test: large ones for speed, tiny ones that can be listed completely."""

from __future__ import annotations

import csv
import json
import math
import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from handmade import AMOUNT, COUNT, amount, attribute, count, run, table, write_release

KEY = "person:made@2026-09-30"
CENTS = "cents:made@2026"
SIZES = {"law": 3, "age": 6, "sex": 2, "income": 5, "home": 4, "years": 4}
TABLES = [
    ["wijk"], ["wijk", "law"], ["gebied", "law"], ["law", "age"], ["wijk", "sex"], ["age", "sex"],
    ["law", "income"], ["gebied", "home"], ["wijk", "income"], ["years", "law"], ["years", "home"], ["age", "income"],
]  # fmt: skip


def hide(number: int, base: int = 5, minimum: int = 13) -> str:
    """The printed figure: hidden below the minimum, else rounded half up."""
    return "." if number < minimum else str((number + base // 2) // base * base)


def people(seed: random.Random, areas: int, number: int) -> list[dict[str, Any]]:
    """Persons with a skewed spread over categories; a person holds one law or more."""
    found = []
    for _ in range(number):
        wijk = min(int(seed.expovariate(3.0 / areas)), areas - 1)
        person: dict[str, Any] = {"wijk": frozenset([f"w{wijk:02}"]), "gebied": frozenset([f"g{wijk // 6}"])}
        for name, size in SIZES.items():
            most = 1 if name != "law" else seed.choice([1, 1, 1, 2, 3])
            person[name] = frozenset(f"{name}{min(int(seed.expovariate(2.2 / size)), size - 1)}" for _ in range(most))
        person["cents"] = int(seed.lognormvariate(12.5, 1.2))
        found.append(person)
    return found


def amount_entry(entry: dict[str, Any], cents: list[int]) -> dict[str, Any]:
    """The amount of an unsafe cell: ten percent either way."""
    total = sum(cents)
    kept = {key: entry[key] for key in ("table", "coordinates")}
    ends = {"up_required": math.ceil(total * 1.1), "lo_required": math.floor(total * 0.9)}
    return {**kept, "measure": AMOUNT, "rule": "minimum", **ends}


def release(
    folder: Path, seed: int, areas: int, tables: int, density: int = 60, base: int = 5, money: bool = False
) -> tuple[Path, list[dict[str, Any]]]:
    """A release with minimum 13 and no complementary hiding, and its unsafe cells."""
    dice = random.Random(seed)
    codes = {name: [f"{name}{at}" for at in range(size)] for name, size in SIZES.items()}
    codes["wijk"] = [f"w{at:02}" for at in range(areas)]
    codes["gebied"] = [f"g{at}" for at in range((areas + 5) // 6)]
    persons = people(dice, areas, areas * density)
    attributes = {name: attribute(" ".join(values), many=name == "law") for name, values in codes.items()}
    attributes["wijk"] |= {"coarsens_to": "gebied", "parents": {w: f"g{int(w[1:]) // 6}" for w in codes["wijk"]}}
    measures = [count(KEY, base, minimum=13), *([amount(CENTS, 100_000)] if money else [])]
    made: list[Any] = []
    entries: list[dict[str, Any]] = []
    for at, names in enumerate(TABLES[:tables]):
        cells = {}
        for coordinates in product(*([*codes[name], "Total"] for name in names)):
            cents = [
                person["cents"]
                for person in persons
                if all(code == "Total" or code in person[name] for name, code in zip(names, coordinates))
            ]
            number, euro = len(cents), (sum(cents) + 50_000) // 100_000 * 1000
            cells[" ".join(coordinates)] = hide(number, base) + (f"|{euro if number >= 13 else '.'}" if money else "")
            if number < 13:
                rule = {"rule": "minimum", "ceiling": 12} if number else {"rule": "zero"}
                entries.append(
                    {"table": f"t{at}", "coordinates": list(coordinates), "measure": COUNT, "values": 5, **rule}
                )
                if money and number:
                    entries.append(amount_entry(entries[-1], cents))
        dimensions = {name: (name, " ".join(codes[name])) for name in names}
        made.append(table(f"t{at}", dimensions, measures, cells))
    universes: list[dict[str, Any]] = [{"key": KEY, "quantity": "person", "attributes": sorted(attributes)}]
    if money:
        universes.append(
            {"key": CENTS, "quantity": "cents", "attributes": sorted(attributes), "record_range": [0, 25_000_000]}
        )
    return write_release(folder, "2026-Q3", attributes, universes, made), entries


def describe(place: Path) -> str:
    """How large a release is."""
    meaning = json.loads((place / "meaning.json").read_text(encoding="utf-8"))
    cells = hidden = 0
    for spec in meaning["tables"]:
        with (place / spec["file"]).open(encoding="utf-8") as file:
            statuses = [row["status"] for row in csv.DictReader(file)]
        cells, hidden = cells + len(statuses), hidden + statuses.count("hidden")
    return f"{len(meaning['tables'])} tables, {cells} cells, {hidden} hidden"


def compositions(parts: int, total: int) -> Iterator[tuple[int, ...]]:
    """All ways to write a whole number as an ordered sum."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in compositions(parts - 1, total - first):
            yield (first, *rest)


def small_case(dice: random.Random, folder: Path) -> int:
    """One random table of x by y: the attack must agree with listing all that fits."""
    many = dice.random() < 0.4
    base = dice.choice([1, 1, 3])
    minimum = {1: dice.choice([0, 2]), 3: 2}[base]
    zeros = dice.choice(["hidden", "public"]) if minimum else "hidden"
    sets = [{"p"}, {"q"}, {"p", "q"}] if many else [{"p"}, {"q"}]
    atoms = [(x, s) for x in "abc" for s in sets]
    truth = [dice.choice([0, 0, 1, 1, 2, 3]) if not many else dice.choice([0, 0, 0, 1, 2]) for _ in atoms]
    names = list(product(["a", "b", "c", "Total"], ["p", "q", "Total"]))
    member = np.array(
        [[(x in (a, "Total")) and (y == "Total" or y in s) for a, s in atoms] for x, y in names], dtype=int
    )
    exact = member @ np.array(truth)
    lo, up, cells = np.zeros(len(names)), np.full(len(names), np.inf), {}
    hidden = []
    for at, (x, y) in enumerate(names):
        number = int(exact[at])
        small = number < minimum and not (number == 0 and zeros == "public")
        whole = (x, y) == ("Total", "Total")
        other = (x == "Total" or y == "Total") and dice.random() < 0.8
        if whole and small:
            return 0
        if small or not (whole or other or dice.random() < 0.35 or (number == 0 and zeros == "public")):
            cells[f"{x} {y}"], lo[at] = ".", 0 if zeros == "hidden" else 1
            hidden.append(at)
            continue
        printed = (number + base // 2) // base * base
        cells[f"{x} {y}"] = str(printed)
        lo[at], up[at] = max(printed - base // 2, 0), printed + (base + 1) // 2 - 1
        lo[at], up[at] = (0, 0 if minimum > up[at] else up[at]) if printed == 0 else (max(lo[at], minimum), up[at])
    entries: list[dict[str, Any]] = []
    for at in hidden:
        ceiling = minimum - 1 if exact[at] < minimum and dice.random() < 0.7 else None
        entries.append(
            {"table": "t", "coordinates": list(names[at]), "measure": COUNT, "ceiling": ceiling, "values": 9}
        )
        up[at] = np.inf if ceiling is None else ceiling
    last = names.index(("Total", "Total"))
    points = np.array([c for n in range(int(lo[last]), int(up[last]) + 1) for c in compositions(len(atoms), n)])
    sums = points @ member.T
    sums = sums[((sums >= lo) & (sums <= up)).all(axis=1)]
    wanted = set()
    for at, entry in zip(hidden, entries):
        possible = len(set(sums[:, at]))
        entry["values"] = max(possible + dice.choice([0, 0, 1]), 1)
        room = np.inf if entry["ceiling"] is None else entry["ceiling"] + (1 if zeros == "hidden" else 0)
        if possible < min(entry["values"], room):
            wanted.add(names[at])
    attributes = {"x": attribute("a b c"), "y": attribute("p q", many=many)}
    universe = {"key": KEY, "quantity": "person", "attributes": ["x", "y"]}
    measure = count(KEY, base, minimum=minimum, zeros=zeros)
    tables = [table("t", {"x": ("x", "a b c"), "y": ("y", "p q")}, [measure], cells)]
    place = write_release(folder, "2026-Q3", attributes, [universe], tables)
    code, text, hits = run([place], entries)
    found = {tuple(hit["coordinates"]) for hit in hits}
    assert found == wanted and "unsettled 0" in text, f"{found} instead of {wanted}\n{text}"
    assert code == (1 if wanted else 0), text
    for limit in ("5", "3"):  # crosses of pairs or of tables know less, never more
        code, text, hits = run([place], entries, "--limit-cross", limit)
        assert code in (0, 1) and {tuple(hit["coordinates"]) for hit in hits} <= wanted, text
    return len(entries)
