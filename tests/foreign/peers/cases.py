"""The reference tables: how each is asked for, and what the peer answered.

Answers come from the `OUT_*.csv` of the data, from the numbers in its README, and, where the data has none, from the printed
output of GaussSuppression's own vignettes, which is short enough to stand here.
"""

import pathlib

from world import Dim, Facts, Rules, Table, World, exact, flat, read, tree_of

GAUSS = "GaussSuppression"
ARGUS = "τ-ARGUS"
ENGLISH = {"annet": "other", "arbeid": "wages", "soshjelp": "assistance", "trygd": "pensions"}


class Case:
    """One table, or several that are protected together.

    `source`: "table" (a ready-made table of counts, inner cells), "micro" (a row per record), "ready" (cells of an amount with
    contributors). `answers`: per row of the peer its codes by heading, whether a rule hides it, whether it is hidden.
    """

    def __init__(self, name, world, rules, source, rows, words, peer=None, answers=None, numbers=None, note=""):
        self.name, self.world, self.rules = name, world, rules
        self.source, self.rows, self.words = source, rows, words
        self.peer, self.answers, self.numbers, self.note = peer, answers, numbers, note


def counts(name, tables, rows, value, rules, **more):
    """Counts of records from a table of inner cells. With several tables it must be given as one row per record."""
    world = World(tables, False, [(tuple(row[it] for it in _columns(tables)), int(row[value]), None) for row in rows])
    if len(tables) == 1:
        return Case(name, world, rules, "table", rows, ["--value", value, "--require", "not-exact"], **more)
    columns = _columns(tables)
    spread = [{it: row[it] for it in columns} for row in rows for _ in range(int(row[value]))]
    return Case(name, world, rules, "micro", spread, ["--count", "records", "--require", "not-exact"], **more)


def records(name, tables, rows, rules, measure=None, unit=None, decimals=0, **more):
    """Counts or sums of micro data."""
    made = []
    for at, row in enumerate(rows):
        value = exact(row[measure], decimals) if measure else 1
        made.append((tuple(row[it] for it in _columns(tables)), value, row[unit] if unit else at))
    world = World(tables, bool(measure), made, decimals=decimals)
    words = ["--measure", measure] if measure else ["--count", "records", "--require", "not-exact"]
    words += ["--unit", unit] if unit else []
    return Case(name, world, rules, "micro", rows, words, **more)


def ready(name, table, rows, rules, **more):
    """Turnover: totals with the number of contributors and the largest contribution."""
    given = {}
    for row in rows:
        cell = tuple(row[dim.column] for dim in table.dims)
        given[cell] = Facts(exact(row["TOT"], 4), int(row["N_OBS"]), [exact(row["MAX"], 4)])
    world = World([table], True, given=given, decimals=4)
    words = ["--value", "TOT", "--contributors", "N_OBS", "--largest", "MAX"]
    return Case(name, world, rules, "ready", rows, words, **more)


def _columns(tables):
    return list(dict.fromkeys(dim.column for table in tables for dim in table.dims))


def answers(path, translate=None):
    """The peer's answer: the last three columns are value, unsafe, hidden."""
    made = []
    for row in read(path):
        *names, value, primary, hidden = row
        codes = {it: (translate or {}).get(row[it], row[it]) for it in names}
        made.append((codes, row[primary] == "TRUE", row[hidden] == "TRUE"))
    return made


def printed(first, second, primary, hidden):
    """An answer of a vignette: the cells that a rule hides and those that protect them."""
    rows = [({first: one, second: two}, True, True) for one, two in primary]
    return rows + [({first: one, second: two}, False, True) for one, two in hidden]


def flat_dim(rows, column, heading=None):
    return Dim(column, column, flat(row[column] for row in rows), heading=heading)


