#!/usr/bin/env python3
"""An output that fails in any way at any moment is said to, in one line, and repeating the command repairs it.

Usage: outputs.py [--every N] [--only COMMAND ...]. Needs cc and make build.

A preloaded library (disk.c) makes the n-th operation on the case, its journal, the report or the compiled set
fail - opening for writing, writing, reserving room, synchronising, setting the length, renaming, linking - for n = 1, 2, ...
until a run has no n-th operation: with EIO, with ENOSPC once, with ENOSPC from there on, and as a short write.
A limit on the size of files (ulimit -f) stops files at many sizes. Standard output is closed, full (/dev/full),
a pipe that nobody reads, or a file at that limit.

The program then ends with a status that is not 0, in one line that names the file and says what to do, and never
by a signal; only a short write may be made good. (A pipe that nobody reads may end it by SIGPIPE, as is usual.)
A case can be reported meanwhile. The same command without the fault gives what it gives undisturbed, and leaves
nothing beside it."""

from __future__ import annotations

import argparse
import collections
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from disk import CASE, LISTS, OLDER_REPORT, Disk, Ending, Failures, comparable, leftovers, operations, problem_of_report, report_command, run, scan_command, undisturbed, volume
from harness import ROOT, product, require

HOWS = ("eio", "enospc", "full", "short")


@dataclass
class Command:
    """Something that writes: how its folder is made ready, the command, and what has to be there in the end."""

    name: str
    prepare: Callable[[Path], None]
    arguments: Callable[[Path], list[object]]
    # The file that it writes; None is standard output.
    output: str | None
    is_scan: bool = False


