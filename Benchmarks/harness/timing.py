"""Run a program and take its time."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

Command = Sequence[str | Path]

# One thread in the numeric libraries that the peers load: idle pools would count against them.
ENVIRONMENT = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class BenchmarkError(Exception):
    """Something that ends the benchmark; the text is for the user."""


@dataclass(frozen=True)
class Run:
    """One whole process."""

    cpu: float  # user + system seconds
    wall: float  # seconds
    peak: int  # largest resident size, bytes
    output: str


def run(command: Command, given: Path = Path(os.devnull), statuses: Sequence[int] = (0,)) -> Run:
    """Run a program to its end, a file as its standard input."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output, tempfile.TemporaryFile("w+", encoding="utf-8") as errors, given.open("rb") as source:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=source, stdout=output, stderr=errors, env=ENVIRONMENT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode not in statuses:
            last = (errors.read().strip().splitlines() or ["no message"])[-1]
            raise BenchmarkError(f"{Path(command[0]).name} ended with status {process.returncode}: {last}")
        return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss << 10, output.read())
