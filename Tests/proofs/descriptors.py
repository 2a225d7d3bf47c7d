#!/usr/bin/env python3
"""Too few descriptors: a scan is complete and right, or says what to do and can be gone on with; and it keeps none.

Usage: descriptors.py [--step N] [--files N]. Needs make build.

Two volumes, and one alone, are scanned with from 8 to 64 descriptors (ulimit -n). A scan ends with the undisturbed
report, or with a line that says that there are too few, and what to do. Then its case counts as unfinished, whatever it holds is right, and the same command
with the usual limit comes to the undisturbed report: a volume, folder or file that could not be opened for want of
descriptors has no row that says so of the evidence. `report`, `hash` and `known info` give what they give, or an
error.

At last many small files in many folders are scanned, and the descriptors that are open meanwhile counted: there
are not more of them at the end than there were at the beginning."""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import tempfile
import time
from pathlib import Path

from disk import CASE, LISTS, Ending, Failures, comparable, leftovers, problem_of_report, report_command, run, scan_command, undisturbed, volume
from harness import ROOT, fail, product, require

LIMITS = range(8, 65)
# Open descriptors may differ by so many at the end: which files are being read is chance.
SLACK = 8


def names_limit(line: str) -> bool:
    """Whether a line says that there are too few descriptors, and what to do."""
    return re.search(r"open files|descriptors|limit", line) is not None and Ending(1, b"", line).advises()


def limited(command: list[object], limit: int) -> Ending:
    """Runs a program with so many descriptors."""
    return run(command, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)))


def two_volumes(work: Path) -> list[Path]:
    """Volumes, of which one has a path that is deeper than there are descriptors."""
    tree = [volume(work / "first", 60), volume(work / "second", 60, failures=False)]
    deep = tree[1].joinpath(*("deep" for _ in range(40)))
    deep.mkdir(parents=True)
    (deep / "file").write_text("far down")
    return tree


def scan_limits(tree: list[Path], work: Path, limits: range, failures: Failures) -> str:
    """Scans volumes with every limit."""
    usual, whole = undisturbed(tree, work)
    rows = comparable(whole)
    complete, lowest = 0, None
    for limit in limits:
        folder = work / f"limit {limit}"
        folder.mkdir()
        case = folder / CASE
        ending = limited(scan_command(tree, case), limit)
        title = f"{len(tree)} volumes, {limit} descriptors"
        if ending.status == usual.status:
            complete += 1
            lowest = lowest or limit
        else:
            said = set(ending.errors.splitlines()) - set(usual.errors.splitlines())
            failures.check(ending.status > usual.status and not ending.is_trap, f"{title}: scan ends with {ending.status}: {ending.errors.strip()[:300]}")
            if failures.check(len(said) == 1, f"{title}: {len(said)} lines: {' | '.join(sorted(said))[:300]}"):
                failures.check(names_limit("".join(said)), f"{title}: the line does not say that there are too few, and what to do: {''.join(said)[:400]}")
        problem = problem_of_report(run(report_command(case)), case.exists(), whole, rows)
        failures.check(problem is None, f"{title}, scan ended with {ending.status}: {problem}")
        again = run(scan_command(tree, case))
        failures.check(again.status == usual.status, f"{title}, then without limit: {again.status}: {again.errors.strip()[:300]}")
        report = run(report_command(case))
        failures.check(report.status == 0 and report.output == whole, f"{title}, then without limit: another report")
        left = leftovers(folder, CASE)
        failures.check(not left, f"{title}: left {left}")
    return f"{len(limits)} scans of {len(tree)} volumes with {limits[0]} to {limits[-1]} descriptors, {complete} complete (from {lowest} on)"


def other_commands(case: Path, limits: range, failures: Failures) -> None:
    """What else opens files."""
    picture = ROOT / "Fixtures" / "formats" / "jpeg-420.jpg"
    for name, command in {
        "report": report_command(case),
        "hash": [product("vigie"), "hash", picture],
        "known info": [product("vigie"), "known", "info", *LISTS],
    }.items():
        expected = run(command).output
        for limit in limits[::3]:
            ending = limited(command, limit)
            right = ending.status == 0 and ending.output == expected
            failures.check(
                right or ending.status > 0 and not ending.is_trap and any(names_limit(line) for line in ending.errors.splitlines()),
                f"{name} with {limit} descriptors: {'another output' if ending.status == 0 else ending.status}: {ending.errors.strip()[:300]}",
            )


def count_descriptors(work: Path, files: int, failures: Failures) -> str:
    """Scans many files, and counts the descriptors that are open."""
    tree = work / "many"
    for number in range(files):
        if number % 50 == 0:
            folder = tree / f"{number // 5000}" / f"{number // 50}"
            folder.mkdir(parents=True)
        # Every tenth one goes to a decoder.
        (folder / f"{number}").write_bytes((b"GIF89a %d" if number % 10 == 0 else b"file %d") % number)
    case = work / "many.vigie"
    process = subprocess.Popen(scan_command([tree], case), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    counts: list[int] = []
    while process.poll() is None:
        try:
            # Before the case is there nothing is examined.
            if case.exists():
                counts.append(len(os.listdir(f"/proc/{process.pid}/fd")))
        except OSError:
            pass
        time.sleep(0.01)
    errors = process.communicate()[1].decode(errors="replace")
    require(process.returncode in (0, 1), f"{files} files: {process.returncode}: {errors}")
    report = run(report_command(case))
    rows = report.output.count(b'"kind":"file"')
    failures.check(report.status == 0 and rows == files, f"{files} files: {rows} rows of files")
    if len(counts) < 20:
        fail(f"{files} files: descriptors were counted {len(counts)} times only")
    counts = [count for count in counts if count > 0]
    third = len(counts) // 3
    first, last = max(counts[:third]), max(counts[-third:])
    failures.check(last <= first + SLACK, f"{files} files: {first} descriptors at the beginning, {last} at the end")
    return f"{files} files: {len(counts)} counts, at most {first} descriptors in the first third of them and {last} in the last"


def main() -> None:
    """Limits, then many files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--step", type=int, default=1, help="try every so many limits")
    parser.add_argument("--files", type=int, default=100_000, help="files during whose scan descriptors are counted")
    arguments = parser.parse_args()
    failures = Failures()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name).resolve()
        one, two = work / "one", work / "two"
        one.mkdir()
        two.mkdir()
        said = [
            scan_limits(two_volumes(two), two, LIMITS[:: arguments.step], failures),
            # Here a single one less decides.
            scan_limits([volume(one / "first", 60)], one, LIMITS[5:17] if arguments.step > 1 else LIMITS, failures),
        ]
        other_commands(one / "undisturbed" / CASE, LIMITS[:: arguments.step], failures)
        said.append(count_descriptors(work, arguments.files, failures))
    failures.end("; ".join(said))


if __name__ == "__main__":
    main()
