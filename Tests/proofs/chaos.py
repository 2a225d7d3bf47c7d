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
# One of so many misbehaviours uses up its time.
SLOW = [("loop", "overLimit", "processor time"), ("wait", "timedOut", "longer than")]
MISBEHAVIOURS_PER_SLOW = 1000


def install(folder: Path) -> Path:
    """vigie with a worker that misbehaves on command in place of its own."""
    worker = ROOT / ".build" / "test" / "release" / "misbehaving-worker"
    require(worker.exists(), f"{worker} is missing: run make test")
    shutil.copy(product("vigie"), folder / "vigie")
    for name in ("vigie-picture-worker", "vigie-worker"):
        shutil.copy(worker, folder / name)
    return folder / "vigie"


def main() -> None:
    """Make the files, scan them with and without misbehaviour, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=50_000)
    count = parser.parse_args().files
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        program, tree = install(work), work / "tree"
        bad = dict.fromkeys(chance.sample(range(count), count // 5))
        for order, number in enumerate(bad):
            slow = order % MISBEHAVIOURS_PER_SLOW == 0 and order > 0
            bad[number] = SLOW[order // MISBEHAVIOURS_PER_SLOW % 2] if slow else chance.choice(QUICK)
        for number in range(count):
            path = tree / f"{number % 100}" / f"{number}.gif"
            path.parent.mkdir(parents=True, exist_ok=True)
            command = bad[number][0] if number in bad else f"honest {number}" + "." * (number % 997)
            path.write_text("GIF89a" + command)

        chaos = Scan(tree, work / "chaos.vigie", program)
        require(len(chaos.rows) == count, f"{len(chaos.rows)} rows for {count} files")
        for number, (command, outcome, reason) in bad.items():
            row = chaos.rows[f"{number % 100}/{number}.gif"]
            require(row["outcome"] == outcome and reason in row["reason"], f"{command}: {row['outcome']}, {row.get('reason')}")
            (tree / f"{number % 100}" / f"{number}.gif").write_text(f"GIF89amended {number}")
        clean = Scan(tree, work / "clean.vigie", program)
        require(len(clean.rows) == count, f"{len(clean.rows)} rows for {count} files")
        for number in range(count):
            path = f"{number % 100}/{number}.gif"
            require(number in bad or chaos.rows[path] == clean.rows[path], f"{path}: another row than without misbehaviour")

    slow = sum(1 for what in bad.values() if what in SLOW)
    print(f"{count} files, {len(bad)} misbehave ({slow} until their time is up): every one classified, no row lost, the others as in a clean run")
    print(f"clean {clean.seconds:.1f} s, with misbehaviour {chaos.seconds:.1f} s; processor {clean.processor:.1f} s and {chaos.processor:.1f} s")


if __name__ == "__main__":
    main()
