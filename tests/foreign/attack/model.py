"""Plain data shared by the parts of the attack."""

from __future__ import annotations

from dataclasses import dataclass, field

INFINITE = float("inf")


class UsageError(Exception):
    """The input is not what README.md says it is."""


class Infeasible(Exception):
    """Nothing fits all that is known: the release contradicts itself (or the reading of it is wrong)."""


@dataclass(frozen=True)
class Limits:
    """How much work is done."""

    cross: int = 200_000  # columns of a full cross
    seconds: float = 5.0  # of one MILP
    budget: float = 60.0  # seconds of all MILPs of one universe


@dataclass(frozen=True)
class Side:
    """A condition on one attribute: the unit holds any of the values, or its set of values is one of those listed."""

    attribute: str
    any_of: frozenset[str] | None = None
    exactly: frozenset[frozenset[str]] | None = None


@dataclass(frozen=True)
class Region:
    """Units (or records) of a universe that meet every side."""

    universe: str
    sides: tuple[Side, ...]


@dataclass
class Attribute:
    """One partition, united over all releases."""

    key: str
    many: bool = False
    values: dict[str, None] = field(default_factory=dict)  # an ordered set
    parents: dict[str, str] = field(default_factory=dict)
    coarsens_to: str | None = None


@dataclass
class Universe:
    """A family of records about the same units, united over all releases."""

    key: str
    cents: bool
    record_range: tuple[float, float]
    single: set[str] = field(default_factory=set)  # `many` attributes of which a record holds one value
    pairs: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Fact:
    """What one cell of a table tells: the region lies between two bounds."""

    region: Region
    lo: float
    up: float
    told_by: str


@dataclass(frozen=True)
class Equation:
    """`whole` is the sum of `parts`; or, where a unit may hold several values, at most that and at least each part."""

    whole: Region
    parts: tuple[Region, ...]
    additive: bool


@dataclass
class Target:
    """A cell that is unsafe by rule, and what must hold for it."""

    table: str
    coordinates: str
    measure: str
    rule: str
    region: Region
    values: int | None = None
    ceiling: int | None = None
    reach: int | None = None
    up_required: float | None = None
    lo_required: float | None = None
    group_of: tuple[Region, ...] = ()
    group_percent: float | None = None
    singleton: float | None = None  # the truth of a cell with one contributor, where it is given

    def label(self) -> str:
        """Names the cell in a line of output."""
        return f"{self.table} [{self.coordinates}] {self.measure}"


@dataclass
class Verdict:
    """What became of one target."""

    target: Target
    outcome: str  # "safe", "hit" or "unsettled"
    why: str = ""
    lo: float | None = None
    up: float | None = None
    insider: str = ""  # the singleton cell that was given away, if any


@dataclass
class Knowledge:
    """All that the attacker has read."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    universes: dict[str, Universe] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
