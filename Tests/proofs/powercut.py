#!/usr/bin/env python3
"""A power cut at any moment of a scan, on a disk that keeps as little as it may: no case is damaged or wrong.

Usage: powercut.py [--states N] [--resumes N] [--files N] [--seed N] [--forgetful]. Needs cc and make build.

A preloaded library (disk.c) notes every operation on the case, its journal and its drafts, of three scans: one
that runs through, one that is stopped midway by SIGKILL, and the one that goes on with that. States of a disk are
made from them: after every operation (N of them, evenly), with what had not been synchronised by then

    kept         all of it,
    dropped      none of it,
    reordered    each write, change of length and name there or not, by chance,
    torn         each sector of 512 bytes of each write there or not, by chance.

Names (created, linked, renamed, removed) come to the disk in their order, as a journal of a file system has it,
but as late as they may: with a synchronisation of the folder, or of the file that has the name. In each state
`vigie report` gives rows of the undisturbed report and says that the scan is to be gone on with, or there is no
case; it is the undisturbed report if it says nothing. From a sample of the states the scan is gone on with, and
has to come to the undisturbed report, with nothing left beside the case. A report and a compiled set that take the
place of older ones are cut as well: there is the older file, or the whole new one."""

from __future__ import annotations

import argparse
import collections
import os
import random
import shutil
import signal
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from disk import CASE, LISTS, OLDER_REPORT, OLDER_SET, Disk, Failures, Operation, comparable, leftovers, operations, problem_of_report, report_command, run, scan_command, undisturbed, volume
from harness import product, require

SECTOR = 512
MODES = ("kept", "dropped", "reordered", "torn")


