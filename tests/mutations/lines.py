"""Each line of a policy dropped, misspelt and loosened, one at a time: what becomes of the policy?

    python3 tests/mutations/lines.py PROGRAM PROJECT POLICY [--show all|accepted] [--json FILE]

A changed policy is *refused* by the check (with which codes), *noticed* by one of its own tests, or *accepted*. What is
accepted is compared with the original (`drempel compare`): *equal* in meaning, *stricter* (it tells less: rightly accepted),
or *looser* or *incomparable*, which is listed, because an officer who overlooks such a line publishes more. Nothing is written
into the project; the changed policy stands in a folder of its own.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

NUMBER = re.compile(r"(?<![\w\"-])(\d+)(?![\w\"-])")


def misspelt(line):
    """Two letters of the clause's first word, and of its longest later word outside quotes, exchanged."""
    indent = len(line) - len(line.lstrip())
    words = [m for m in re.finditer(r"[A-Za-z_]{4,}", re.sub(r'"[^"]*"', lambda m: " " * len(m[0]), line)) if m.start() >= indent]
    if not words:
        return []
    chosen = [words[0]]
    others = sorted(words[1:], key=lambda m: -len(m[0]))
    chosen += others[:1]
    made = []
    for m in chosen:
        word = m[0]
        for at in range(1, len(word) - 1):
            if word[at] != word[at + 1]:
                other = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
                made.append(line[: m.start()] + other + line[m.end() :])
                break
    return made


def loosened(line):
    """The numbers of a protective clause made weaker; the protecting word taken out."""
    made = []
    text = line.strip()
    if text.startswith("at least") or text.startswith("keep") or text.startswith("round"):
        for m in NUMBER.finditer(line):
            for value in {int(m[0]) - 5, int(m[0]) // 2, 2}:
                if 0 < value < int(m[0]):
                    made.append(line[: m.start()] + str(value) + line[m.end() :])
    elif text.startswith("hide") or text.startswith("stale"):
        for m in NUMBER.finditer(line):
            if int(m[0]) > 2:
                made.append(line[: m.start()] + str(min(int(m[0]) + 9, 100) if "percent" in line else int(m[0]) * 10) + line[m.end() :])
    for strict, loose in (
        ("zeros       hidden", "zeros       public"),
        ("wijk of", "buurt of"),
        ("pc4 of", "pc6 of"),
        ("coarsened to pc4", "coarsened to pc6"),
        ("internal because", "public because"),
        ("at pc4 or coarser", "at pc6 or coarser"),
        ("audience    college", "audience    everyone"),
        (" through 2026", " through 2036"),
        ("before 2027", "before 2037"),
        ("many to one", "many to many"),
        ("for internal use", "for everyone"),
    ):
        if strict in line:
            made.append(line.replace(strict, loose))
    return [it for it in made if it != line]


class Judge:
    def __init__(self, program, project, original, when):
        self.program, self.project, self.original, self.when = program, project, original, when
        self.folder = tempfile.TemporaryDirectory()
        self.file = pathlib.Path(self.folder.name) / "changed.drempel"

    def run(self, *words):
        return subprocess.run(
            [self.program, *words, "--project", self.project, "--format", "json", "--lang", "en"], capture_output=True, text=True
        )

    def codes(self, out):
        return sorted({json.loads(it)["code"] for it in out.splitlines() if it.startswith("{") and '"code"' in it and '"severity":"error"' in it})

    def judge(self, text):
        self.file.write_text(text)
        done = self.run("check", str(self.file), *self.when)
        if done.returncode not in (0, 1):
            return "broken", f"exit {done.returncode}"
        if done.returncode == 1:
            return "refused", " ".join(self.codes(done.stderr))
        done = self.run("test", str(self.file), *self.when)
        if done.returncode == 1:
            return "noticed", "by a policy test"
        if done.returncode != 0:
            return "broken", f"test: exit {done.returncode}"
        done = self.run("compare", self.original, str(self.file))
        kind = {0: "equal or stricter", 1: "looser", 2: "incomparable"}.get(done.returncode, "broken")
        return kind, ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("project")
    parser.add_argument("policy")
    parser.add_argument("--today", default="2026-10-20")
    parser.add_argument("--period", default="2026-Q3")
    parser.add_argument("--show", choices=["accepted", "all"], default="accepted")
    parser.add_argument("--json")
    given = parser.parse_args()
    lines = pathlib.Path(given.policy).read_text().splitlines()
    judge = Judge(given.program, given.project, given.policy, ["--today", given.today, "--period", given.period])
    count = collections.defaultdict(collections.Counter)
    records = []
    for at, line in enumerate(lines):
        if not line.strip() or line.strip().startswith("--"):
            continue
        changes = [("dropped", [])] + [("misspelt", [it]) for it in misspelt(line)] + [("loosened", [it]) for it in loosened(line)]
        for how, new in changes:
            text = "\n".join(lines[:at] + new + lines[at + 1 :]) + "\n"
            kind, why = judge.judge(text)
            count[how][kind] += 1
            record = {"line": at + 1, "how": how, "was": line.strip(), "now": new[0].strip() if new else "", "outcome": kind, "why": why}
            records.append(record)
            if given.show == "all" or kind in ("looser", "incomparable", "broken"):
                print(f"{kind:13} {how:8} {at + 1:4}  {line.strip()}" + (f"  ->  {new[0].strip()}" if new else ""))
    kinds = ["refused", "noticed", "equal or stricter", "looser", "incomparable", "broken"]
    print(f"\n{'':10}" + "".join(f"{it:>19}" for it in kinds))
    for how in ("dropped", "misspelt", "loosened"):
        print(f"{how:10}" + "".join(f"{count[how][it]:>19}" for it in kinds))
    if given.json:
        pathlib.Path(given.json).write_text("".join(json.dumps(it) + "\n" for it in records))
    broken = sum(it["broken"] for it in count.values())
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