def small(data):
    """Counts of GaussSuppression: small tables, two hierarchies over one column, linked tables."""
    few = Rules(4, zeros_public=False)
    open_ = Rules(4, zeros_public=True)
    for name, kind, value, words in (("z1", "hovedint", "ant", None), ("d1", "main_income", "freq", ENGLISH)):
        rows = read(data / f"small/{name}.csv")
        table = Table("cells", [flat_dim(rows, "region"), flat_dim(rows, kind, "hovedint")])
        peer = answers(data / "small/OUT_z1_default_maxN3_protectZeros.csv", words)
        yield counts(name, [table], rows, value, few, peer=GAUSS, answers=peer)
    for name, county, group, kind, value, words in (
        ("z2", "fylke", "kostragr", "hovedint", "ant", None),
        ("d2", "county", "k_group", "main_income", "freq", ENGLISH),
    ):
        rows = read(data / f"small/{name}.csv")
        tables = two_ways(rows, county, group, [flat_dim(rows, kind, "hovedint")])
        for rules, title, file in (
            (few, name, "OUT_z2_default_maxN3_protectZeros"),
            (open_, f"{name}, zeros public", "OUT_z2_maxN3_noProtectZeros"),
        ):
            peer = answers(data / f"small/{file}.csv", words)
            yield counts(title, tables, rows, value, rules, peer=GAUSS, answers=peer)
    for name, file, rules in (
        ("UserSupport135", "OUT_UserSupport135_gauss_maxN2", Rules(3, zeros_public=True)),
        ("df15", "OUT_df15_default", few),
    ):
        rows = read(data / f"small/{name}.csv")
        table = Table("cells", [flat_dim(rows, "var1"), flat_dim(rows, "var2")])
        yield counts(name, [table], rows, "values", rules, peer=GAUSS, answers=answers(data / f"small/{file}.csv"))
    rows = read(data / "small/UserSupport136.csv")
    tables = two_ways(rows, "county", "group", [])
    peer = answers(data / "small/OUT_UserSupport136_gauss_maxN3.csv")
    yield counts("UserSupport136", tables, rows, "n", open_, peer=GAUSS, answers=peer)
    rows = read(data / "small/mun_accidents.csv")
    table = Table("cells", [flat_dim(rows, "mun"), flat_dim(rows, "inj")])
    yield counts("mun_accidents", [table], rows, "freq", few)
    yield counts("mun_accidents, zeros public", [table], rows, "freq", open_)


def two_ways(rows, county, group, others):
    """Regions by county in one table and by group in the other."""
    made = []
    for name, above in (("county", county), ("group", group)):
        dim = Dim(f"by-{name}", "region", tree_of(rows, "region", above), heading="region")
        made.append(Table(name, [dim, *others]))
    return made


def paris(data):
    """Persons with an income: nations, and parts of the world by age, linked; and one table with levels."""
    rows = read(data / "small/paris2025_micro.csv")
    world = tree_of(rows, "nation", "continent")
    nations = Dim("nation", "nation", flat(row["nation"] for row in rows))
    parts = Dim("part", "nation", world, levels=1, heading="nation")
    ages = flat_dim(rows, "age")
    linked = [Table("nations", [nations]), Table("parts", [parts, ages])]
    folder = data / "small"

    def one(title, tables, rules, file, **more):
        peer = answers(folder / f"{file}.csv")
        return records(title, tables, rows, rules, peer=GAUSS, answers=peer, **more)

    open_ = Rules(4, zeros_public=True)
    yield one("paris, at most 3, linked", linked, open_, "OUT_paris_linked_maxN3")
    rules = Rules(zeros_public=True, dominance=[(1, 80), (2, 90)])
    yield one("paris, (1,80) (2,90), linked", linked, rules, "OUT_paris_linked_dom_1_80_2_90", measure="income")
    yield one("paris, p% 30, linked", linked, Rules(zeros_public=True, p_percent=30), "OUT_paris_linked_p30", measure="income")
    levels = [Table("cells", [Dim("nation", "nation", world), ages])]
    yield one("paris, hierarchy", levels, Rules(3, zeros_public=True), "OUT_paris_hier_maxN2")


