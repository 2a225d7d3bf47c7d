"""What the proofs of outputs share: a disk that notes, fails and kills (disk.c), volumes, and ways of asking a case."""

from __future__ import annotations

import collections
import json
import os
import re
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

from harness import KNOWN, ROOT, fail, product, require

LISTS = (KNOWN, ROOT / "Fixtures" / "known" / "files.md5", ROOT / "Fixtures" / "known" / "clip-ferry.vpdq.txt")
CASE = "case.vigie"
# A line that says what is wrong and what to do. The last words are those of vigie's own advice.
ADVICE = re.compile(
    r"^vigie: .+[:;] .*\b(again|another|make|name|check|close|choose|free|raise|more room|fewer|restore|wait|writable|redirect)\b"
)
# Ends of a program that are no decision of its own: a trap, an abort, a bad address, whether told by a shell or not.
SIGNALS = (4, 5, 6, 7, 8, 11, 25, 31)


@dataclass
class Ending:
    """How a program ended; a status below zero is the signal that ended it."""

    status: int
    output: bytes
    errors: str

    @property
    def is_trap(self) -> bool:
        """Whether it ended by itself but not by intention."""
        return -self.status in SIGNALS or self.status - 128 in SIGNALS

    def advises(self, *names: str) -> bool:
        """Whether a line says what to do, and names one of these if there are any."""
        return any(ADVICE.search(line) and (not names or any(name in line for name in names)) for line in self.errors.splitlines())


@dataclass
class Operation:
    """What was done to a file, as disk.c notes it."""

    kind: str
    error: int
    path: str
    second: str
    inode: int
    offset: int
    length: int
    data: bytes

    @property
    def can_fail(self) -> bool:
        """Whether it counts for DISK_FAIL."""
        return self.kind not in "UE"

    @property
    def can_kill(self) -> bool:
        """Whether it counts for DISK_KILL."""
        return self.kind != "E"


# What may be replaced: an older report, and an older compiled set, by their first bytes.
OLDER_REPORT = b'{"outcome":"hashed","path":"older","volume":"/"}\n'
OLDER_SET = b"vigieset of another day"


class Disk:
    """The library that is preloaded into vigie."""

    def __init__(self, work: Path) -> None:
        self.library = work / "disk.so"
        source = ROOT / "Tests" / "FaultInjection" / "disk.c"
        compiler = shutil.which("cc") or shutil.which("clang") or shutil.which("gcc")
        if compiler is None:
            fail("no C compiler")
        done = subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", self.library, source, "-ldl"], capture_output=True)
        require(done.returncode == 0, done.stderr.decode(errors="replace"))

    def environment(self, folder: Path, log: Path | None = None, **settings: object) -> dict[str, str]:
        """The environment of a vigie that writes into a folder; settings are the DISK_ variables, in small letters."""
        result = dict(os.environ, LD_PRELOAD=str(self.library), DISK_FOLDER=str(folder))
        if log is not None:
            result["DISK_LOG"] = str(log)
        for name, value in settings.items():
            if value is not None:
                result[f"DISK_{name.upper()}"] = str(value)
        return result


def operations(log: Path) -> list[Operation]:
    """What a log holds; an operation whose note was cut off by a kill is left out."""
    data, at, result = log.read_bytes() if log.exists() else b"", 0, []
    head = struct.Struct("<iiiiQqqq")
    while at + head.size <= len(data):
        kind, error, first, second, inode, offset, length, size = head.unpack_from(data, at)
        at += head.size
        if at + first + second + size > len(data):
            break
        path, other = data[at : at + first], data[at + first : at + first + second]
        at += first + second
        result.append(Operation(chr(kind), error, os.fsdecode(path), os.fsdecode(other), inode, offset, length, data[at : at + size]))
        at += size
    return result


def volume(folder: Path, files: int, failures: bool = True) -> Path:
    """A volume: the fixtures, hard links, names that are no text, and small files.

    Without failures there is nothing that could not be examined, so that a scan of it ends with status 0."""
    folder.mkdir(parents=True)
    if failures:
        shutil.copytree(ROOT / "Fixtures" / "evidence", folder / "evidence", symlinks=True)
    else:
        shutil.copytree(ROOT / "Fixtures" / "evidence" / "DCIM", folder / "DCIM")
    for number in range(files):
        place = folder / f"{number % 17}" / "deep" / f"{number % 5}"
        place.mkdir(parents=True, exist_ok=True)
        path = place / f"note {number}.txt"
        path.write_text(f"note {number}\n" * (number % 7 + 1))
        if number % 50 == 7:
            os.link(path, place / f"note {number} again.txt")
        if number % 50 == 9:
            os.rename(path, os.fsencode(place) + b"/caf\xe9 %d.txt" % number)
    return folder