@dataclass
class Content:
    """A file: what is on the disk, and what is on the way there, in order: an offset and bytes, or a length."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def synchronise(self) -> None:
        """All of it comes to the disk."""
        for offset, data in self.pending:
            apply(self.durable, offset, data)
        self.pending.clear()

    def after(self, mode: str, chance: random.Random) -> bytearray:
        """What is there after a power cut."""
        result = bytearray(self.durable)
        for offset, data in self.pending:
            if mode == "kept":
                apply(result, offset, data)
            elif mode == "dropped":
                continue
            elif mode == "reordered" or data is None:
                if chance.random() < 0.5:
                    apply(result, offset, data)
            else:
                at = offset
                while at < offset + len(data):
                    end = min(offset + len(data), at - at % SECTOR + SECTOR)
                    if chance.random() < 0.5:
                        apply(result, at, data[at - offset : end - offset])
                    at = end
        return result


def apply(content: bytearray, offset: int, data: bytes | None) -> None:
    """A write, or a change of the length if there is no data."""
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
    else:
        if len(content) < offset:
            content.extend(bytes(offset - len(content)))
        content[offset : offset + len(data)] = data


class Folder:
    """A folder on a disk: names that are there, and changes of names that are on the way, in order."""

    def __init__(self, is_forgetful: bool = False) -> None:
        self.is_forgetful = is_forgetful
        self.names: dict[str, Content] = {}
        self.durable: dict[str, Content] = {}
        self.pending: list[tuple[str, Content | None, Content | None]] = []
        self.inodes: dict[int, Content] = {}

    def change(self, name: str, content: Content | None, cause: Content | None = None) -> None:
        """A name leads to a file, or to none. `cause` is the file whose synchronisation brings it to the disk."""
        if content is None:
            self.names.pop(name, None)
        else:
            self.names[name] = content
        self.pending.append((name, content, cause))

    def settle(self, count: int) -> None:
        """The first changes of names come to the disk."""
        for name, content, _ in self.pending[:count]:
            if content is None:
                self.durable.pop(name, None)
            else:
                self.durable[name] = content
        del self.pending[:count]

    def do(self, operation: Operation) -> None:
        """One operation."""
        if operation.error or operation.kind == "E":
            return
        if self.is_forgetful and operation.kind == "S" and operation.path.endswith("-journal"):
            return
        name, second = Path(operation.path).name, Path(operation.second).name
        if operation.kind == "O":
            if operation.offset & 1:
                content = Content()
                self.inodes[operation.inode] = content
                self.change(name, content, content)
            elif operation.offset & 2:
                self.inodes[operation.inode].pending.append((0, None))
        elif operation.kind == "W":
            self.inodes[operation.inode].pending.append((operation.offset, operation.data))
        elif operation.kind == "T":
            self.inodes[operation.inode].pending.append((operation.offset, None))
        elif operation.kind == "S":
            content = self.inodes[operation.inode]
            content.synchronise()
            if operation.data:
                # What was written through memory as well.
                content.durable[:] = operation.data
            causes = [number for number, (_, _, cause) in enumerate(self.pending) if cause is content]
            self.settle(causes[-1] + 1 if causes else 0)
        elif operation.kind == "D":
            self.settle(len(self.pending))
        elif operation.kind == "U":
            self.change(name, None)
        elif operation.kind == "L":
            self.change(second, self.names[name], self.names[name])
        elif operation.kind == "R":
            content = self.names[name]
            self.change(second, content, content)
            self.change(name, None, content)

    def after(self, mode: str, chance: random.Random) -> dict[str, bytearray]:
        """Names and bytes after a power cut; names of one file have the same object."""
        names = dict(self.durable)
        kept = {"kept": len(self.pending), "dropped": 0}.get(mode, chance.randint(0, len(self.pending)))
        for name, content, _ in self.pending[:kept]:
            if content is None:
                names.pop(name, None)
            else:
                names[name] = content
        contents = {id(content): content.after(mode, chance) for content in names.values()}
        return {name: contents[id(content)] for name, content in names.items()}


def restore(files: dict[str, bytearray], place: Path) -> None:
    """Writes what is there after a power cut; names of one file are hard links again."""
    first: dict[int, Path] = {}
    for name, data in files.items():
        if id(data) in first:
            os.link(first[id(data)], place / name)
        else:
            first[id(data)] = place / name
            first[id(data)].write_bytes(data)


def names_case(operation: Operation) -> bool:
    """Whether an operation gives a name to the case or its draft, or takes one."""
    gives = operation.kind in "LRU" or operation.kind == "O" and operation.offset & 1 != 0
    return gives and not operation.error and not operation.path.endswith("-journal")


def record(disk: Disk, tree: list[Path], work: Path) -> list[tuple[str, list[Operation]]]:
    """The operations of a scan, and of one that was killed midway and gone on with."""
    through, parts = work / "through", work / "parts"
    histories = []
    for folder in (through, parts):
        folder.mkdir()
    log = work / "through.log"
    run(scan_command(tree, through / CASE), disk.environment(through, log, data=1))
    histories.append(("scan", operations(log)))
    log = work / "parts.log"
    middle = sum(operation.can_kill for operation in histories[0][1]) // 2
    killed = run(scan_command(tree, parts / CASE), disk.environment(parts, log, data=1, kill=middle))
    require(killed.status == -signal.SIGKILL, f"not killed: {killed.status}")
    first = len(operations(log))
    run(scan_command(tree, parts / CASE), disk.environment(parts, log, data=1))
    both = operations(log)
    require(first < len(both), "nothing was gone on with")
    histories.append((f"scan killed after {first} operations and gone on with", both))
    return histories


def cut_outputs(disk: Disk, case: Path, work: Path, seed: int, failures: Failures) -> str:
    """Cuts the writing of a report and of a compiled set, over older ones: after every operation there is the older file, or the whole new one."""
    counts = []
    for name, older, command in (
        ("report.jsonl", OLDER_REPORT, report_command(case, "--output")),
        ("lists.set", OLDER_SET, [product("vigie"), "known", "compile", *LISTS, "--output"]),
    ):
        folder, log = work / name, work / f"{name}.log"
        folder.mkdir()
        (folder / name).write_bytes(older)
        done = run([*command, folder / name], disk.environment(folder, log, data=1))
        require(done.status == 0, f"{name}: {done.status}: {done.errors}")
        whole, history, states = (folder / name).read_bytes(), operations(log), 0
        model = Folder()
        model.names[name] = model.durable[name] = Content(bytearray(older))
        for number, operation in enumerate(history):
            model.do(operation)
            for mode in MODES:
                for attempt in range(4):
                    states += 1
                    found = model.after(mode, random.Random(f"{seed} {number} {mode} {attempt}")).get(name)
                    failures.check(
                        found in (older, whole),
                        f"{name}, cut after operation {number + 1} of {len(history)}, {operation.kind} {Path(operation.path).name}, {mode}: "
                        + ("the older file is gone" if found is None else f"{len(found)} bytes that are neither the older file nor the whole new one"),
                    )
        failures.check(model.after("kept", random.Random(0)).get(name) == whole, f"{name}: not all of it was synchronised, though written through memory")
        counts.append(f"{states} states of {name}")
    return ", ".join(counts)


def main() -> None:
    """Record, make states, look at each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--states", type=int, default=480, help="states, beside those where the case gets its name")
    parser.add_argument("--resumes", type=int, default=60, help="states from which the scan is gone on with, beside those where the case gets its name")
    parser.add_argument("--files", type=int, default=1200, help="small files on the volume, beside the fixtures")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--forgetful", action="store_true", help="a disk that does not synchronise journals: there has to be damage, or the proof is blind")
    arguments = parser.parse_args()
    failures = Failures()
    modes: collections.Counter[str] = collections.Counter()
    kinds: collections.Counter[str] = collections.Counter()
    resumed = 0
    with tempfile.TemporaryDirectory() as name:
        work = Path(name).resolve()
        disk, tree = Disk(work), [volume(work / "volume", arguments.files)]
        ending, whole = undisturbed(tree, work)
        rows = comparable(whole)
        histories = record(disk, tree, work)
        outputs = cut_outputs(disk, work / "undisturbed" / CASE, work, arguments.seed, failures)
        total = sum(len(history) for _, history in histories)
        for what, history in histories:
            count = -(-arguments.states * len(history) // total)
            # How many states there are after each operation: none, one, or several; each kind after those that name the case.
            places = collections.Counter(number * len(history) // count for number in range(count))
            naming = {number for number, operation in enumerate(history) if names_case(operation)}
            places.update({number: len(MODES) for number in naming})
            folder = Folder(arguments.forgetful)
            for number, operation in enumerate(history):
                folder.do(operation)
                for _ in range(places[number]):
                    state = sum(modes.values())
                    chance = random.Random(f"{arguments.seed} {state}")
                    mode = MODES[state % len(MODES)]
                    modes[mode] += 1
                    files = folder.after(mode, chance)
                    place = work / "state"
                    shutil.rmtree(place, ignore_errors=True)
                    place.mkdir()
                    restore(files, place)
                    title = f"state {state} ({what}, cut after operation {number + 1} of {len(history)}, {operation.kind} {Path(operation.path).name}, {mode})"
                    goes_on = number in naming or state * arguments.resumes // arguments.states != (state + 1) * arguments.resumes // arguments.states
                    if not goes_on or chance.random() < 0.5:
                        report = run(report_command(place / CASE))
                        problem = problem_of_report(report, CASE in files, whole, rows)
                        failures.check(problem is None, f"{title}: {problem}")
                        kinds["finished" if report.status == 0 else "unfinished" if report.status == 2 else "no case" if CASE not in files else "failed"] += 1
                    if goes_on:
                        resumed += 1
                        again = run(scan_command(tree, place / CASE))
                        failures.check(again.status == ending.status, f"{title}: goes on and ends with {again.status}: {again.errors.strip()}")
                        report = run(report_command(place / CASE))
                        failures.check(report.status == 0 and report.output == whole, f"{title}: gone on with, and the report is another")
                        left = leftovers(place, CASE)
                        failures.check(not left, f"{title}: gone on with, and there is left {left}")
            # What was never cut is there.
            require(folder.after("kept", random.Random(0)).keys() == {CASE}, "the model has other files than the disk")
    failures.end(
        f"{sum(modes.values())} states after {total} operations ({', '.join(f'{mode} {count}' for mode, count in modes.items())}):"
        f" {', '.join(f'{count} {kind}' for kind, count in kinds.most_common())}; {resumed} gone on with; {outputs}"
    )


if __name__ == "__main__":
    main()
