#!/usr/bin/env python3
"""Files that eat memory where there is little: each costs its own row, and the scan goes on.

Usage: memory.py [--limits MEGABYTES ...] [--bombs N] [--entries N] [--workers N ...]. Needs make build, and root: a control group with a limit.

Interlaced pictures of 16000 x 15000 pixels, grey and in colour, less than a MB each, are scanned among other files, against a list of
many MD5 digests, in a control group whose limit is too low for as many decoders at once as there are workers. The
coordinator survives; a picture that takes too much is overLimit or crashed, or what it is without a limit; every
other row is as without a limit. Which expectation fails at which limit is said. A scan that the kernel ended is
gone on with without a limit, and has to come to the undisturbed rows."""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import struct
import tempfile
import time
from pathlib import Path

from bombs import chunk, zeros
from disk import CASE, Ending, Failures, leftovers, report_command, run, scan_command, volume
from harness import require

WIDTH, HEIGHT = 16000, 15000
# Outcomes of a picture that takes more memory than there is.
REFUSED = ("overLimit", "crashed")
BASE = Path("/sys/fs/cgroup")


class Group:
    """A control group with a limit of memory, of either version."""

    def __init__(self) -> None:
        # Version 2, where the controller is handed down from the root; else version 1.
        handed = BASE / "cgroup.subtree_control"
        if handed.exists() and "memory" in handed.read_text().split():
            self.path, self.limit = BASE / f"vigie-proof-{os.getpid()}", "memory.max"
            self.swap, self.events = "memory.swap.max", "memory.events"
        elif (BASE / "memory" / "memory.limit_in_bytes").exists():
            self.path, self.limit = BASE / "memory" / f"vigie-proof-{os.getpid()}", "memory.limit_in_bytes"
            self.swap, self.events = "", "memory.oom_control"
        else:
            raise OSError("no memory controller")
        self.path.mkdir()
        try:
            if self.swap and (self.path / self.swap).exists():
                (self.path / self.swap).write_text("0")
            self.set(1 << 40)
        except OSError:
            self.path.rmdir()
            raise

    def set(self, size: int) -> None:
        """Sets the limit."""
        (self.path / self.limit).write_text(str(size))

    def kills(self) -> int:
        """How many processes the kernel has ended for want of memory."""
        lines = (self.path / self.events).read_text().splitlines()
        return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)

    def enter(self) -> None:
        """Puts the process that calls into the group."""
        (self.path / "cgroup.procs").write_text(str(os.getpid()))


    def remove(self) -> None:
        """Removes it, as soon as the last process of it has ended."""
        for _ in range(100):
            try:
                self.path.rmdir()
                return
            except OSError:
                time.sleep(0.05)
        print(f"{self.path} could not be removed")


def bomb(samples: int) -> bytes:
    """An interlaced PNG of zeros: grey with one sample a pixel, colour with three."""
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0 if samples == 1 else 2, 0, 0, 1)
    # More than enough for the passes, each of whose rows has a byte before it.
    data = zeros(samples * HEIGHT * WIDTH + 4 * HEIGHT)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def rows_of(case: Path) -> dict[tuple[str, str], dict[str, object]]:
    """Rows by volume and path."""
    report = run(report_command(case))
    require(report.status in (0, 2), f"report: {report.status}: {report.errors}")
    rows = [json.loads(line) for line in report.output.splitlines()]
    return {(row["volume"], row.get("pathBytes", row["path"])): row for row in rows}


def write_list(path: Path, entries: int) -> None:
    """A list of MD5 digests of nothing."""
    chance = random.Random(1)
    with open(path, "w") as file:
        for _ in range(0, entries, 10_000):
            digits = chance.randbytes(160_000).hex()
            file.write("".join(f"{digits[at : at + 32]}\n" for at in range(0, len(digits), 32)))


