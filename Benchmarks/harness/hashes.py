"""Do both sides give the same hashes?"""

from __future__ import annotations

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