def vignettes(data):
    """Tables that GaussSuppression's vignettes print with their answers."""
    rows = [row for row in read(data / "small/example1.csv") if row["year"] == "2014"]
    ages, lands = flat_dim(rows, "age"), flat_dim(rows, "geo")
    rest = [("old", "Iceland"), ("old", "Portugal"), ("young", "Iceland")]
    peer = printed("age", "geo", [("young", "Portugal")], rest)
    yield counts("example1, 2014", [Table("cells", [ages, lands])], rows, "freq", Rules(2), peer=GAUSS, answers=peer)
    union = Dim("geo", "geo", tree_of(rows, "geo", "eu"))
    primary = [("young", "nonEU"), ("young", "Iceland"), ("young", "Portugal")]
    rest = [("old", "EU"), ("old", "nonEU"), ("old", "Iceland"), ("old", "Portugal"), ("young", "EU")]
    peer = printed("age", "geo", primary, rest)
    yield counts("example1, 2014, levels", [Table("cells", [ages, union])], rows, "freq", Rules(3), peer=GAUSS, answers=peer)
    rows = read(data / "small/example1.csv")
    three = [Table("cells", [flat_dim(rows, "age"), Dim("geo", "geo", tree_of(rows, "geo", "eu")), flat_dim(rows, "year")])]
    yield counts("example1, three dimensions", three, rows, "freq", Rules(4, zeros_public=True))
    rows = read(data / "small/magnitude1.csv")
    table = Table("cells", [flat_dim(rows, "sector4"), flat_dim(rows, "geo")])
    primary, rest = [("Entertainment", "Iceland"), ("Industry", "Spain")], [("Entertainment", "Portugal"), ("Governmental", "Portugal")]
    rest += [("Governmental", "Spain"), ("Industry", "Iceland")]
    peer = printed("sector4", "geo", primary, rest)
    few = Rules(2, zeros_public=True)
    yield records("magnitude1, few contributors", [table], rows, few, measure="value", decimals=1, peer=GAUSS, answers=peer)
    primary = [("Entertainment", "Iceland"), ("Governmental", "Portugal"), ("Industry", "Portugal"), ("Industry", "Spain")]
    rest = [("Entertainment", "Portugal"), ("Governmental", "Spain"), ("Industry", "Iceland")]
    peer = printed("sector4", "geo", primary, rest)
    heavy = Rules(zeros_public=True, dominance=[(1, 80)])
    yield records("magnitude1, (1,80)", [table], rows, heavy, measure="value", decimals=1, peer=GAUSS, answers=peer)
    yield records("magnitude1, (1,80) by company", [table], rows, heavy, measure="value", unit="company", decimals=1)


def social(data):
    """Social services: two hierarchies of regions, income, months with a level. No answer of a peer is published."""
    rules = Rules(4, zeros_public=True)
    for name, county, group, kind, month, above, value in (
        ("z3", "fylke", "kostragr", "hovedint", "mnd", "mnd2", "ant"),
        ("d3", "county", "k_group", "main_income", "months", "months2", "freq"),
        ("d4", "county", "k_group", "main_income", "months", "months2", "freq"),
        ("sosialFiktiv", "fylke", "kostragr", "hovedint", "mnd", "mnd2", "ant"),
    ):
        rows = read(data / f"small/{name}.csv")
        others = [flat_dim(rows, kind), Dim(month, month, tree_of(rows, month, above))]
        yield counts(name, two_ways(rows, county, group, others), rows, value, rules)


def by_hand():
    """Patterns that look safe and are not; what only the rule hides, or what is written here, is the peer's answer."""

    def row(title, values, unsafe):
        codes = "abcd"[: len(values)]
        rows = [{"code": code, "n": str(value)} for code, value in zip(codes, values)]
        alone = [({"code": code}, True, True) for code in unsafe]
        table = Table("cells", [flat_dim(rows, "code")])
        return counts(title, [table], rows, "n", Rules(3), peer="the rule alone", answers=alone)

    yield row("15 = 10 + 5 + x + x", [10, 5, 0, 0], "cd")
    yield row("15 = 10 + 3 + x + x", [10, 3, 1, 1], "cd")
    # Every line hides two cells or more, and the first two rows less the first two columns are one cell.
    away = {"11", "12", "21", "22", "23", "33", "34", "43", "44"}
    rows = [{"row": str(r), "column": str(c), "n": "2" if (r, c) == (2, 3) else str(10 * r + c)} for r in range(1, 5) for c in range(1, 5)]
    pattern = [({"row": it[0], "column": it[1]}, it == "23", True) for it in sorted(away)]
    table = Table("cells", [flat_dim(rows, "row"), flat_dim(rows, "column")])
    yield counts("4 × 4, two or more in every line", [table], rows, "n", Rules(4), peer="by hand", answers=pattern)
    # A has nearly all of x, nearly all of y, and so of both together.
    held = "1xA90 1xB2 1xC1 1yA80 1yD3 1yE2 1zF50 1zG40 1zH45 2xF60 2xG40 2xH45 2yF60 2yG40 2yH45 2zI50 2zG40 2zH45".split()
    rows = [{"row": it[0], "column": it[1], "company": it[2], "value": it[3:]} for it in held]
    table = Table("cells", [flat_dim(rows, "row"), flat_dim(rows, "column")])
    heavy = Rules(zeros_public=True, dominance=[(1, 85)])
    yield records("two cells of one company", [table], rows, heavy, measure="value", unit="company")


