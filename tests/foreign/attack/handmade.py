"""Small releases for the test, written by hand, and a runner that looks at what the attack prints."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import attack

COUNT = "number of persons"
AMOUNT = "sum of cost"


def attribute(values: str, many: bool = False, **more: Any) -> dict[str, Any]:
    """An attribute; values are given as words."""
    return {"values": values.split(), "many": many, **more}


def count(universe: str, rounding: int = 0, **more: Any) -> dict[str, Any]:
    """The measure `number of persons`."""
    return {"name": COUNT, "kind": "count", "universe": universe, "rounding": rounding, **more}


def amount(universe: str, rounding: int = 0, **more: Any) -> dict[str, Any]:
    """The measure `sum of cost`."""
    return {"name": AMOUNT, "kind": "amount", "universe": universe, "rounding": rounding, "printed_in": "euro", **more}


def table(
    name: str, dimensions: dict[str, tuple[str, str]], measures: list[Any], cells: dict[str, str]
) -> dict[str, Any]:
    """A table. Dimensions: name to (attribute, categories); cells: `a b` to a figure, `.` (hidden) or `x` (impossible).

    With more measures the figures of a cell are separated by a stroke.
    """
    return {"name": name, "dimensions": dimensions, "measures": measures, "cells": cells}


def grid(rows: str, columns: str, lines: list[str]) -> dict[str, str]:
    """Cells of a table of two dimensions, line by line; the last row and column may be `Total`."""
    cells = {}
    for row, line in zip(rows.split(), lines):
        for column, figure in zip(columns.split(), line.split()):
            cells[f"{row} {column}"] = figure
    return cells


def write_release(
    folder: Path, period: str, attributes: dict[str, Any], universes: list[dict[str, Any]], tables: list[dict[str, Any]]
) -> Path:
    """Writes a release folder."""
    place = folder / period
    place.mkdir(parents=True)
    meaning = {
        "schema": 1, "release": f"release {period}", "period": period, "attributes": attributes, "universes": universes,
        "tables": [
            {
                "name": t["name"], "file": f"{t['name']}.csv",
                "dimensions": [
                    {"name": n, "attribute": key, "categories": codes.split()}
                    for n, (key, codes) in t["dimensions"].items()
                ],
                "measures": t["measures"],
                "totals": [True] * len(t["dimensions"]),
            }
            for t in tables
        ],
    }  # fmt: skip
    (place / "meaning.json").write_text(json.dumps(meaning), encoding="utf-8")
    for t in tables:
        with (place / f"{t['name']}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*t["dimensions"], "measure", "value", "status"])
            for coordinates, figures in t["cells"].items():
                for measure, figure in zip(t["measures"], figures.split("|")):
                    status = {".": "hidden", "x": "impossible"}.get(figure, "shown")
                    writer.writerow(
                        [*coordinates.split(), measure["name"], figure if status == "shown" else "", status]
                    )
    return place


def unsafe(name: str, coordinates: str, **more: Any) -> dict[str, Any]:
    """An entry of unsafe.json; by default five values, of a count that is at most 12."""
    asked = {"values": 5, "ceiling": 12} if not set(more) & {"up", "down", "group", "values"} else {}
    return {"table": name, "coordinates": coordinates.split(), "measure": COUNT, "rule": "minimum", **asked, **more}


def run(releases: list[Path], entries: Any, *options: str) -> tuple[int, str, list[dict[str, Any]]]:
    """Runs the attack: exit code, what it printed, and the list of hits."""
    with tempfile.TemporaryDirectory() as folder:
        listed, found = Path(folder) / "unsafe.json", Path(folder) / "hits.json"
        listed.write_text(json.dumps(entries), encoding="utf-8")
        printed = io.StringIO()
        words = [*map(str, releases), "--unsafe", str(listed), "--json", str(found), *options]
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            code = attack.run(words)
        hits = json.loads(found.read_text(encoding="utf-8")) if found.exists() and code in (0, 1) else []
    return code, printed.getvalue(), hits
