#!/usr/bin/env python3
"""A scan that is killed, again and again, and gone on with gives the very report of one that is not.

Usage: kills.py [--kills N] [--files N] [--seed N]. Needs cc and make build.

SIGKILL comes at random times and before random operations on the case: while a case is created, while a run
goes on with one, while rows are written, and while a report is written. A preloaded library (disk.c) notes
the operations, which say what was hit; each phase has to be hit at least as often as MINIMUM says. Some
worker programs are killed as well.

After each kill `vigie report` works and says that the scan is to be gone on with, and all its rows are rows of
the undisturbed report; a report file is whole or not there. Whenever a scan comes to its end its report is byte
for byte the undisturbed one, and nothing lies beside the case. Worker programs do not outlive their coordinator."""

from __future__ import annotations

import argparse
import collections
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from disk import CASE, OLDER_REPORT, Disk, Ending, Failures, Operation, comparable, leftovers, operations, problem_of_report, report_command, run, scan_command, undisturbed, volume

# Shares of all kills that have to hit each phase, at least.
MINIMUM = {"writing rows": 0.25, "resuming": 0.15, "reporting": 0.15}
# What is aimed at, in turn. Times are chosen without an aim.
AIMS = ("writing", "resuming", "reporting", "time", "writing", "worker", "resuming", "reporting", "time")


def phase(done: list[Operation], went_on: bool) -> str:
    """What a scan was at when it was killed, from what it had done."""
    walks, is_open, transactions = False, False, 0
    for operation in done:
        if operation.kind == "E":
            walks = True
        elif operation.path.endswith("-journal") and not operation.error:
            if operation.kind == "U":
                is_open = False
                transactions += walks
            elif operation.kind in "OW":
                is_open = True
    if not done:
        return "starting"
    if not walks:
        return "resuming" if went_on else "creating"
    if is_open:
        return "writing rows"
    return "resuming" if went_on and transactions == 0 else "between rows"


def workers(process: int) -> list[int]:
    """The programs that a process has started."""
    result = []
    try:
        for task in os.listdir(f"/proc/{process}/task"):
            result += [int(child) for child in Path(f"/proc/{process}/task/{task}/children").read_text().split()]
    except OSError:
        pass
    return result


