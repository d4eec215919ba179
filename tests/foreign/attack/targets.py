"""Reads the list of cells that are unsafe by rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from model import Region, Target, UsageError
from release import Release, Table, read_json


def read_targets(path: Path, releases: list[Release]) -> list[Target]:
    """Reads `unsafe.json`."""
    entries = read_json(path)
    if not isinstance(entries, list):
        raise UsageError(f"{path}: a list is wanted")
    try:
        return [target_of(entry, releases) for entry in entries]
    except (KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path}: {type(error).__name__}: {error}") from error


def target_of(entry: dict[str, Any], releases: list[Release]) -> Target:
    """One entry of the list."""
    table = find_table(entry, releases) if "region" not in entry else None
    region = region_of(entry, table, releases)
    rule, values = entry.get("rule", "minimum"), entry.get("values")
    zeros_hidden = True
    if table is not None:
        measure = table.measures[entry["measure"]]
        zeros_hidden = measure.zeros_hidden
        if values is None and rule in ("minimum", "zero") and measure.kind == "count":
            values = measure.possible_values
    ceiling = entry.get("ceiling")
    reach = None
    if rule == "zero":
        reach, values = (int(values) - 1 if values is not None else None), None
    if values is not None and ceiling is not None:  # no more than the rule itself leaves
        values = min(int(values), int(ceiling) + (1 if zeros_hidden else 0))
    group = entry.get("group") or {}
    required = {**(entry.get("required") or {}), **entry}
    target = Target(
        table=str(entry.get("table", "(not printed)")),
        coordinates=" | ".join(map(str, entry.get("coordinates", describe(region)))),
        measure=str(entry.get("measure", "")),
        rule=rule,
        region=region,
        values=None if values is None else int(values),
        ceiling=None if ceiling is None else int(ceiling),
        reach=reach,
        up_required=required.get("up_required", required.get("up")),
        lo_required=required.get("lo_required", required.get("down")),
        group_of=tuple(region_of({**inherited(entry), **cell(of)}, None, releases) for of in group.get("of", [])),
        group_percent=group.get("percent"),
        singleton=entry.get("true") if entry.get("contributors") == 1 else None,
    )
    asked = (target.values, target.reach, target.up_required, target.lo_required, target.group_percent)
    if all(part is None for part in asked):
        raise UsageError(f"{target.label()}: nothing is required of this cell")
    return target


def inherited(entry: dict[str, Any]) -> dict[str, Any]:
    """What the cells of a group take over from the entry that names them."""
    return {key: entry[key] for key in ("table", "measure", "release") if key in entry}


def cell(of: Any) -> dict[str, Any]:
    """A cell of a group: an object with coordinates or a region, or bare coordinates."""
    return {"coordinates": of} if isinstance(of, list) else dict(of)


def describe(region: Region) -> list[str]:
    """Words for a region that no table prints."""
    words = []
    for side in region.sides:
        if side.any_of is not None:
            words.append(f"{side.attribute}: {', '.join(sorted(side.any_of))}")
        else:
            sets = sorted("+".join(sorted(values)) for values in side.exactly or ())
            words.append(f"{side.attribute}: exactly {', '.join(sets)}")
    return words or ["everything"]


def find_table(entry: dict[str, Any], releases: list[Release]) -> Table:
    """The table that an entry means: of the release named, else of the last release given that has it."""
    wanted = entry.get("release")
    for release in reversed(releases):
        if wanted in (None, release.name, release.period, release.folder.name):
            if entry["table"] in release.tables:
                return release.tables[entry["table"]]
    raise UsageError(f"no table {entry['table']} in {wanted or 'any release'}")


def region_of(entry: dict[str, Any], table: Table | None, releases: list[Release]) -> Region:
    """The region of an entry: written out, or of a cell of a table."""
    if "region" not in entry:
        table = table or find_table(entry, releases)
        return table.region(list(map(str, entry["coordinates"])), entry["measure"])
    spec = entry["region"]
    wanted = entry.get("release")
    for release in reversed(releases):
        if wanted in (None, release.name, release.period, release.folder.name):
            if spec["universe"] in release.universe_attributes:
                sides = tuple(release.side(side) for side in spec.get("sides", []))
                return release.bounded(Region(spec["universe"], sides))
    raise UsageError(f"no universe {spec['universe']} in {wanted or 'any release'}")