def activities(data):
    return tree_of(read(data / "turnover/activity_corr_table.csv"), "A88", "A21", "A10")


def regions(data, root="Total", keep=lambda code: True):
    rows = [row for row in read(data / "turnover/nuts23_fr_corr_table.csv") if keep(row["NUTS2"])]
    return tree_of(rows, "NUTS3", "NUTS2", root=root)


# Published: unsafe (frequency, dominance) and complementary; the last is of the table alone for the first, linked for all four.
PUBLISHED = {"act_size": (52, 25, 64, 83), "act_cj": (35, 25, None, 88), "nuts_size": (55, 17, None, 82), "nuts_cj": (45, 20, None, 101)}


def turnover_table(data, name):
    first, second = name.split("_")
    trees = {"act": ("ACTIVITY", activities), "nuts": ("NUTS", regions)}
    column, tree = trees[first]
    rows = read(data / f"turnover/turnover_{name}.csv")
    inner = Dim(second.upper(), second.upper(), flat(row[second.upper()] for row in rows if row[second.upper()] != "Total"))
    return rows, Table("cells", [Dim(column, column, tree(data)), inner])


def turnover(data):
    rules = Rules(3, zeros_public=True, dominance=[(1, 85)])
    for name, (few, heavy, alone, _) in PUBLISHED.items():
        rows, table = turnover_table(data, name)
        yield ready(name, table, rows, rules, peer=ARGUS, numbers=(few, heavy, alone))
    rows = read(data / "turnover/turnover_act_nuts_size.csv")
    places = {row["NUTS"] for row in rows}
    sizes = flat(row["SIZE"] for row in rows if row["SIZE"] != "Total")
    dims = [Dim("ACTIVITY", "ACTIVITY", activities(data))]
    dims += [Dim("NUTS", "NUTS", regions(data, "Total_EAST", places.__contains__)), Dim("SIZE", "SIZE", sizes)]
    yield ready("act_nuts_size, three dimensions", Table("cells", dims), rows, rules)


def every(data):
    data = pathlib.Path(data)
    yield from by_hand()
    for part in (small, paris, vignettes, social, turnover):
        yield from part(data)


# The same tables written wide, which the program does not read: (wide, long, columns of codes, columns that a heading holds, value).
WIDE = [
    ("z1w", "z1", ["region"], ["hovedint"], "ant"),
    ("d1w", "d1", ["region"], ["main_income"], "freq"),
    ("z2w", "z2", ["region", "fylke", "kostragr"], ["hovedint"], "ant"),
    ("d2w", "d2", ["region", "county", "k_group"], ["main_income"], "freq"),
    ("z3w", "z3", ["region", "fylke", "kostragr"], ["hovedint", "mnd"], "ant"),
    ("d3w", "d3", ["region", "county", "k_group"], ["main_income", "months"], "freq"),
    ("z3wb", "z3", ["region", "fylke", "kostragr"], ["hovedint", "mnd", "mnd2"], "ant"),
]


def wide(data):
    """Per wide file whether it holds the same figures as the long one."""
    folder = pathlib.Path(data) / "small"
    for name, long, codes, inside, value in WIDE:
        held = {}
        for row in read(folder / f"{name}.csv"):
            for heading, figure in row.items():
                if heading not in codes:
                    held[tuple(row[it] for it in codes) + tuple(heading.split("_"))] = figure
        same = {tuple(row[it] for it in codes + inside): row[value] for row in read(folder / f"{long}.csv")}
        yield name, long, held == same
