"""Measure Faiss and pybktree over codes in files: index_search.py FILE QUERIES BITS RADIUS WHAT... Prints JSON."""

from __future__ import annotations

import json
import os
import sys
import time

import faiss
import numpy as np
import pybktree

ROUNDS = 3


def least(body, queries: int) -> float:
    """Microseconds a query: the least of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        body()
        times.append((time.perf_counter() - start) / queries * 1e6)
    return min(times)


def measure_faiss(name: str, index, codes, queries, radius: int) -> dict[str, float]:
    """One thread, and all cores; Faiss' radius is exclusive."""
    index.add(codes)
    figures = {}
    for label, threads in (("us", 1), ("us all cores", os.cpu_count() or 1)):
        faiss.omp_set_num_threads(threads)
        figures[f"{name} {label}"] = least(lambda: index.range_search(queries, radius + 1), len(queries))
    return figures


def measure_bktree(codes, queries, radius: int) -> dict[str, float]:
    """pybktree with the number of differing bits as distance."""
    start = time.perf_counter()
    tree = pybktree.BKTree(lambda a, b: (a ^ b).bit_count(), codes.tolist())
    built = time.perf_counter() - start
    some = queries.tolist()[:10]
    return {
        "pybktree build s": built,
        "pybktree us": least(lambda: [tree.find(query, radius) for query in some], len(some)),
    }


def main() -> None:
    """Measure what is asked for."""
    file, query_file, bits, radius = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    what = sys.argv[5:]
    figures: dict[str, float] = {}
    if "pybktree" in what:
        figures |= measure_bktree(np.fromfile(file, np.uint64), np.fromfile(query_file, np.uint64), radius)
    codes, queries = (np.fromfile(name, np.uint8).reshape(-1, bits // 8) for name in (file, query_file))
    few = queries[: 8 if len(codes) > 2_000_000 else 64]
    if "flat" in what:
        figures |= measure_faiss("flat", faiss.IndexBinaryFlat(bits), codes, few, radius)
    if "multihash" in what:
        index = faiss.IndexBinaryMultiHash(bits, 16, bits // 16)
        index.nflip = 1
        figures |= measure_faiss("multihash", index, codes, few, radius)
    print(json.dumps(figures))


main()
