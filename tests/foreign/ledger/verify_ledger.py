"""Verifies a ledger without any code of Drempel.

In: the folder of a ledger and the public key of its log (PEM; default `log.pem` beside the folder).
Out: what was checked, and exit code 0; or what is wrong, and exit code 1.

The tree is computed by pymerkle, canonical JSON by rfc8785, the signature is checked by `openssl pkeyutl`. Only the
layout of the files (C2SP tlog-tiles, signed-note, tlog-checkpoint, tlog-proof) is read here.
"""

import base64
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import pymerkle
import rfc8785

WIDTH = 256


class Wrong(Exception):
    """Something in the ledger is not as it must be."""


def decode(text):
    data = base64.b64decode(text, validate=True)
    # Python takes any value for the bits that fill up the last character.
    if base64.b64encode(data).decode() != text:
        raise Wrong("base64 that is not in its one form")
    return data


def read_note(text):
    """Splits a signed note into its text and its signatures (name, key identifier, signature)."""
    body, mark, lines = text.rpartition("\n\n")
    if not mark or not lines.endswith("\n"):
        raise Wrong("the checkpoint is no signed note")
    signatures = []
    for line in lines[:-1].split("\n"):
        dash, name, data = line.split(" ")
        if dash != "\u2014":
            raise Wrong("a signature line is malformed")
        data = decode(data)
        signatures.append((name, data[:4], data[4:]))
    return body + "\n", signatures


def read_checkpoint(text):
    """The origin, size and root of a checkpoint, and its signatures."""
    body, signatures = read_note(text)
    origin, size, root = body.split("\n")[:3]
    if str(int(size)) != size:
        raise Wrong("the size is not a plain number")
    return body, origin, int(size), decode(root), signatures


def public_key(pem):
    """The 32 bytes of an Ed25519 key in a PEM file, as openssl reads it."""
    done = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", str(pem), "-outform", "DER"], capture_output=True, check=True
    )
    return done.stdout[-32:]


def check_signature(body, origin, signatures, pem):
    """One signature must be by the key of the log; openssl says whether it is."""
    identifier = hashlib.sha256(origin.encode() + b"\n\x01" + public_key(pem)).digest()[:4]
    ours = [data for name, key, data in signatures if (name, key) == (origin, identifier)]
    if len(ours) != 1:
        raise Wrong("the checkpoint is not signed by this key")
    with tempfile.TemporaryDirectory() as folder:
        message, signature = Path(folder, "message"), Path(folder, "signature")
        message.write_bytes(body.encode())
        signature.write_bytes(ours[0])
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-inkey", str(pem),
             "-in", str(message), "-sigfile", str(signature)],
            capture_output=True,
        )
    if done.returncode != 0:
        raise Wrong("openssl refuses the signature")


def tile_path(level, n, width):
    parts = [f"{n % 1000:03}"]
    while n >= 1000:
        n //= 1000
        parts.insert(0, f"x{n % 1000:03}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(parts)}{partial}"


def tiles(size, level):
    """The names of the tiles of a level, for so many hashes or entries."""
    for n in range((size + WIDTH - 1) // WIDTH):
        yield tile_path(level, n, min(WIDTH, size - n * WIDTH))


def read_entries(folder, size):
    entries = []
    for name in tiles(size, "entries"):
        data, at = (folder / name).read_bytes(), 0
        while at < len(data):
            length = int.from_bytes(data[at:at + 2], "big")
            if at + 2 + length > len(data):
                raise Wrong(f"{name} is cut off")
            entries.append(data[at + 2:at + 2 + length])
            at += 2 + length
    if len(entries) != size:
        raise Wrong(f"{len(entries)} entries where the checkpoint says {size}")
    return entries


def check_tiles(folder, entries, tree):
    """Every tile of hashes must hold the roots of the full subtrees of its level, as pymerkle computes them."""
    names = {"checkpoint"} | set(tiles(len(entries), "entries"))
    level, span = 0, 1
    while len(entries) // span:
        hashes = []
        for n in range(len(entries) // span):
            if span == 1:
                hashes.append(tree.get_leaf(n + 1))
            else:
                small = pymerkle.InmemoryTree(algorithm="sha256")
                for entry in entries[n * span:(n + 1) * span]:
                    small.append_entry(entry)
                hashes.append(small.get_root())
        for n, name in enumerate(tiles(len(hashes), level)):
            wanted = b"".join(hashes[n * WIDTH:(n + 1) * WIDTH])
            if (folder / name).read_bytes() != wanted:
                raise Wrong(f"{name} does not match the entries")
            names.add(name)
        level, span = level + 1, span * WIDTH
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {".lock"}
    if found != names:
        raise Wrong(f"stray or missing files: {sorted(found ^ names)}")
    return len(names)


def check_proof(path, origin):
    """The proof of one record: the path must lead from the record that it carries to the root that it is signed for."""
    lines, _, note = path.read_text().partition("\n\n")
    version, extra, index, *hashes = lines.split("\n")
    if version != "c2sp.org/tlog-proof@v1" or not extra.startswith("extra ") or not index.startswith("index "):
        raise Wrong("the proof is malformed")
    _, other, size, root, _ = read_checkpoint(note)
    if other != origin:
        raise Wrong("the proof is of another log")
    index = int(index[6:])
    node, last = index, size - 1
    digest = hashlib.sha256(b"\x00" + decode(extra[6:])).digest()
    # RFC 9162, section 2.1.3.2.
    for sibling in map(decode, hashes):
        if node & 1 or node == last:
            digest = hashlib.sha256(b"\x01" + sibling + digest).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            digest = hashlib.sha256(b"\x01" + digest + sibling).digest()
        node, last = node >> 1, last >> 1
    if last != 0 or digest != root:
        raise Wrong("the proof does not lead to the root")
    return index


def main(arguments):
    folder = Path(arguments[0])
    pem = Path(arguments[1]) if len(arguments) > 1 else folder.parent / "log.pem"
    body, origin, size, root, signatures = read_checkpoint((folder / "checkpoint").read_text())
    print(f"log {origin}, {size} records")
    entries = read_entries(folder, size)
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for entry in entries:
        tree.append_entry(entry)
    if tree.get_root() != root:
        raise Wrong(f"root {tree.get_root().hex()} differs from the signed {root.hex()}")
    print(f"root {root.hex()} equal")
    for index, entry in enumerate(entries):
        if rfc8785.dumps(json.loads(entry)) != entry:
            raise Wrong(f"record {index} is not canonical JSON")
    print(f"canonical {len(entries)} records")
    print(f"tiles {check_tiles(folder, entries, tree)} files equal")
    check_signature(body, origin, signatures, pem)
    print("signature ok")
    proof = folder.parent / "record.tlog-proof"
    if proof.exists():
        print(f"proof of record {check_proof(proof, origin)} ok")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit("usage: verify_ledger.py LEDGER_DIR [PUBLIC_KEY.pem]")
    try:
        main(sys.argv[1:])
    except (Wrong, OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"WRONG: {error}")
        sys.exit(1)