class Outputs:
    """All that fails."""

    def __init__(self, work: Path, every: int) -> None:
        self.work, self.every = work, every
        self.failures = Failures()
        self.disk = Disk(work)
        self.tree = [volume(work / "volume", 60, failures=False)]
        ending, self.whole = undisturbed(self.tree, work)
        require(ending.status == 0, f"undisturbed: {ending.status}")
        self.rows = comparable(self.whole)
        self.case = work / "undisturbed" / CASE
        self.runs: collections.Counter[str] = collections.Counter()
        # A case whose scan was killed midway, with its journal.
        self.half = work / "half"
        self.half.mkdir()
        log = work / "half.log"
        run(scan_command(self.tree, self.half / CASE), self.disk.environment(self.half, log))
        middle = sum(operation.can_kill for operation in operations(log)) * 2 // 3
        (self.half / CASE).unlink()
        killed = run(scan_command(self.tree, self.half / CASE), self.disk.environment(self.half, kill=middle))
        require(killed.status == -signal.SIGKILL, f"not killed: {killed.status}")
        self.commands = [
            Command("scan", lambda folder: None, lambda folder: scan_command(self.tree, folder / CASE), CASE, True),
            Command("scan that goes on", self.copy_half, lambda folder: scan_command(self.tree, folder / CASE), CASE, True),
            Command("report", lambda folder: None, lambda folder: report_command(self.case, "--output", folder / "report.jsonl"), "report.jsonl"),
            Command("report over another", self.write_report, lambda folder: report_command(self.case, "--output", folder / "report.jsonl"), "report.jsonl"),
            Command("known compile", lambda folder: None, lambda folder: [product("vigie"), "known", "compile", *LISTS, "--output", folder / "lists.set"], "lists.set"),
        ]
        self.expected: dict[str, bytes] = {}
        self.usual: dict[str, set[str]] = {}
        self.counts: dict[str, int] = {}

    def copy_half(self, folder: Path) -> None:
        """The case that is to be gone on with, with what the kill left."""
        shutil.copytree(self.half, folder, dirs_exist_ok=True)

    @staticmethod
    def write_report(folder: Path) -> None:
        """A report that is to be replaced."""
        (folder / "report.jsonl").write_bytes(OLDER_REPORT)

    def fresh(self, command: Command) -> Path:
        """A folder in which the command can begin."""
        folder = self.work / "folder"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        command.prepare(folder)
        return folder

    def result(self, command: Command, folder: Path) -> bytes | None:
        """What the command made: of a case its report."""
        path = folder / (command.output or "")
        if not path.exists():
            return None
        if not command.is_scan:
            return path.read_bytes()
        return run(report_command(path)).output

    def learn(self, command: Command) -> None:
        """What the command does undisturbed."""
        folder, log = self.fresh(command), self.work / "log"
        log.unlink(missing_ok=True)
        ending = run(command.arguments(folder), self.disk.environment(folder, log))
        require(ending.status == 0, f"{command.name}: {ending.status}: {ending.errors}")
        result = self.result(command, folder)
        require(result is not None and (not command.is_scan or result == self.whole), f"{command.name}: another report")
        self.expected[command.name] = result or b""
        self.usual[command.name] = set(ending.errors.splitlines())
        self.counts[command.name] = sum(operation.can_fail for operation in operations(log))

    def judge(self, command: Command, folder: Path, ending: Ending, title: str, may_succeed: bool, names: tuple[str, ...], pipe: bool = False) -> None:
        """Looks at a disturbed run, and repeats it undisturbed."""
        self.runs[command.name] += 1
        check = self.failures.check
        lines = [line for line in ending.errors.splitlines() if line not in self.usual.get(command.name, set())]
        said = Ending(ending.status, b"", "\n".join(lines))
        if ending.status == 0:
            check(may_succeed, f"{title}: ends with 0")
            if command.output is not None and may_succeed:
                check(self.result(command, folder) == self.expected[command.name], f"{title}: ends with 0, and the result is another")
        elif pipe and ending.status == -signal.SIGPIPE:
            pass
        elif check(ending.status > 0, f"{title}: ends by signal {-ending.status}") and check(not ending.is_trap, f"{title}: ends with {ending.status}: {ending.errors.strip()[:300]}"):
            check(ending.status >= 64 or command.is_scan and ending.status == 1, f"{title}: ends with status {ending.status}: {said.errors}")
            if check(len(lines) == 1, f"{title}: {len(lines)} lines: {' | '.join(lines)[:300]}"):
                check(said.advises(*names), f"{title}: the line does not name the file and say what to do: {lines[0][:300]}")
        if command.is_scan:
            case = folder / CASE
            problem = problem_of_report(run(report_command(case)), case.exists(), self.whole, self.rows)
            check(problem is None, f"{title}: then {problem}")
        elif command.output is not None and ending.status != 0:
            path = folder / command.output
            before = OLDER_REPORT if command.prepare == self.write_report else None
            content = path.read_bytes() if path.exists() else None
            check(content in (before, self.expected[command.name]), f"{title}: the file is neither whole nor as it was")
        again = run(command.arguments(folder))
        check(again.status == 0, f"{title}: repeated undisturbed: {again.status}: {again.errors.strip()[:300]}")
        if command.output is not None:
            check(self.result(command, folder) == self.expected[command.name], f"{title}: repeated undisturbed, and the result is another")
            left = leftovers(folder, command.output)
            check(not left, f"{title}: repeated undisturbed, and there is left {left}")

    def fail_operations(self, command: Command) -> None:
        """Every operation, in every way."""
        for position, how in enumerate(HOWS):
            number = 1 + position * self.every // len(HOWS)
            while True:
                folder, log = self.fresh(command), self.work / "log"
                log.unlink(missing_ok=True)
                ending = run(command.arguments(folder), self.disk.environment(folder, log, fail=number, how=how))
                done = [operation for operation in operations(log) if operation.can_fail]
                if len(done) < number:
                    self.failures.check(ending.status == 0, f"{command.name}: no operation {number}, and it ends with {ending.status}: {ending.errors}")
                    break
                operation = done[number - 1]
                name = Path(operation.second or operation.path).name
                # What a folder keeps of its names is no output; a short write may be gone on with.
                may_succeed = how == "short" or operation.kind == "D"
                title = f"{command.name}, {how} at operation {number} ({operation.kind} {name})"
                self.judge(command, folder, ending, title, may_succeed, self.names(command, folder))
                number += self.every

    @staticmethod
    def names(command: Command, folder: Path) -> tuple[str, ...]:
        """What a message may call the file."""
        return (command.output, str(folder)) if command.output else ("standard output", "stdout", "output")

    def limit_size(self, command: Command) -> None:
        """Files may only become so long: the system sends SIGXFSZ at it."""
        largest = len(self.expected[command.name]) if not command.is_scan else self.case.stat().st_size
        sizes = [size for size in (0, 1, 512, 4096, 8192, 20480, 65536, 131072) if size < largest]
        # Workers take files by memory that the limit holds for as well: where the case has room they may not.
        for size in [*sizes[:: 1 if self.every < 10 else 3], largest * 5 // 4, *([largest * 4] if self.every < 10 else [])]:
            folder = self.fresh(command)

            def limit(size: int = size) -> None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

            ending = run(command.arguments(folder), preexec_fn=limit)
            self.judge(command, folder, ending, f"{command.name}, files of at most {size} bytes", size >= largest, ("limit", *self.names(command, folder)))

    def break_output(self) -> None:
        """Standard output that takes nothing."""
        picture = ROOT / "Fixtures" / "formats" / "jpeg-420.jpg"
        known = LISTS[0].read_text().split(",")[0].split()[-1]
        commands = [
            Command("scan", lambda folder: None, lambda folder: scan_command(self.tree, folder / CASE), CASE, True),
            Command("report to standard output", lambda folder: None, lambda folder: report_command(self.case), None),
            Command("csv report to standard output", lambda folder: None, lambda folder: [product("vigie"), "report", self.case, "--format", "csv"], None),
            Command("hash", lambda folder: None, lambda folder: [product("vigie"), "hash", picture], None),
            Command("lookup", lambda folder: None, lambda folder: [product("vigie"), "lookup", "--known", LISTS[0], "--", known], None),
            Command("known info", lambda folder: None, lambda folder: [product("vigie"), "known", "info", *LISTS], None),
            Command("doctor", lambda folder: None, lambda folder: [product("vigie"), "doctor"], None),
        ]
        # The doctor takes long.
        for command in commands if self.every < 10 else commands[:-1]:
            whole = run(command.arguments(self.fresh(command)))
            if whole.status != 0 or not whole.output:
                self.failures.add(f"{command.name}: undisturbed it ends with {whole.status}: {whole.errors.strip()}")
                continue
            self.usual[command.name] = set(whole.errors.splitlines())
            for way in ("closed", "full", "unread", "limited"):
                folder = self.fresh(command)
                title = f"{command.name}, standard output {way}"
                names = ("standard output", "stdout", "output")
                if way == "closed":
                    ending = run(["/bin/sh", "-c", 'exec "$@" >&-', "sh", *command.arguments(folder)])
                elif way == "full":
                    with open("/dev/full", "wb") as full:
                        ending = run(command.arguments(folder), stdout=full)
                elif way == "unread":
                    read, write = os.pipe()
                    os.close(read)
                    ending = run(command.arguments(folder), stdout=write)
                    os.close(write)
                else:
                    # Workers would be limited as well.
                    if command.name in ("scan", "hash", "doctor"):
                        continue
                    with open(self.work / "limited", "wb") as file:
                        ending = run(command.arguments(folder), stdout=file, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)))
                self.judge(command, folder, ending, title, False, names, pipe=way == "unread")
            # As a shell does it.
            piped = subprocess.run(
                ["/bin/bash", "-c", 'set -o pipefail; "$@" | head -c 0', "bash", *command.arguments(self.fresh(command))], capture_output=True, stdin=subprocess.DEVNULL
            )
            self.runs[command.name] += 1
            self.failures.check(not Ending(piped.returncode, b"", "").is_trap, f"{command.name} | head -c 0: ends with {piped.returncode}")


def main() -> None:
    """Every command, every fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="disturb every so many operations")
    parser.add_argument("--only", nargs="+", help="commands to disturb: scan, report, known compile, ...; standard output")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        outputs = Outputs(Path(name).resolve(), arguments.every)
        if arguments.only:
            outputs.commands = [command for command in outputs.commands if command.name in arguments.only]
        for command in outputs.commands:
            outputs.learn(command)
        for command in outputs.commands:
            outputs.fail_operations(command)
            outputs.limit_size(command)
        if not arguments.only or "standard output" in arguments.only:
            outputs.break_output()
    runs = ", ".join(f"{name} {count}" for name, count in outputs.runs.items())
    operations_of = ", ".join(f"{name} {count}" for name, count in outputs.counts.items())
    outputs.failures.end(f"operations: {operations_of}; {outputs.runs.total()} disturbed runs, each repeated ({runs})")


if __name__ == "__main__":
    main()