def scan_command(volumes: list[Path], case: Path, *options: str, lists: tuple[Path, ...] = LISTS) -> list[object]:
    """`vigie scan`."""
    return [product("vigie"), "scan", *volumes, "--known", *lists, "--case", case, "--allow-writable-evidence", *options]


def report_command(case: Path, *options: object) -> list[object]:
    """`vigie report` of every row."""
    return [product("vigie"), "report", case, "--format", "jsonl", "--all", *options]


def run(command: list[object], environment: dict[str, str] | None = None, **options: object) -> Ending:
    """Runs a program to its end, which has to come within ten minutes."""
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    try:
        done = subprocess.run(command, env=environment, timeout=600, **streams)
    except subprocess.TimeoutExpired:
        fail(f"{' '.join(map(str, command))}: did not end")
    return Ending(done.returncode, done.stdout or b"", (done.stderr or b"").decode(errors="replace"))


def undisturbed(volumes: list[Path], work: Path, *options: str, lists: tuple[Path, ...] = LISTS) -> tuple[Ending, bytes]:
    """A scan as it has to be: how it ends, and its report."""
    folder = work / "undisturbed"
    folder.mkdir()
    ending = run(scan_command(volumes, folder / CASE, *options, lists=lists))
    require(ending.status in (0, 1), f"undisturbed scan: {ending.status}: {ending.errors}")
    report = run(report_command(folder / CASE))
    require(report.status == 0 and len(report.output) > 0, f"undisturbed report: {report.status}: {report.errors}")
    return ending, report.output


def comparable(report: bytes) -> set[str]:
    """Rows without what depends on how much of a case is there: the chance of a match in the whole of it, and the number of
    a row, which only a finished scan's has."""
    rows = set()
    for line in report.splitlines():
        row = json.loads(line)
        row.pop("row", None)
        for match in row.get("matches", ()):
            match.pop("expectedByChance", None)
        rows.add(json.dumps(row, sort_keys=True))
    return rows


def problem_of_report(report: Ending, case_exists: bool, whole: bytes, rows: set[str]) -> str | None:
    """What is wrong with the report of a case whose scan was disturbed; None if nothing is."""
    if not case_exists:
        return None if report.status == 66 and report.advises() else f"no case, and the report says {report.status}: {report.errors.strip()}"
    if report.status == 0:
        return None if report.output == whole else "is said to be finished, and its report is another"
    if report.status != 2 or not re.search(r"run .*(again|goes on)", report.errors):
        return f"report ends with {report.status}: {report.errors.strip()}"
    try:
        found = comparable(report.output)
    except ValueError as error:
        return f"report is no JSON: {error}"
    strange = found - rows
    if strange:
        return f"{len(strange)} rows that the undisturbed report has not, as {min(strange)[:300]}"
    return None if len(found) == len(report.output.splitlines()) else "rows twice"


def leftovers(folder: Path, *wanted: str) -> list[str]:
    """Files that should not be beside those that should."""
    return sorted(name for name in os.listdir(folder) if name not in wanted)


class Failures:
    """Counts what went wrong, says some of each kind, and ends the proof."""

    SHOWN = 3

    def __init__(self) -> None:
        self.kinds: collections.Counter[str] = collections.Counter()

    def add(self, message: str) -> None:
        """Notes one; messages that differ in names and numbers alone are of one kind."""
        message = " | ".join(message.splitlines())
        kind = re.sub(r"(?<!\w)[./]\S*|-?\b\d+\b", "*", message.split(": ", 1)[-1])
        self.kinds[kind] += 1
        if self.kinds[kind] <= self.SHOWN:
            print(f"FAILED {message}", flush=True)

    def check(self, claim: bool, message: str) -> bool:
        """Notes one unless the claim holds, which is returned."""
        if not claim:
            self.add(message)
        return claim

    def end(self, summary: str) -> None:
        """The closing line, and the end of the program."""
        for kind, count in self.kinds.most_common():
            if count > self.SHOWN:
                print(f"{count} times: {kind}")
        print(f"{summary}; {self.kinds.total()} failures")
        raise SystemExit(1 if self.kinds else 0)
