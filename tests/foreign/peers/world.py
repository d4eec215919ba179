"""Tables, their figures and what the rules say of them, worked out again without anything of Drempel's.

A column has finest codes; a *place* is one finest code per column, with what was counted there. A *figure* is a set of places: the
product of a set of codes per column. Two cells that mean the same set (a code with a single child, a total that two tables
print) are one figure. Values are whole numbers: units, or the smallest decimal of an amount, so that nothing is rounded here.
"""

import csv
import itertools
import math


class Tree:
    """Codes with their parents; the root is the total."""

    def __init__(self, pairs):
        self.parent = dict(pairs)
        self.below = {}
        for code, parent in self.parent.items():
            self.below.setdefault(code, [])
            if parent:
                self.below.setdefault(parent, []).append(code)
        (self.root,) = [code for code, parent in self.parent.items() if not parent]

    def depth(self, code):
        return 0 if code == self.root else 1 + self.depth(self.parent[code])

    def finest(self, code=None):
        code = code or self.root
        if not self.below[code]:
            return [code]
        return [leaf for child in self.below[code] for leaf in self.finest(child)]

    def rows(self):
        return "code,parent\n" + "".join(f"{code},{parent}\n" for code, parent in self.parent.items())


def flat(codes, root="Total"):
    return Tree([(root, "")] + [(code, root) for code in dict.fromkeys(codes)])


def tree_of(rows, finest, *coarser, root="Total"):
    """A tree from columns of rows, finest first. A code that repeats its parent's name is left out."""
    pairs = {root: ""}
    for row in rows:
        line = [root, *[row[it] for it in reversed((finest, *coarser))]]
        for above, code in zip(line, line[1:]):
            if code != above:
                pairs.setdefault(code, above)
    return Tree(pairs.items())


class Dim:
    """A dimension of a table: a column divided by a tree, of which `levels` below the total are printed."""

    def __init__(self, name, column, tree, levels=None, heading=None):
        self.name, self.column, self.tree, self.levels = name, column, tree, levels
        # What the peer calls the column.
        self.heading = heading or name
        most = levels or 99
        self.codes = [code for code in tree.parent if tree.depth(code) <= most]
        self.height = {code: self._height(code, most) for code in self.codes}

    def _height(self, code, most):
        below = [it for it in self.tree.below[code] if self.tree.depth(it) <= most]
        return 1 + max(self._height(it, most) for it in below) if below else 0


class Table:
    def __init__(self, name, dims):
        self.name, self.dims = name, dims

    def cells(self):
        return itertools.product(*[it.codes for it in self.dims])


class Facts:
    """What a figure holds: its value, how many contribute, and the largest contributions."""

    __slots__ = ("value", "count", "largest")

    def __init__(self, value=0, count=0, largest=()):
        self.value, self.count, self.largest = value, count, tuple(largest)


