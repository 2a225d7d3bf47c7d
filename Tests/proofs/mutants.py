#!/usr/bin/env python3
"""Seeded mutants of the fixtures of every format: a row for each, and no file brings the scan down.

Usage: mutants.py [--count N] [--seed N]. Needs make build."""

from __future__ import annotations

import argparse
import collections
import random
import tempfile
from pathlib import Path

from harness import ROOT, Scan, product, require


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, moved, repeated or cut."""
    result = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        # Headers decide most: half of the changes are in the first kilobyte.
        end = len(result) if chance.random() < 0.5 else min(len(result), 1024)
        at = chance.randrange(max(1, end))
        kind = chance.randrange(6)
        if kind == 0:
            result[at : at + 1] = bytes([chance.randrange(256)])
        elif kind == 1:
            result[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"\x80\0\0\0", b"\0\0\0\x01"))
        elif kind == 2:
            result[at : at + chance.randrange(1, 64)] = b""
        elif kind == 3:
            result[at:at] = result[at : at + chance.randrange(1, 256)] * chance.randrange(1, 4)
        elif kind == 4:
            result[at : at + 1] = bytes([result[at] ^ 1 << chance.randrange(8)]) if at < len(result) else b""
        else:
            other = chance.randrange(max(1, len(result)))
            result[at : at + 16] = result[other : other + 16]
    return bytes(result[: chance.randrange(len(result))]) if result and chance.random() < 0.1 else bytes(result)


def main() -> None:
    """Make the mutants, scan them, count outcomes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    originals = sorted(path for folder in ("formats", "malformed") for path in (ROOT / "Fixtures" / folder).iterdir() if path.suffix != ".csv")
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        tree, valid = work / "mutants", work / "valid"
        tree.mkdir()
        for number in range(arguments.count):
            original = originals[number % len(originals)]
            (tree / f"{number}-{original.name}").write_bytes(mutated(original.read_bytes(), chance))
        scan = Scan(tree, work / "mutants.vigie", product("vigie"))
        require(len(scan.rows) == arguments.count, f"{len(scan.rows)} rows for {arguments.count} files")
        for path, row in scan.rows.items():
            require(row["outcome"] != "unreadable", f"{path}: {row['outcome']}, {row.get('reason')}")
        violations = [path for path, row in scan.rows.items() if "signal 31" in row.get("reason", "")]
        # What nobody has tampered with never makes a forbidden call, and never crashes.
        plain = Scan(ROOT / "Fixtures" / "formats", work / "valid.vigie", product("vigie"))
        for path, row in plain.rows.items():
            require(row["outcome"] not in ("crashed", "timedOut"), f"{path}: {row['outcome']}, {row.get('reason')}")
    outcomes = collections.Counter(row["outcome"] for row in scan.rows.values())
    print(f"{arguments.count} mutants of {len(originals)} files, seed {arguments.seed}: a row for each; {scan.seconds:.0f} s, {scan.processor:.0f} s of processor")
    print("  " + ", ".join(f"{outcome} {count}" for outcome, count in outcomes.most_common()))
    for path in [path for path, row in scan.rows.items() if row["outcome"] in ("crashed", "timedOut")][:20]:
        print(f"  {path}: {scan.rows[path]['reason']}")
    print(f"  forbidden calls: {len(violations)} by mutants, 0 by the {len(plain.rows)} valid files")


if __name__ == "__main__":
    main()
