"""Every code of the table, raised by the program itself: does each refusal come where a user would meet it?

    python3 tests/mutations/codes.py PROGRAM POLICIES [--markdown FILE] [--show CODE|all] [--lang en|nl]

POLICIES holds one completed policy `DNNNN.drempel` per code that a policy text can cause; the test suite makes them:
`DREMPEL_POLICIES=DIR cargo test -p drempel-core --test ui every_folder`. The other codes are caused by what surrounds a policy:
data, lists, settings, keys, vault, ledger. Each of those has a scenario: a small project of its own, something wrong with it,
one command. A line is *ok* if the command raises the code and ends with the status that `docs/exit-codes.md` has for it.
`--show` prints what was said.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import fcntl
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

# Codes that no command can be made to raise, and why.
EXCEPTIONS = {
    "D0099": "only a fault of the program itself raises it",
    "D0905": "takes a table of three dimensions with counts made for it; D1110 has the same refusal for a table by itself",
    "D1105": "every figure of a table by itself may be hidden, so that only the work limit raises it",
}
# Where an error does not end with 1.
ENDS = {"D0014": 64, "D1001": 75}
# Codes of a policy text that the tests of the policy raise, not the check.
OF_TESTS = {"D0801", "D0804"}

CORE = pathlib.Path(__file__).resolve().parents[2] / "crates/drempel-core"
LOANS, CLIENTS = "data/loans_2026-Q3.csv", "data/clients_2026-Q3.csv"
JUDGED = "--period 2026-Q3 --today 2026-10-20"
CHECK = f"drempel check {JUDGED}"
RUN = f"drempel run bicycles {JUDGED}"
RUN_CLIENTS = f"drempel run quarterly {JUDGED}"


PROTECT = "drempel protect micro.csv --unit pid --minimum 5 --out out"


def replace(name, old, new):
    """A change: a text in a file, which must be there, replaced by another."""

    def change(folder):
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{name} has no `{old}`"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def before(name, mark, new):
    """A change: a text put before another."""
    return replace(name, mark, new + mark)


def add(name, text):
    """A change: a text put at the end of a file, which may be a new one."""

    def change(folder):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


# Micro data in which one unit is in two places, and each place is on one side.
MICRO = add("micro.csv", "pid,geo,side\n" + "".join(f"{it},{'abc'[it % 3]},{'wee'[it % 3]}\n" for it in range(60)) + "0,b,e\n")


def gone(*names):
    """A change: files and folders taken away."""

    def change(folder):
        for name in names:
            path = folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return change


def flipped(pattern):
    """A change: one bit of a file."""

    def change(folder):
        (path,) = [it for it in folder.glob(pattern) if it.is_file()]
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)

    return change


def by_kind(folder):
    """The minimal example with another column, by which its table is divided instead; its labels and tests go with it."""
    policy = folder / "minimal.drempel"
    head = policy.read_text().split("labels en {")[0]
    head = head.replace("  column      district ", "  column      kind       dimension cargo, child\n  column      district ")
    labels = 'labels en {\n  header      loans.kind as "Kind"\n  column      loans.kind  cargo as "Cargo", child as "Child"\n}\n'
    policy.write_text(head.replace("rows        district", "rows        kind") + labels)
    lines = (folder / LOANS).read_text().splitlines()
    rows = [f"{it},{('cargo', 'child')[at % 2]}" for at, it in enumerate(lines[1:])]
    (folder / LOANS).write_text("\n".join([f"{lines[0]},kind", *rows]) + "\n")


SHOWN = "  show        number of persons\n"
EXCEPTION = """exception "they agreed" {
  cells       loans_by_district
  cells       loans_by_district at district is north or east or south
  because     "all of them agreed"
  valid       through 2026-12-31
  approval    by privacy officer and controller
}
"""
TWO_CONDITIONS = "  only        district is north or east\n  only        district is north or south\n"
HOMES = """source homes from "data/homes.csv" {
  kind        register
  owner       "Housing department"
  collected   for planning
  unit        household by household_key
  as of       2026-09-30
  stale       after 120 days
  column      household_key  identifier
  column      rent           dimension low, high
}
allow join clients with homes {
  on          household_key
  for         planning
  match       many to one
  keep        every row of clients
}
table by_rent "Clients by rent" {
  from        clients joined with homes
  for         planning
  population  "Residents with support"
  rows        rent
  show        number of persons
  totals      rows
  threshold   standard
}
"""
RESIDENTS = """source residents from "data/residents.csv" {
  kind        register
  owner       "Statistics department"
  collected   for planning
  describes   areas at pc6
  unit        area by pc6
  as of       2026-01-01
  stale       after 30 months
  column      pc6     area pc6 of postcodes
  column      number  measure number from 0 through 999999999999
}
allow join clients with residents {
  on          clients.pc4 with residents.pc6 coarsened to pc4
  for         planning
  match       many to one
  keep        every row of clients
}
table by_postcode "Clients per 1000 residents" {
  from        clients joined with residents
  for         planning
  population  "Residents with support"
  rows        pc3 of pc4
  show        number of persons
  show        persons per 1000 of residents.number
  threshold   standard
}
"""


PUBLISHED = """table elsewhere "Borrowers by district, statistics of the province" {
  from        loans
  for         mobility
  population  "Residents who borrowed a bicycle"
  rows        district
  show        number of persons
  totals      rows
  threshold   standard
  published   in "public/loans_{period}.csv"
}
"""


def another(table, text, labels):
    """Changes: a source and a table more in the policy of clients, and in its report."""
    name = "policy.drempel"
    return [
        before(name, "classes income_area", text),
        replace(name, "  tables      ", f"  tables      {table}, "),
        replace(name, "labels en {\n", f"labels en {{\n{labels}"),
    ]


Scenario = collections.namedtuple("Scenario", "code project cause changes command")
SCENARIOS = [
    Scenario("D0001", "fresh", "no delivery", [gone(LOANS)], RUN),
    Scenario("D0002", "fresh", "a file where the folder should be", [add("out", "\n")], RUN),
    Scenario("D0003", "fresh", "a heading misspelt", [replace(LOANS, "district", "distrct")], RUN),
    Scenario("D0004", "clients", "a word for an amount", [replace(CLIENTS, ",100\n", ",much\n")], RUN_CLIENTS),
    Scenario("D0005", "fresh", "a district that does not exist", [replace(LOANS, ",south\n", ",centre\n")], RUN),
    Scenario("D0006", "clients", "an amount out of range", [replace(CLIENTS, ",100\n", ",250001\n")], RUN_CLIENTS),
    Scenario("D0007", "fresh", "a person in two districts", [add(LOANS, "P0000,H0000,west\n")], RUN),
    Scenario(
        "D0008",
        "clients",
        "very many of very much",
        [
            *another("by_postcode", RESIDENTS, '  header      pc3 as "Postcode area"\n'),
            add("data/residents.csv", "pc6,number\n7521AA,120\n" + "7511AA,999999999999\n" * 9300),
        ],
        RUN_CLIENTS,
    ),
    Scenario("D0009", "clients", "a wijk in two municipalities", [add("lists/areas.csv", "BU0202,WK02,GM02\n")], CHECK),
    Scenario("D0010", "fresh", "settings that are not TOML", [replace("drempel.toml", 'origin = "', "origin = ")], CHECK),
    Scenario("D0011", "fresh", "a hieroglyph in a label", [replace("minimal.drempel", '"North"', '"N\U00013000rth"')], RUN),
    Scenario(
        "D0012",
        "fresh",
        "a logo that is not SVG",
        [
            add("drempel.toml", 'theme = "theme.toml"\n'),
            lambda folder: shutil.copy(CORE.parents[1] / "reports/theme.toml", folder),
            replace("theme.toml", '\nlogo = ""', '\nlogo = "<svg <</svg>"'),
        ],
        RUN,
    ),
    Scenario("D0013", "clients", "an empty field", [replace(CLIENTS, ",letter,", ",,")], RUN_CLIENTS),
    Scenario("D0014", "fresh", "a report misspelt", [], RUN.replace("bicycles", "bicycle")),
    Scenario(
        "D0015",
        "fresh",
        "a column too many",
        [lambda folder: (folder / LOANS).write_text((folder / LOANS).read_text().replace("\n", ",\n").replace("district,", "district,bsn"))],
        RUN,
    ),
    Scenario(
        "D0016",
        "fresh",
        "a district published elsewhere that the policy does not have",
        [
            before("minimal.drempel", "report bicycles", PUBLISHED),
            lambda folder: (folder / "public").mkdir(),
            lambda folder: (folder / "public/loans_2026-Q3.csv").write_text("district,value\nnord,120\n"),
        ],
        RUN,
    ),
    Scenario(
        "D0408",
        "clients",
        "a household twice",
        [
            *another("by_rent", HOMES, '  header      rent as "Rent"\n  column      homes.rent  low as "low", high as "high"\n'),
            add("data/homes.csv", "household_key,rent\nH1,low\nH2,high\nH2,low\n"),
        ],
        RUN_CLIENTS,
    ),
    Scenario(
        "D0708",
        "clients",
        "a map without outlines",
        [replace("policy.drempel", SHOWN, f"{SHOWN}  picture     map of number of persons\n")],
        RUN_CLIENTS,
    ),
    Scenario(
        "D0709",
        "fresh",
        "a sentence about a row that is not there",
        [
            replace("minimal.drempel", "pdf, csv\n", 'pdf, csv\n  template    "narrative.md"\n'),
            add("narrative.md", 'Borrowers: {{ tables.loans_by_district["Nord"] }}.\n'),
        ],
        RUN,
    ),
    Scenario(
        "D0710",
        "fresh",
        "a change since what was never released",
        [replace("minimal.drempel", SHOWN, f'{SHOWN}  show        change since "2025-Q3"\n')],
        RUN,
    ),
    Scenario("D0901", "fresh", "an exception for all cells but one", [add("minimal.drempel", EXCEPTION)], RUN),
    Scenario("D0902", "released", "a borrower more", [add(LOANS, "P9000,H9000,north\n")], RUN),
    Scenario("D0903", "released", "the same persons by another column", [by_kind], RUN),
    Scenario(
        "D0904",
        "released",
        "the same persons under two conditions",
        [before("minimal.drempel", "  rows        district\n", TWO_CONDITIONS)],
        CHECK,
    ),
    Scenario("D1001", "proposed", "somebody else holds the lock", [], RUN),
    Scenario("D1002", "released", "one bit of a record", [flipped("ledger/tile/entries/**/*")], "drempel ledger verify"),
    Scenario("D1002", "released", "one bit of the hashes", [flipped("ledger/tile/0/**/*")], "drempel ledger verify"),
    Scenario("D1002", "released", "a ledger that is gone", [gone("ledger")], RUN),
    Scenario("D1002", "released", "half a vault", [lambda folder: os.truncate(folder / "private/vault/000001.json", 500)], RUN),
    Scenario("D1003", "released", "a period never run", [], "drempel why bicycles loans_by_district district=west --period 2026-Q2"),
    Scenario("D1004", "proposed", "the key of another role", [], f"drempel approve bicycles {JUDGED} --role controller --key private/keys/privacy-officer"),
    Scenario("D1005", "released", "one bit of the document", [flipped("out/2026-Q3/bicycles.pdf")], "drempel verify out/2026-Q3/bicycles.pdf"),
    Scenario("D1006", "released", "a period never proposed", [], "drempel approve bicycles --period 2026-Q2 --role controller --key private/keys/controller"),
    Scenario("D1007", "released", "the same run again", [], RUN),
    Scenario("D1101", "fresh", "a parent that is not there", [MICRO, add("geo.csv", "code,parent\nall,\na,west\n")], f"{PROTECT} --hierarchy geo=geo.csv"),
    Scenario("D1102", "fresh", "a code that the hierarchy lacks", [MICRO, add("geo.csv", "code,parent\nall,\na,all\n")], f"{PROTECT} --hierarchy geo=geo.csv"),
    Scenario("D1103", "fresh", "a total that is no sum", [add("table.csv", "geo,freq\na,20\nb,30\nTotal,51\n")], "drempel protect --table table.csv --value freq --dimension geo --minimum 5 --out out"),
    Scenario("D1104", "fresh", "a column with a code per row", [add("micro.csv", "pid,geo\n" + "".join(f"{it},g{it}\n" for it in range(66000)))], f"{PROTECT} --dimension geo"),
    Scenario("D1106", "fresh", "a key that does not exist", [MICRO, add("linked.toml", "[[tabel]]\n")], f"{PROTECT} --linked linked.toml"),
    Scenario("D1107", "fresh", "a minimum within a rounding bin", [MICRO], f"{PROTECT} --dimension geo --round 5"),
    Scenario("D1108", "fresh", "a unit in two places", [MICRO], f"{PROTECT} --dimension geo --count pid"),
    Scenario(
        "D1110",
        "fresh",
        "a cube with three odd counts",
        [add("cube.csv", "a,b,c,freq\n" + "".join(f"{a},{b},{c},{4 + (a + b + c == 1)}\n" for a in (0, 1) for b in (0, 1) for c in (0, 1)))],
        "drempel protect --table cube.csv --value freq --dimension a --dimension b --dimension c --minimum 3 --zeros public --round 2 --additive --out out",
    ),
    Scenario("D1109", "fresh", "a column that follows from another", [MICRO], f"{PROTECT} --dimension geo --dimension side"),
]


class Maker:
    """Makes the projects that scenarios start from, once, and runs commands in them."""

    def __init__(self, program, root, language):
        self.program, self.root, self.language = program, root, language

    def run(self, folder, command):
        words = [self.program, *shlex.split(command)[1:]]
        return subprocess.run([*words, "--format", "json", "--lang", self.language], cwd=folder, capture_output=True, text=True)

    def done(self, folder, command):
        made = self.run(folder, command)
        assert made.returncode == 0, f"{command}: {made.stdout}{made.stderr}"

    def settings(self, name):
        folder = self.root / name
        for part in ("lists", "data"):
            (folder / part).mkdir(parents=True)
        (folder / "drempel.toml").write_text('policy = "policy.drempel"\norigin = "drempel.example/codes"\nexample = true\n')
        lists = folder / "lists"
        (lists / "areas.csv").write_text("buurt,wijk,gemeente\nBU0101,WK01,GM01\nBU0102,WK01,GM01\nBU0201,WK02,GM01\n")
        (lists / "postcodes.csv").write_text("pc6,pc4,pc3\n7511AA,7511,751\n7511AB,7511,751\n7521AA,7521,752\n")
        (lists / "pc4_wijk.csv").write_text("pc4,wijk,addresses\n7511,WK01,3\n7511,WK02,1\n7521,WK02,7\n")
        (lists / "other.csv").write_text("pc4,pc3,addresses\n7511,751,1\n7521,752,1\n")
        return folder

    def policies(self, given):
        """The policies that break something; the one that uses itself under the name of the project's policy is that too."""
        folder = self.settings("policies")
        for it in given:
            shutil.copy(it, folder)
        if (folder / "D0214.drempel").exists():
            shutil.copy(folder / "D0214.drempel", folder / "policy.drempel")

    def clients(self):
        """The base policy of the tests, with data that it can be run on."""
        folder = self.settings("clients")
        shutil.copy(CORE / "fixtures/base.drempel", folder / "policy.drempel")
        places = [("BU0101", "7511"), ("BU0102", "7511"), ("BU0201", "7521")]
        cells = [(*it, law, channel) for it in places for law in ("wmo", "jeugd") for channel in ("letter", "phone", "web")]
        rows = ["person_key,household_key,buurt,pc4,law,channel,cost"]
        for number in range(20 * len(cells)):
            rows.append(",".join([f"P{number}", f"H{number}", *cells[number % len(cells)], "100"]))
        (folder / CLIENTS).write_text("\n".join(rows) + "\n")
        (folder / "data/profiles.csv").write_text("pc6,income_index,dwellings\n7511AA,80,10\n7511AB,90,10\n7521AA,120,10\n")

    def minimal(self):
        """The minimal example: as it is made, released, and proposed again without a history."""
        self.done(self.root, "drempel example minimal --into fresh --files-only")
        self.done(self.root, "drempel example minimal --into released")
        shutil.copytree(self.root / "released", self.root / "proposed")
        parts = ["vault", "checkpoint", "proposals", "releases", "confidential", "keys/log.key"]
        gone("ledger", "out", *(f"private/{it}" for it in parts))(self.root / "proposed")
        self.done(self.root / "proposed", RUN)

    def scenario(self, it, number):
        folder = self.root / f"{it.code}-{number}"
        shutil.copytree(self.root / it.project, folder)
        for change in it.changes:
            change(folder)
        with contextlib.ExitStack() as held:
            if it.code == "D1001":
                fcntl.flock(held.enter_context(open(folder / "ledger/.lock", "r+")), fcntl.LOCK_EX)
            return self.run(folder, it.command)