def program(process: int) -> str:
    """The name of the program that a process is; nothing if it has ended."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return ""
    # Nobody may have asked yet how it ended.
    return "" if "\nState:\tZ" in status else status.split("\n", 1)[0].removeprefix("Name:\t")


class Kills:
    """A case, and all that is done to it."""

    def __init__(self, work: Path, files: int, seed: int) -> None:
        self.chance = random.Random(seed)
        self.failures = Failures()
        self.disk = Disk(work)
        self.work, self.folder, self.log = work, work / "case", work / "log"
        self.tree = [volume(work / "volume", files)]
        start = time.monotonic()
        self.ending, self.whole = undisturbed(self.tree, work)
        self.seconds = time.monotonic() - start
        self.rows = comparable(self.whole)
        self.folder.mkdir()
        self.case = self.folder / CASE
        self.hits: collections.Counter[str] = collections.Counter()
        self.worker_kills = self.journals = self.finished = self.tries = 0
        self.operations_to_resume, self.operations_to_create = 12, 40

    @property
    def kills(self) -> int:
        """How often a coordinator was killed."""
        return self.hits.total()

    def next_aim(self, minimum: dict[str, int]) -> str:
        """Each in turn, and in between what is missed the most."""
        if self.tries % 2 == 0:
            return AIMS[self.tries // 2 % len(AIMS)]
        missed = min(minimum, key=lambda where: self.hits[where] / max(1, minimum[where]))
        # There has to be a case to go on with, or to report.
        return missed.split()[0] if self.case.exists() else "writing"

    def aim(self, what: str) -> None:
        """One kill, or a run that came to its end before it."""
        self.tries += 1
        if what == "reporting":
            if self.case.exists():
                self.kill_report()
            return
        went_on = self.case.exists()
        self.log.unlink(missing_ok=True)
        limit = None
        if not went_on and self.chance.random() < 0.5:
            limit = self.chance.randint(1, self.operations_to_create)
        elif what == "resuming" and went_on and self.chance.random() < 0.8:
            limit = self.chance.randint(1, self.operations_to_resume)
        elif what == "writing" and self.chance.random() < 0.7:
            limit = self.chance.randint(self.operations_to_resume + 4, self.operations_to_resume + 150)
        environment = self.disk.environment(self.folder, self.log, kill=limit, delay=self.chance.choice((0, 200, 1000)))
        process = subprocess.Popen(
            scan_command(self.tree, self.case), env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        if limit is None:
            if what == "time":
                self.wait(process, self.chance.uniform(0, self.seconds * 1.2))
            else:
                # From the first note on, or from the first entry of the evidence on.
                self.await_mark(process, b"E\0\0\0" if what in ("writing", "worker") else None)
                self.wait(process, self.chance.uniform(0, 0.05 if what == "resuming" else 0.4))
            if what == "worker":
                children = workers(process.pid)
                if children and process.poll() is None:
                    try:
                        os.kill(self.chance.choice(children), signal.SIGKILL)
                        self.worker_kills += 1
                    except ProcessLookupError:
                        pass
                self.wait(process, self.chance.uniform(0, 0.3))
            if what != "worker" or self.chance.random() < 0.5:
                orphans = workers(process.pid)
                process.kill()
                self.await_end(orphans)
        errors = process.communicate()[1].decode(errors="replace")
        done = operations(self.log)
        marks = [number for number, operation in enumerate(done) if operation.kind == "E"]
        if marks:
            before = max(4, sum(operation.can_kill for operation in done[: marks[0]]))
            if went_on:
                self.operations_to_resume = before
            else:
                self.operations_to_create = before
        if process.returncode == -signal.SIGKILL:
            where = phase(done, went_on)
            self.hits[where] += 1
            self.look(f"kill {self.kills} while {where}")
        elif process.returncode == self.ending.status:
            self.finish()
        else:
            # A worker program that is killed while its lock is tried ends the scan; it can be gone on with.
            ending = Ending(process.returncode, b"", errors)
            self.failures.check(
                what == "worker" and ending.status > 2 and ending.advises(), f"{what}: scan ended with {ending.status}, advice is needed: {errors.strip()}"
            )

    @staticmethod
    def wait(process: subprocess.Popen[bytes], seconds: float) -> None:
        """Waits for a time, or the end of the process."""
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass

    def await_end(self, orphans: list[int]) -> None:
        """Worker programs end with their coordinator."""
        for _ in range(500):
            left = [name for name in map(program, orphans) if name.startswith("vigie")]
            if not left:
                return
            time.sleep(0.01)
        self.failures.add(f"kill {self.kills + 1}: five seconds later there is still {left}")

    def await_mark(self, process: subprocess.Popen[bytes], mark: bytes | None) -> None:
        """Waits until the log has anything, or a mark."""
        while process.poll() is None:
            if self.log.exists() and (mark is None or mark in self.log.read_bytes()):
                return
            time.sleep(0.002)

    def look(self, after: str) -> None:
        """Asks for a report of the case as the kill left it: of itself, or of a copy, so that the next run finds what was left."""
        if self.chance.random() < 0.5:
            folder = self.work / "copy"
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(self.folder, folder)
        else:
            folder = self.folder
        case = folder / CASE
        exists = case.exists()
        self.journals += (folder / f"{CASE}-journal").exists()
        problem = problem_of_report(run(report_command(case)), exists, self.whole, self.rows)
        self.failures.check(problem is None, f"{after}: {problem}")

    def kill_report(self) -> None:
        """Kills a report that is written into a file."""
        expected = run(report_command(self.case))
        if expected.status not in (0, 2):
            self.failures.add(f"before a report: {expected.status}: {expected.errors.strip()}")
            return
        output = self.folder / "report.jsonl"
        before = OLDER_REPORT if self.chance.random() < 0.5 else None
        output.unlink(missing_ok=True)
        if before is not None:
            output.write_bytes(before)
        self.log.unlink(missing_ok=True)
        limit = self.chance.randint(1, 4 + len(expected.output) // 65536) if self.chance.random() < 0.7 else None
        environment = self.disk.environment(self.folder, self.log, kill=limit, delay=0 if limit else 500)
        process = subprocess.Popen(
            report_command(self.case, "--output", output), env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        if limit is None:
            self.await_mark(process, None)
            self.wait(process, self.chance.uniform(0, 0.01))
            process.kill()
        errors = process.communicate()[1].decode(errors="replace")
        content = output.read_bytes() if output.exists() else None
        if process.returncode == -signal.SIGKILL:
            self.hits["reporting" if operations(self.log) else "starting"] += 1
            self.failures.check(content in (before, expected.output), f"kill {self.kills} while reporting: neither the whole report nor what was there")
        else:
            self.failures.check(process.returncode == expected.status and content == expected.output, f"report ended with {process.returncode}: {errors}")
        # The next one is whole, and leaves nothing of this one.
        again = run(report_command(self.case, "--output", output))
        self.failures.check(again.status == expected.status and output.read_bytes() == expected.output, f"report after a killed one: {again.status}: {again.errors}")
        left = [name for name in leftovers(self.folder, CASE, output.name) if "report" in name]
        self.failures.check(not left, f"report after a killed one: left {left}")
        output.unlink()

    def finish(self) -> None:
        """A scan that came to its end: the report, the folder; then the next case begins."""
        self.finished += 1
        report = run(report_command(self.case))
        self.failures.check(report.status == 0 and report.output == self.whole, f"after {self.kills} kills: finished, and its report is another")
        left = leftovers(self.folder, CASE)
        self.failures.check(not left, f"after {self.kills} kills: finished, and there is left {left}")
        if self.chance.random() < 0.5:
            self.kill_report()
        shutil.rmtree(self.folder)
        self.folder.mkdir()


def main() -> None:
    """Kill until there are as many kills as asked for, of every phase."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=240)
    parser.add_argument("--files", type=int, default=3000, help="small files on the volume, beside the fixtures")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        kills = Kills(Path(name).resolve(), arguments.files, arguments.seed)
        minimum = {where: int(share * arguments.kills) for where, share in MINIMUM.items()}
        while kills.tries < 3 * arguments.kills:
            if kills.kills >= arguments.kills and all(kills.hits[where] >= count for where, count in minimum.items()):
                break
            kills.aim(kills.next_aim(minimum))
        for where, count in minimum.items():
            kills.failures.check(kills.hits[where] >= count, f"{kills.hits[where]} kills while {where}, {count} are needed")
        kills.failures.check(kills.kills >= arguments.kills, f"{kills.kills} kills, {arguments.kills} are needed")
        # At last one without a kill, whatever state the case is in.
        ending = run(scan_command(kills.tree, kills.case))
        if kills.failures.check(ending.status == kills.ending.status, f"last run: {ending.status}: {ending.errors}"):
            kills.finish()
    hits = ", ".join(f"{where} {count}" for where, count in kills.hits.most_common())
    kills.failures.end(f"{kills.kills} kills ({hits}), {kills.journals} journals left, {kills.worker_kills} worker programs killed; {kills.finished} cases finished, each with the undisturbed report")


if __name__ == "__main__":
    main()
