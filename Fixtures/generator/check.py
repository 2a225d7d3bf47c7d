"""Verify what expected.csv, vectors.csv and the lists claim."""

from __future__ import annotations

import csv
import hashlib
from itertools import combinations
from pathlib import Path
from urllib.parse import unquote_to_bytes

import numpy as np
from PIL import Image, ImageFile

from . import formats, scenes
from .evidence import KNOWN_CLIPS
from .hashing import distance, frames_of, orientations, pdq, still_pixels

SIGNATURES = {"jpeg": b"\xff\xd8\xff", "png": b"\x89PNG", "gif": b"GIF8", "bmp": b"BM", "tiff": b"II*\0", "zip": b"PK\x03\x04"}


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV file."""
    with open(path, newline="", encoding="ascii") as file:
        return list(csv.DictReader(file))


def read(folder: Path, name: str) -> bytes:
    """A file by its percent-encoded name."""
    with open(bytes(folder) + b"/" + unquote_to_bytes(name), "rb") as file:
        return file.read()


def known_pictures(out: Path) -> dict[str, str]:
    """PDQ of the known pictures, from the originals on the volume; all must be in the lists."""
    listed = "".join((out / "known" / n).read_text() for n in ("pictures.pdq", "more-pictures.txt", "threatexchange.csv"))
    known = {}
    for row in rows(out / "expected.csv"):
        if row["edit"] == "original" and row["original"] not in KNOWN_CLIPS:
            known[row["original"]] = pdq(still_pixels(read(out / "evidence", row["path"]))[0])[0]
            assert known[row["original"]] in listed, row
    assert len(known) == len(scenes.KNOWN_PICTURES)
    return known


def check_still(row: dict[str, str], data: bytes, known: dict[str, str]) -> None:
    """A picture does what its row says."""
    ImageFile.LOAD_TRUNCATED_IMAGES = row["outcome"] == "partial"
    pixels = still_pixels(data)[0]
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    text, quality = pdq(pixels)
    assert (quality < 50) == (row["outcome"] == "lowQuality"), row
    turned = [pdq(p)[0] for p in orientations(pixels)]
    if not row["original"]:
        assert quality < 50 or min(distance(t, k) for t in turned for k in known.values()) > 60, row
        return
    bits = distance(text, known[row["original"]])
    nearest = min(distance(t, known[row["original"]]) for t in turned)
    assert row["distance"] in ("", str(bits)), row
    if row["match"] in ("exact", "perceptual"):
        assert bits <= 24 and quality >= 50, (row, bits)
    elif row["match"] == "orientation":
        assert bits >= 40 and nearest <= 24, (row, bits, nearest)
    else:
        assert nearest >= 40, (row, nearest)


def samples(out: Path, name: str) -> list[str]:
    """The hashes of a known clip, one a second."""
    text = (out / "known" / ("clip-ferry.vpdq.txt" if name == "ferry" else "clip-carousel.vpdq.json")).read_text()
    return [word for line in text.splitlines() for word in line.strip(' "[]').split(",") if len(word) == 64]


def check_clip(out: Path, row: dict[str, str], known: dict[str, str]) -> None:
    """A clip holds, or does not hold, what its row says (one frame a second is looked at)."""
    frames, fps, _ = frames_of(out / "evidence" / row["path"])
    assert row["distance"] == ""
    found = [pdq(f)[0] for f in frames[::int(fps)]]
    targets = {**{n: [h] for n, h in known.items()}, **{n: samples(out, n) for n in KNOWN_CLIPS}}
    for name, hashes in targets.items():
        nearest = [min(distance(h, f) for f in found) for h in hashes]
        matched = sum(d <= 24 for d in nearest)
        short = row["path"] in ("Movies/ferry.gif", "Movies/ferry.png")
        wanted = (3 if short else len(hashes)) if name == row["original"] else 0
        assert matched == wanted and (wanted or min(nearest) > 48), (row, name, nearest)


def check_exact(out: Path) -> None:
    """A file is in an exact list where its row says `exact`, and only there; the empty file never counts."""
    listed = "".join(p.read_text() for p in sorted((out / "known").glob("files.*"))).lower()
    for row in rows(out / "expected.csv"):
        data = read(out / "evidence", row["path"])
        present = any(hashlib.new(k, data).hexdigest() in listed for k in ("md5", "sha1", "sha256"))
        assert present == (row["match"] == "exact") or not data, row


def check_vectors(out: Path) -> None:
    """The rows of vectors.csv are true, and the pixels of lossless formats are the drawn ones."""
    for row in rows(out / "vectors.csv"):
        pixels = still_pixels(read(out, row["file"]))[0]
        assert pdq(pixels) == (row["pdq"], int(row["quality"])), row
        assert pixels.shape == (int(row["height"]), int(row["width"]), 3), row
    full, small = scenes.original("meadow"), formats.small()
    grey = np.asarray(Image.fromarray(full).convert("L"))[..., None].repeat(3, 2)
    for wanted, names in ((full, "png-rgb-8.png png-rgb-8-filters.png png-rgb-8-interlaced.png png-rgba-8.png webp-lossless.webp "
                                 "webp-alpha-lossless.webp tiff-lzw.tif tiff-deflate.tif"),
                          (grey, "png-grey-8.png png-grey-16.png png-grey-alpha-8.png png-grey-alpha-16.png"),
                          (small, "png-rgb-16.png png-rgba-16.png bmp-24.bmp tiff-raw.tif psd.psd ppm.ppm jpeg2000-lossless.jp2")):
        for name in names.split():
            assert np.array_equal(still_pixels((out / "formats" / name).read_bytes())[0], wanted), name


def check_signature(row: dict[str, str], data: bytes) -> None:
    """The column `format` follows the first bytes."""
    brands = {"mp4": data[4:8] == b"ftyp", "avif": data[4:12] == b"ftypavif", "jp2": data[4:6] == b"jP", "webp": data[8:12] == b"WEBP",
              "avi": data[8:12] == b"AVI ", "webm": b"webm" in data[:64], "mkv": b"matroska" in data[:64], "": row["outcome"] == "notMedia"}
    kind = row["format"]
    assert data.startswith(SIGNATURES[kind]) if kind in SIGNATURES else brands[kind], row


def run(out: Path) -> None:
    """All checks."""
    drawn = [pdq(scenes.original(n))[0] for n in scenes.KNOWN_PICTURES + scenes.UNKNOWN_PICTURES + ("meadow",)]
    assert min(distance(a, b) for a, b in combinations(drawn, 2)) > 90
    known = known_pictures(out)
    for row in rows(out / "expected.csv"):
        data = read(out / "evidence", row["path"])
        check_signature(row, data)
        if row["outcome"] in ("notMedia", "undecodable"):
            continue
        if row["path"].startswith("Movies/") or row["format"] == "mp4":
            check_clip(out, row, known)
        else:
            check_still(row, data, known)
    check_exact(out)
    check_vectors(out)
    print("all claims hold")
