"""Flips bits of a good ledger and demands that the foreign check refuses each: a check that cannot refuse shows nothing.

In: the folder of a ledger with `log.pem` beside it, how many bits, and a seed. Out: how many flips were refused, and exit
code 1 if one was accepted.
"""

import contextlib
import io
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
import verify_ledger  # noqa: E402  (the line above must come first)


def refused(folder):
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            verify_ledger.main([str(folder)])
        except (verify_ledger.Wrong, OSError, ValueError, IndexError, subprocess.CalledProcessError):
            return True
    return False


def main(source, count, seed):
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home, "ledger")
        shutil.copytree(source, folder)
        shutil.copy(source.parent / "log.pem", home)
        if refused(folder):
            sys.exit("WRONG: the ledger itself is refused")
        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
        for number in range(count):
            # Every file as often, so that the small ones are not forgotten.
            path = files[number % len(files)]
            good = path.read_bytes()
            changed = bytearray(good)
            at, bit = chance.randrange(len(good)), chance.randrange(8)
            changed[at] ^= 1 << bit
            path.write_bytes(changed)
            if not refused(folder):
                sys.exit(f"WRONG: bit {bit} of byte {at} of {path.relative_to(folder)} does not count")
            path.write_bytes(good)
    print(f"refused {count} of {count} flips")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: flips.py LEDGER_DIR COUNT SEED")
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
