"""Do both sides give the same hashes and digests?"""

from __future__ import annotations

import json

from .timing import BenchmarkError


def parse(output: str) -> dict[str, str]:
    """Hash by file name, from lines `hash,...,path`."""
    return {line.rpartition("/")[2]: line.partition(",")[0] for line in output.splitlines()}


def agreement(ours: str, theirs: str) -> str:
    """How far two outputs are apart."""
    left, right = parse(ours), parse(theirs)
    unpaired = sorted(name for name in left.keys() | right.keys() if not (left.get(name) and right.get(name)))
    if unpaired:
        raise BenchmarkError(f"{len(unpaired)} files lack a hash on one side, first {unpaired[0]}")
    bits = [(int(left[name], 16) ^ int(right[name], 16)).bit_count() for name in left]
    return f"{bits.count(0)} of {len(bits)} at distance 0, largest distance {max(bits)}"


def same_digests(report: str, listing: str) -> str:
    """Compare vigie's JSON Lines with hashdeep's lines `size,md5,sha1,sha256,path`; fail if a file differs."""
    rows = [row for row in map(json.loads, report.splitlines()) if row["kind"] == "file"]
    ours = {row["path"]: (str(row["size"]), row["md5"], row["sha1"], row["sha256"]) for row in rows}
    lines = (line.split(",", 4) for line in listing.splitlines() if line[0] not in "%#")
    theirs = {path.rpartition("/")[2]: tuple(digests) for *digests, path in lines}
    if ours != theirs:
        raise BenchmarkError("vigie and hashdeep disagree on the files that are no media")
    return f"{len(ours)} files"