def main() -> None:
    """Scan without a limit, then with each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limits", type=int, nargs="+", default=[640, 680, 720, 760], help="megabytes of the control group")
    parser.add_argument("--workers", type=int, nargs="+", default=[2, 8], help="numbers of workers to try at each")
    parser.add_argument("--bombs", type=int, default=12)
    parser.add_argument("--entries", type=int, default=3_000_000, help="digests in the list")
    arguments = parser.parse_args()
    try:
        group = Group()
    except OSError as error:
        print(f"skipped: no control group with a memory limit can be made here ({error}); run as root")
        return
    failures = Failures()
    scans, coordinators, refused, ended = 0, 0, 0, 0
    try:
        with tempfile.TemporaryDirectory() as name:
            work = Path(name).resolve()
            tree = volume(work / "volume", 60)
            data = [bomb(samples) for samples in (1, 3)]
            bombs = set()
            for number in range(arguments.bombs):
                path = tree / f"{number:02}" / "bomb.png"
                path.parent.mkdir(exist_ok=True)
                # Each is another file.
                path.write_bytes(data[number % 2] + b"%d" % number)
                bombs.add(str(path.relative_to(tree)))
            digests = work / "many.md5"
            write_list(digests, arguments.entries)
            lists = (digests,)
            folder = work / "free"
            folder.mkdir()
            free = run(scan_command([tree], folder / CASE, "--workers", "2", lists=lists))
            require(free.status in (0, 1), f"without a limit: {free.status}: {free.errors}")
            whole = rows_of(folder / CASE)
            for limit in arguments.limits:
                for workers in arguments.workers:
                    title = f"{limit} MB, {workers} workers"
                    folder = work / "limited"
                    shutil.rmtree(folder, ignore_errors=True)
                    folder.mkdir()
                    group.set(limit << 20)
                    before = group.kills()
                    command = scan_command([tree], folder / CASE, "--workers", str(workers), lists=lists)
                    ending = run(command, preexec_fn=group.enter)
                    scans += 1
                    ended += group.kills() - before
                    if failures.check(ending.status in (0, 1), f"{title}: the coordinator ended with {described(ending)}"):
                        coordinators += 1
                    if not (folder / CASE).exists():
                        continue
                    rows = rows_of(folder / CASE)
                    for key, row in rows.items():
                        expected = whole.get(key)
                        if row["path"] in bombs and row["outcome"] in REFUSED:
                            refused += 1
                        elif row != expected:
                            was = expected["outcome"] if expected else "no row"
                            failures.add(f"{title}, {row['path']}: {row['outcome']} ({row.get('reason')}); without a limit it is {was}")
                    if ending.status in (0, 1):
                        failures.check(rows.keys() == whole.keys(), f"{title}: {len(rows)} rows, {len(whole)} without a limit")
                    else:
                        again = run(command)
                        failures.check(again.status in (0, 1), f"{title}: gone on with without a limit: {described(again)}")
                        others = [key for key, row in rows_of(folder / CASE).items() if row != whole.get(key) and not (row["path"] in bombs and row["outcome"] in REFUSED)]
                        failures.check(not others, f"{title}: gone on with without a limit, and other rows: {others[:3]}")
                    left = leftovers(folder, CASE)
                    failures.check(not left, f"{title}: left {left}")
    finally:
        group.remove()
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    failures.end(
        f"{scans} scans with {arguments.limits[0]} to {arguments.limits[-1]} MB, {arguments.bombs} pictures that take {WIDTH * HEIGHT // 1000000} or {3 * WIDTH * HEIGHT // 1000000} MB, {arguments.entries} digests:"
        f" {coordinators} coordinators came to their end, the kernel ended {ended} processes, {refused} pictures were refused; largest process {children} MB"
    )


def described(ending: Ending) -> str:
    """How a program ended."""
    return f"signal {signal.Signals(-ending.status).name}" if ending.status < 0 else f"{ending.status}: {ending.errors.strip()[:300]}"


if __name__ == "__main__":
    main()
