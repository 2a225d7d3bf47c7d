"""What the proofs share: running vigie, reading its reports, saying what was found."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRODUCTS = Path(os.environ.get("VIGIE_PROGRAMS", ROOT / ".build" / "release")).resolve()
KNOWN = ROOT / "Fixtures" / "known" / "pictures.pdq"


# prctl: what a child leaves running becomes a child of ours.
PR_SET_CHILD_SUBREAPER = 36


def reap() -> None:
    """Waits for what a program has left running: workers may end behind the coordinator, and their time counts too."""
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


class Scan:
    """One run of `vigie scan`: its rows, exit status, seconds and processor seconds."""

    def __init__(self, folder: Path, case: Path, program: Path, *options: str) -> None:
        case.unlink(missing_ok=True)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        command = [program, "scan", folder, "--known", KNOWN, "--case", case, "--allow-writable-evidence", *options]
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        reap()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.seconds = time.monotonic() - start
        self.processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        self.status, self.messages = done.returncode, done.stderr.decode(errors="replace")
        if self.status > 1:
            fail(f"vigie ended with {self.status}: {self.messages}")
        report = subprocess.run([program, "report", case, "--format", "jsonl", "--all"], capture_output=True, check=True)
        rows = [json.loads(line) for line in report.stdout.splitlines()]
        self.rows = {row["path"]: row for row in rows if row["kind"] == "file"}


def product(name: str) -> Path:
    """A program of the product, from where VIGIE_PROGRAMS says or `make build` puts it."""
    path = PRODUCTS / name
    if not path.exists():
        fail(f"{path} is missing: run make build")
    return path


def fail(message: str) -> None:
    """End with one line."""
    print(f"{os.path.basename(sys.argv[0])}: {message}", file=sys.stderr)
    raise SystemExit(1)


def require(claim: bool, message: str) -> None:
    """End with one line unless the claim holds."""
    if not claim:
        fail(message)