LINE = "{0}  {5:9} {4:>3}  {1} | {2} | {3}"


def said(done):
    """The diagnostics that a command printed."""
    lines = [it for it in (done.stdout + done.stderr).splitlines() if it.startswith("{") and '"code"' in it]
    return [json.loads(it) for it in lines]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("policies")
    parser.add_argument("--markdown")
    parser.add_argument("--show", default="")
    parser.add_argument("--lang", choices=["en", "nl"], default="en")
    given = parser.parse_args()
    texts = {it.stem: it for it in sorted(pathlib.Path(given.policies).glob("D*.drempel"))}
    with tempfile.TemporaryDirectory() as root, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        maker = Maker(str(pathlib.Path(given.program).resolve()), pathlib.Path(root), given.lang)
        titles = {it["code"]: it["title"] for it in said(maker.run(root, "drempel explain"))}
        maker.policies(texts.values())
        maker.clients()
        maker.minimal()
        jobs = collections.defaultdict(list)
        for code in texts:
            name = "policy" if code == "D0214" else code
            command = f"drempel {'test' if code in OF_TESTS else 'check'} {name}.drempel {JUDGED}"
            jobs[code].append(("the policy", command, pool.submit(maker.run, maker.root / "policies", command)))
        for number, it in enumerate(SCENARIOS):
            jobs[it.code].append((it.cause, it.command, pool.submit(maker.scenario, it, number)))
        rows = []
        for code in sorted({*titles, *jobs, *EXCEPTIONS}):
            title = titles.get(code, "not in the table of codes")
            if code in EXCEPTIONS:
                rows.append((code, title, EXCEPTIONS[code], "", "", "exception" if code in titles else "missing"))
                print(LINE.format(*rows[-1]))
            elif code not in jobs:
                rows.append((code, title, "", "", "", "missing"))
                print(LINE.format(*rows[-1]))
            for cause, command, job in jobs[code]:
                done = job.result()
                kinds = {it["severity"] for it in said(done) if it["code"] == code}
                ends = ENDS.get(code, 1) if "error" in kinds else 0
                right = kinds and code in titles and done.returncode == ends
                rows.append((code, title, cause, command, done.returncode, "ok" if right else "missing"))
                if given.show in ("all", code) or not right:
                    print(f"{done.stdout}{done.stderr}".rstrip())
                print(LINE.format(*rows[-1]))
    if given.markdown:
        table = ["| code | title | caused by | command | exit | |", "|---|---|---|---|---|---|"]
        for code, title, cause, command, status, outcome in rows:
            shown = f"`{command}`" if command else ""
            table.append(f"| {code} | {title} | {cause} | {shown} | {status} | {outcome} |")
        pathlib.Path(given.markdown).write_text("\n".join(table) + "\n")
    missing = sorted({it[0] for it in rows if it[5] == "missing"})
    counts = f"{len({it[0] for it in rows if it[5] == 'ok'} - set(missing))} of {len(titles)} codes raised, {len(EXCEPTIONS)} excepted"
    print(counts + (f", missing: {' '.join(missing)}" if missing else ""))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