class World:
    """Tables over one set of places. `facts`: given per cell of the only table, else added up from `records`."""

    def __init__(self, tables, amounts, records=None, given=None, decimals=0):
        self.tables, self.amounts, self.decimals = tables, amounts, decimals
        self.columns = list(dict.fromkeys(dim.column for table in tables for dim in table.dims))
        self.trees = {dim.column: dim.tree for table in reversed(tables) for dim in table.dims}
        self.finest = {column: tree.finest() for column, tree in self.trees.items()}
        self.whole = {column: frozenset(codes) for column, codes in self.finest.items()}
        self.region = {}
        self.cost = {}
        for t, table in enumerate(tables):
            sides = [{code: frozenset(dim.tree.finest(code)) for code in dim.codes} for dim in table.dims]
            for cell in table.cells():
                held = {dim.column: side[code] for dim, side, code in zip(table.dims, sides, cell)}
                self.region[t, cell] = tuple(held.get(it, self.whole[it]) for it in self.columns)
        self.places = {}
        self.facts = {}
        # Per figure what each unit has in it, where the records are known.
        self.parts = {}
        if given is not None:
            self._given(given)
        else:
            self._added(records)
        for (t, cell), region in self.region.items():
            level = sum(dim.height[code] for dim, code in zip(tables[t].dims, cell))
            cost = (1 + math.log(1 + self.facts[region].value)) * 4**level
            self.cost[region] = max(self.cost.get(region, 0), cost)

    def _given(self, given):
        """Ready-made: one table whose finest cells are the places."""
        for (t, cell), region in self.region.items():
            facts = given.get(cell, Facts())
            old = self.facts.get(region)
            assert old is None or old.value == facts.value, (cell, "two values of one figure")
            self.facts[region] = facts
            if all(not dim.tree.below[code] for dim, code in zip(self.tables[t].dims, cell)):
                self.places[cell] = facts.value

    def _added(self, records):
        """From (finest codes per column, value, whose): what one unit has in a figure is its contribution; a count counts itself."""
        parts = {region: {} for region in self.region.values()}
        chains = []
        for table in self.tables:
            dims = []
            for dim in table.dims:
                above = {leaf: [code for code in dim.codes if leaf in dim.tree.finest(code)] for leaf in self.finest[dim.column]}
                dims.append((self.columns.index(dim.column), above))
            chains.append(dims)
        for codes in itertools.product(*[self.finest[it] for it in self.columns]):
            self.places[codes] = 0
        for codes, value, unit in records:
            self.places[codes] += value
            held = set()
            for t, dims in enumerate(chains):
                for cell in itertools.product(*[above[codes[at]] for at, above in dims]):
                    held.add(self.region[t, cell])
            for region in held:
                parts[region][unit] = parts[region].get(unit, 0) + value
        self.parts = parts
        for region, values in parts.items():
            total = sum(values.values())
            self.facts[region] = Facts(total, len(values) if self.amounts else total, sorted(values.values(), reverse=True)[:3])

    def together(self, hidden, rules):
        """Hidden parts of a shown figure whose sum a rule makes unsafe: it is the figure less the parts that are shown."""
        found = []
        for (t, cell), whole in self.region.items():
            for at, dim in enumerate(self.tables[t].dims):
                below = [it for it in dim.tree.below[cell[at]] if it in dim.codes]
                parts = {self.region[t, cell[:at] + (code,) + cell[at + 1 :]] for code in below} & hidden
                if whole in hidden or len(parts) < 2 or any(it not in self.parts for it in parts):
                    continue
                held = {}
                for part in parts:
                    for unit, value in self.parts[part].items():
                        held[unit] = held.get(unit, 0) + value
                values = sorted(held.values(), reverse=True)
                if rules.unsafe(Facts(sum(values), len(values), values[:3]), True) is not None:
                    found.append(sorted(parts, key=lambda it: sorted(map(sorted, it))))
        return found

    def cell_names(self, region):
        return [(self.tables[t].name, cell) for (t, cell), it in self.region.items() if it == region]


class Rules:
    """What makes a figure unsafe, and how uncertain it must then be. Written from the text of the rules, not from the program."""

    def __init__(self, minimum=None, zeros_public=False, p_percent=None, dominance=()):
        self.minimum, self.zeros_public, self.p_percent, self.dominance = minimum, zeros_public, p_percent, dominance

    def options(self):
        words = ["--zeros", "public" if self.zeros_public else "hidden"]
        if self.minimum is not None:
            words += ["--minimum", str(self.minimum)]
        if self.p_percent is not None:
            words += ["--p-percent", str(self.p_percent)]
        for n, k in self.dominance:
            words += ["--dominance", f"{n},{k}"]
        return words

    def unsafe(self, facts, amounts):
        """Nothing if the figure is safe; else how far above and below the truth an amount must reach (a count: 1)."""
        if not amounts:
            few = self.minimum is not None and facts.value < self.minimum
            return 1 if few and (facts.value > 0 or not self.zeros_public) else None
        far = []
        if facts.count == 0:
            return None if self.zeros_public else 1
        if self.minimum is not None and facts.count < self.minimum:
            far.append(-(-facts.value // 10))
        for n, k in self.dominance:
            top = sum(facts.largest[:n])
            if 100 * top > k * facts.value:
                far.append(-(-100 * top // k) - facts.value)
        if self.p_percent is not None:
            first, rest = (facts.largest or (0,))[0], facts.value - sum(facts.largest[:2])
            if 100 * rest < self.p_percent * first:
                far.append(-(-self.p_percent * first // 100) - rest)
        return max(1, *far) if far else None


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def exact(text, decimals):
    """A decimal number in units of its last digit."""
    whole, _, part = text.partition(".")
    assert len(part) <= decimals, text
    return int(whole + part.ljust(decimals, "0"))
