#!/usr/bin/env python3
"""Decoders that misbehave among files that do not: every file gets its right row, and the others are as in a run without.

Usage: chaos.py [--files N]. A fifth of the files make the decoder misbehave. Needs .build/test (make test) and make build."""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from pathlib import Path

from harness import ROOT, Scan, product, require

# What the decoder does, the outcome of the file, and part of the reason.
QUICK = [
    ("segfault", "crashed", "signal 11"), ("trap", "crashed", "signal 4"), ("abort", "crashed", "signal 31"), ("kill", "crashed", "signal 31"),
    ("exit", "crashed", "sensible"), ("exit with status", "crashed", "sensible"), ("sleep", "crashed", "signal 31"), ("memory", "crashed", "signal 4"),
    ("rename", "crashed", "signal 31"), ("open", "crashed", "signal 31"), ("socket", "crashed", "signal 31"), ("execute", "crashed", "signal 31"),
    ("fork", "crashed", "signal 31"), ("executable memory", "crashed", "signal 31"), ("kill another", "crashed", "signal 31"),
    ("write elsewhere", "crashed", "signal 31"), ("send a descriptor", "crashed", "signal 31"), ("short record", "crashed", "sensible"),
    ("garbage", "crashed", "sensible"), ("flood", "crashed", "sensible"), ("close and loop", "crashed", "signal 9"), ("two summaries", "crashed", "sensible"),
]
# These use up their time; they are scanned apart, so that the time of the others says what misbehaviour costs.
SLOW = [("loop", "overLimit", "processor time"), ("wait", "timedOut", "longer than")]


def install(folder: Path) -> Path:
    """vigie with a worker that misbehaves on command in place of its own."""
    worker = ROOT / ".build" / "test" / "release" / "misbehaving-worker"
    require(worker.exists(), f"{worker} is missing: run make test")
    shutil.copy(product("vigie"), folder / "vigie")
    for name in ("vigie-picture-worker", "vigie-worker"):
        shutil.copy(worker, folder / name)
    return folder / "vigie"


def check(scan: Scan, files: dict[str, tuple[str, str, str]]) -> None:
    """Every file of a misbehaviour has its outcome and reason."""
    for path, (command, outcome, reason) in files.items():
        row = scan.rows[path]
        require(row["outcome"] == outcome and reason in row["reason"], f"{command}: {row['outcome']}, {row.get('reason')}")


def main() -> None:
    """Make the files, scan them with and without misbehaviour, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=50_000)
    count = parser.parse_args().files
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        program, tree, slow = install(work), work / "tree", work / "slow"
        paths = [f"{number % 100}/{number}.gif" for number in range(count)]
        bad = {path: chance.choice(QUICK) for path in chance.sample(paths, count // 5)}
        for number, path in enumerate(paths):
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_text("GIF89a" + (bad[path][0] if path in bad else f"honest {number}" + "." * (number % 997)))
        chaos = Scan(tree, work / "chaos.vigie", program)
        require(len(chaos.rows) == count, f"{len(chaos.rows)} rows for {count} files")
        check(chaos, bad)
        for path in bad:
            (tree / path).write_text("GIF89amended " + path)
        clean = Scan(tree, work / "clean.vigie", program)
        require(len(clean.rows) == count, f"{len(clean.rows)} rows for {count} files")
        for path in paths:
            require(path in bad or chaos.rows[path] == clean.rows[path], f"{path}: another row than without misbehaviour")

        slow.mkdir()
        late = {f"{number}.gif": SLOW[number % 2] for number in range(4)}
        for path, (command, _, _) in late.items():
            (slow / path).write_text("GIF89a" + command)
        for number in range(40):
            (slow / f"honest {number}.gif").write_text(f"GIF89ahonest {number}")
        last = Scan(slow, work / "slow.vigie", program)
        check(last, late)
        honest = sum(1 for row in last.rows.values() if row["outcome"] == "hashed")
        require(honest == 40, f"{honest} of 40 files hashed beside those that use up their time")

    print(f"{count} files, {len(bad)} misbehave: every one classified, no row lost, the others as in a clean run")
    print(f"clean {clean.seconds:.1f} s, with misbehaviour {chaos.seconds:.1f} s; processor {clean.processor:.1f} s and {chaos.processor:.1f} s: {100 * (chaos.processor / clean.processor - 1):.0f} % more")
    print(f"{len(late)} that use up their time among 40 honest files: {last.seconds:.0f} s")


if __name__ == "__main__":
    main()
