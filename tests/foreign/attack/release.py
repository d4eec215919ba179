"""Reads release folders: `meaning.json` and one CSV file per table."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import product
from pathlib import Path
from typing import Any

from model import INFINITE, Attribute, Equation, Fact, Knowledge, Region, Side, Universe, UsageError

TOTAL = "Total"
CENTS_PER = {"cent": 1, "cents": 1, "euro": 100, "thousand euro": 100_000, "million euro": 100_000_000}


@dataclass
class Measure:
    """One measure of a table."""

    name: str
    kind: str
    universe: str
    filter: tuple[Side, ...]
    rounding: int
    minimum: int
    zeros_hidden: bool
    possible_values: int | None
    unit: int  # what a printed 1 stands for
    small: tuple[int, int, int] | None = None  # counts from, through, and what they are printed as
    noise: int = 0  # a count above zero is printed with a deviation of at most so much
    additive: bool = False  # rounded with others: any multiple less than the base away


@dataclass
class Table:
    """A table of one release: how coordinates and measure become a region."""

    release: Release
    name: str
    dimensions: list[dict[str, Any]]
    measures: dict[str, Measure]

    def region(self, coordinates: list[str], measure: str) -> Region:
        """The region of a cell."""
        if len(coordinates) != len(self.dimensions):
            raise UsageError(f"{self.name}: {coordinates} has not one coordinate per dimension")
        if measure not in self.measures or not self.measures[measure].universe:
            raise UsageError(f"{self.name}: {measure} is no additive measure of this table")
        spec = self.measures[measure]
        sides = list(spec.filter)
        for dimension, code in zip(self.dimensions, coordinates):
            if code != TOTAL:
                values = self.release.members_of(dimension, code)
                sides.append(Side(dimension["attribute"], values))
        return self.release.bounded(Region(spec.universe, tuple(sides)))


class Release:
    """One release folder."""

    def __init__(self, folder: Path, knowledge: Knowledge) -> None:
        self.folder = folder
        self.knowledge = knowledge
        self.meaning = read_json(folder / "meaning.json")
        if self.meaning.get("schema") != 1:
            raise UsageError(f"{folder}: meaning.json has not schema 1")
        self.name = str(self.meaning.get("release", folder.name))
        self.period = str(self.meaning.get("period", ""))
        self.universe_attributes: dict[str, list[str]] = {}
        self._unite_attributes()
        self._unite_universes()
        self.tables = {spec["name"]: self._table(spec) for spec in self.meaning["tables"]}

    def values_of(self, attribute: str, code: str) -> frozenset[str]:
        """The values that a category stands for: itself, or its children where it is a coarser code."""
        known = self.knowledge.attributes[attribute]
        if code not in known.values:
            children = frozenset(v for v, parent in known.parents.items() if parent == code)
            if children:
                return children
            known.values[code] = None
        return frozenset([code])

    def members_of(self, dimension: dict[str, Any], code: str) -> frozenset[str]:
        """The values of a category of a table, which may have put several together under a name of their own."""
        members = (dimension.get("members") or {}).get(code)
        if members is None:
            return self.values_of(dimension["attribute"], code)
        return frozenset().union(*(self.values_of(dimension["attribute"], str(it)) for it in members))

    def own_values(self, attribute: str) -> frozenset[str]:
        """The values that this release lists for an attribute."""
        return frozenset(self.meaning["attributes"].get(attribute, {}).get("values", []))

    def bounded(self, region: Region) -> Region:
        """A release cannot tell of periods after it: without a side on the period, its own periods are meant."""
        named = {side.attribute for side in region.sides}
        extra = [
            Side(key, self.own_values(key))
            for key in self.universe_attributes.get(region.universe, [])
            if key.endswith("#period") and key not in named and self.own_values(key)
        ]
        return Region(region.universe, region.sides + tuple(extra))

    def _unite_attributes(self) -> None:
        for key, spec in self.meaning["attributes"].items():
            known = self.knowledge.attributes.setdefault(key, Attribute(key, bool(spec.get("many", False))))
            if known.many != bool(spec.get("many", False)):
                raise UsageError(f"{self.name}: attribute {key} is `many` in one release and not in another")
            known.values.update(dict.fromkeys(map(str, spec.get("values", []))))
            known.parents.update(spec.get("parents") or {})
            known.coarsens_to = spec.get("coarsens_to") or known.coarsens_to

    def _unite_universes(self) -> None:
        for spec in self.meaning["universes"]:
            key, cents = spec["key"], spec["quantity"] == "cents"
            low, high = spec.get("record_range") or (0, INFINITE)
            known = self.knowledge.universes.setdefault(key, Universe(key, cents, (low, high)))
            known.record_range = (min(low, known.record_range[0]), max(high, known.record_range[1]))
            known.single.update(spec.get("single", []))
            self.universe_attributes[key] = list(spec.get("attributes", []))
            for attribute in self.universe_attributes[key]:
                self.knowledge.attributes.setdefault(attribute, Attribute(attribute))
                if cents and attribute.endswith("#period"):
                    known.single.add(attribute)
            for rule in spec.get("possible") or []:
                pairs = known.pairs.setdefault((rule["first"], rule["second"]), set())
                pairs.update((str(a), str(b)) for a, b in rule["pairs"])

    def _table(self, spec: dict[str, Any]) -> Table:
        for dimension in spec["dimensions"]:
            if dimension["attribute"] not in self.knowledge.attributes:
                raise UsageError(f"{self.name}: {spec['name']}: no attribute {dimension['attribute']}")
            for code in dimension["categories"]:
                self.members_of(dimension, str(code))
        measures = {measure["name"]: self._measure(measure) for measure in spec["measures"]}
        return Table(self, spec["name"], spec["dimensions"], measures)

    def _measure(self, spec: dict[str, Any]) -> Measure:
        if spec["kind"] == "derived":
            return Measure(spec["name"], "derived", "", (), 0, 0, True, None, 1)
        if spec["universe"] not in self.knowledge.universes:
            raise UsageError(f"{self.name}: no universe {spec['universe']}")
        printed_in = spec.get("printed_in", "cents")
        if printed_in not in CENTS_PER:
            raise UsageError(f"{self.name}: printed in {printed_in}: not known")
        amount = spec["kind"] == "amount"
        return Measure(
            name=spec["name"],
            kind=spec["kind"],
            universe=spec["universe"],
            filter=tuple(self.side(side) for side in spec.get("filter") or []),
            rounding=int(spec.get("rounding") or 1),
            minimum=int(spec.get("minimum") or 0),
            zeros_hidden=spec.get("zeros", "hidden") == "hidden",
            possible_values=(spec.get("requirement") or {}).get("possible_values"),
            unit=CENTS_PER[printed_in] if amount else 1,
            small=tuple(map(int, spec["small"])) if spec.get("small") else None,
            noise=int(spec.get("noise") or 0),
            additive=bool(spec.get("additive")),
        )

    def side(self, spec: dict[str, Any]) -> Side:
        """A side as written in JSON."""
        key = spec["attribute"]
        known = self.knowledge.attributes.get(key)
        if known is None:
            raise UsageError(f"{self.name}: no attribute {key}")
        if "exactly" in spec:
            sets = frozenset(frozenset(map(str, values)) for values in spec["exactly"])
            known.values.update(dict.fromkeys(v for values in sorted(map(sorted, sets)) for v in values))
            return Side(key, exactly=sets)
        parts = [self.values_of(key, str(code)) for code in spec["any_of"]]
        return Side(key, frozenset().union(*parts))

    def read_tables(self) -> None:
        """Reads every CSV file into facts and equations."""
        for spec in self.meaning["tables"]:
            table = self.tables[spec["name"]]
            self._read_csv(table, self.folder / spec.get("file", f"{spec['name']}.csv"))
            for measure in table.measures.values():
                if measure.kind != "derived":
                    self.knowledge.equations.extend(equations_of(table, measure))

    def _bare(self, code: str) -> str:
        """A code without the mark that keeps spreadsheets from taking it for a formula."""
        mark = self.meaning.get("csv", {}).get("formula_mark")
        return code[len(mark) :] if mark and code.startswith(mark) and code[len(mark) :][:1] in "=+-@\t\r" else code

    def _read_csv(self, table: Table, path: Path) -> None:
        names = [dimension["name"] for dimension in table.dimensions]
        shown: dict[tuple[str, ...], set[str]] = {}
        with open_text(path) as file:
            reader = csv.DictReader(file)
            missing = {*names, "measure", "value", "status"} - set(reader.fieldnames or [])
            if missing:
                raise UsageError(f"{path}: no column {', '.join(sorted(missing))}")
            for row in reader:
                coordinates = [self._bare(row[name]) for name in names]
                measure = table.measures.get(row["measure"])
                if measure is None:
                    raise UsageError(f"{path}: measure {row['measure']} is not in meaning.json")
                if row["status"] in ("shown", "or more"):
                    shown.setdefault(tuple(coordinates), set()).add(measure.name)
                if measure.kind == "derived":
                    continue
                where = f"{self.name}: {table.name} [{' | '.join(coordinates)}] {measure.name}"
                lo, up = bounds_of(row["status"], row["value"], measure, where)
                region = table.region(coordinates, measure.name)
                self.knowledge.facts.append(Fact(region, lo, up, where))
        self._look_at_derived(table, shown)

    def _look_at_derived(self, table: Table, shown: dict[tuple[str, ...], set[str]]) -> None:
        """A mean or share next to a hidden number tells something that this program does not put into its relations."""
        additive = {m.name for m in table.measures.values() if m.kind != "derived"}
        for coordinates, names in shown.items():
            if names - additive and not names & additive:
                self.knowledge.notices.append(
                    f"{self.name}: {table.name} [{' | '.join(coordinates)}] shows "
                    f"{', '.join(sorted(names - additive))} and no number: not used in this attack"
                )


def bounds_of(status: str, value: str, measure: Measure, where: str) -> tuple[float, float]:
    """What one line of a CSV file tells."""
    count = measure.kind == "count"
    if status == "impossible":
        return 0, 0
    if status == "hidden":
        if not count:
            return -INFINITE, INFINITE
        return (0 if measure.zeros_hidden else 1), INFINITE
    if status != "shown":
        raise UsageError(f"{where}: status {status}: not known")
    try:
        exact = Decimal(value) * measure.unit
    except InvalidOperation as error:
        raise UsageError(f"{where}: {value!r} is no number") from error
    if exact != exact.to_integral_value():
        raise UsageError(f"{where}: {value} is finer than what is counted")
    printed, base = int(exact), measure.rounding
    if measure.additive:
        lo, up = printed - (base - 1), printed + (base - 1)
    else:
        lo, up = printed - base // 2, printed + (base + 1) // 2 - 1
    if not count:
        return lo, up
    if measure.noise and printed > 0:  # only an empty cell is printed as nothing
        lo, up = printed - measure.noise, printed + measure.noise
    if measure.small:  # every count that is printed so
        first, last, alike = measure.small
        def print_of(number: int) -> int:
            return alike if first <= number <= last else (number + base // 2) // base * base
        meant = [it for it in range(max(measure.minimum, 0), max(up, last) + 1) if print_of(it) == printed]
        if not meant:
            raise UsageError(f"{where}: {value} is not how a count is printed")
        return meant[0], meant[-1]
    if printed == 0:  # between zero and the minimum nothing is shown
        return 0, (0 if measure.minimum > up else up)
    # A figure that lies below the minimum is shown by an exception: it is not known to reach the minimum.
    return max(lo, measure.minimum if up >= measure.minimum else 0, 0), up


def equations_of(table: Table, measure: Measure) -> list[Equation]:
    """Totals and sub-totals of one measure: along each dimension, for every choice of the other coordinates."""
    found = []
    axes = [[TOTAL, *map(str, d["categories"])] for d in table.dimensions]
    for position, dimension in enumerate(table.dimensions):
        additive, families = families_of(table, measure, dimension)
        others = axes[:position] + [[TOTAL]] + axes[position + 1 :]
        for coordinates in product(*others):
            for whole, parts in families:
                cells = [[*coordinates[:position], code, *coordinates[position + 1 :]] for code in (whole, *parts)]
                regions = [table.region(cell, measure.name) for cell in cells]
                found.append(Equation(regions[0], tuple(regions[1:]), additive))
    return found


def families_of(table: Table, measure: Measure, dimension: dict[str, Any]) -> tuple[bool, list[tuple[str, list[str]]]]:
    """Which codes of a dimension make up which other one (or the total)."""
    release, key = table.release, dimension["attribute"]
    attribute = release.knowledge.attributes[key]
    single = key in release.knowledge.universes[measure.universe].single
    sets = {str(code): release.members_of(dimension, str(code)) for code in dimension["categories"]}
    sets[TOTAL] = frozenset(release.own_values(key)) | frozenset().union(*sets.values())
    if not set(attribute.values) <= sets[TOTAL] and not key.endswith("#period"):
        sets[TOTAL] = frozenset(attribute.values)  # another release knows more values: here they are not printed
    families = []
    for whole, values in sets.items():
        below = [c for c, s in sets.items() if c != TOTAL and s < values]
        parts = [c for c in below if not any(sets[c] < sets[other] for other in below)]
        union = frozenset().union(*(sets[c] for c in parts)) if parts else frozenset()
        if parts and union == values and sum(len(sets[c]) for c in parts) == len(values):
            families.append((whole, parts))
    if len(sets) == 2 and sets[TOTAL] == next(iter(sets.values())):
        families.append((TOTAL, [next(iter(sets))]))  # a dimension of one category
    return (not attribute.many or single), families


def open_text(path: Path) -> Any:
    """Opens a text file, or says which one is missing."""
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error


def read_json(path: Path) -> Any:
    """Reads a JSON file, or says what is wrong with it."""
    with open_text(path) as file:
        try:
            return json.load(file)
        except ValueError as error:
            raise UsageError(f"{path}: {error}") from error


def read_releases(folders: list[Path]) -> tuple[Knowledge, list[Release]]:
    """Reads all releases as one body of knowledge."""
    knowledge = Knowledge()
    try:
        releases = [Release(folder, knowledge) for folder in folders]
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"meaning.json: {type(error).__name__}: {error}") from error
    for release in releases:
        release.read_tables()
    return knowledge, releases
