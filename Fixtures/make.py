#!/usr/bin/env python3
"""Make the test material of vigie. `make.py` writes it beside itself, `make.py --out DIR` elsewhere, `make.py --check` verifies it."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from generator import check, damage, evidence, formats, lists, samples
from generator.hashing import distance, frames_of, pdq, percent, still_pixels, vpdq, write_csv
from generator.scenes import KNOWN_PICTURES

FOLDERS = ("known", "evidence", "malformed", "formats", "lists", "video-vectors")
VECTOR_HEADER = "file,pdq,quality,width,height,mode"


def store(folder: bytes, name: bytes, data: bytes) -> None:
    """Write a file; names are bytes."""
    path = folder + b"/" + name
    Path(path.rpartition(b"/")[0].decode("utf-8", "surrogateescape")).mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def vector(name: bytes, data: bytes) -> tuple:
    """A row of vectors.csv."""
    pixels, mode = still_pixels(data)
    text, quality = pdq(pixels)
    return percent(name), text, quality, pixels.shape[1], pixels.shape[0], mode


def make_known(out: Path) -> dict[str, str]:
    """Write known/; return the PDQ of each known picture."""
    hashes = {name: pdq(still_pixels(evidence.original_file(name))[0]) for name in KNOWN_PICTURES}
    clips = {}
    with TemporaryDirectory() as folder:
        for name in evidence.KNOWN_CLIPS:
            path = Path(folder, f"{name}.mp4")
            path.write_bytes(evidence.clip_file(name))
            frames, fps, _ = frames_of(path)
            clips[name] = vpdq(frames, fps, max(1, int(fps)))
    files = {"alpine.jpg": evidence.original_file("alpine"), "letter.txt": evidence.letter(), "ledger.vgx": evidence.noise_bytes(3000, 2)}
    for name, data in lists.known(hashes, clips, files).items():
        store(bytes(out / "known"), name.encode(), data)
    return {name: text for name, (text, _) in hashes.items()}


def make_evidence(out: Path, known: dict[str, str]) -> list[tuple]:
    """Write evidence/ and expected.csv; return the rows for vectors.csv."""
    expected, vectors = [], []
    for item in evidence.items():
        data = item.make()
        store(bytes(out / "evidence"), item.path, data)
        bits: int | str = ""
        is_clip = item.path.startswith(b"Movies/") or item.format == "mp4"
        if item.outcome in ("hashed", "lowQuality") and not is_clip:
            vectors.append(vector(b"evidence/" + item.path, data))
            bits = distance(vectors[-1][1], known[item.original]) if item.original else ""
        expected.append((percent(item.path), item.format, item.outcome, item.original, item.edit, item.match, bits))
    write_csv(out / "expected.csv", "path,format,outcome,original,edit,match,distance", expected)
    return vectors


def write_samples(out: Path, name: str, path: Path) -> tuple:
    """Write video-vectors/NAME.txt; return its row of the index."""
    frames, fps, codec = frames_of(path)
    text = lists.lines(*(",".join(map(str, row)) for row in vpdq(frames, fps)))
    store(bytes(out / "video-vectors"), f"{name}.txt".encode(), text)
    return name, percent(bytes(path.relative_to(out))), codec, frames.shape[2], frames.shape[1], fps, len(frames)


def make_formats(out: Path) -> tuple[list[tuple], list[tuple]]:
    """Write formats/ and video-vectors/; return the rows for vectors.csv and of the index of clips."""
    stills, clips = formats.all_files()
    vectors, index = [], []
    for name, make in stills.items():
        data = make()
        store(bytes(out / "formats"), name.encode(), data)
        vectors.append(vector(f"formats/{name}".encode(), data))
    for name, make in clips.items():
        store(bytes(out / "formats"), name.encode(), make())
        index.append(write_samples(out, name, out / "formats" / name))
    for name, path in (("ferry", "DCIM/Camera/VID_0001.mp4"), ("carousel", "Movies/carousel.mp4"), ("storm", "DCIM/Camera/VID_0002.mp4")):
        index.append(write_samples(out, name, out / "evidence" / path))
    return vectors, index


def make_malformed(out: Path) -> None:
    """Write malformed/."""
    rows = []
    for name, data, outcomes, note in damage.all_files():
        store(bytes(out / "malformed"), name.encode(), data)
        rows.append((name, outcomes, note))
    write_csv(out / "malformed" / "expected.csv", "file,outcomes,note", rows)


def make_lists(out: Path) -> None:
    """Write lists/."""
    for name, data in {**lists.pdq_lists(), **lists.exact_lists()}.items():
        store(bytes(out / "lists"), name.encode(), data)


def make_self_test() -> None:
    """Write the samples that the program itself carries."""
    target = Path(__file__).resolve().parent.parent / "Sources" / "Isolation" / "CFormatSamples" / "samples.c"
    target.write_text(samples.c_source(samples.all_samples()))


def make(out: Path) -> None:
    """Write everything into `out`."""
    for folder in FOLDERS:
        shutil.rmtree(out / folder, ignore_errors=True)
        (out / folder).mkdir(parents=True)
    known = make_known(out)
    vectors = make_evidence(out, known)
    more, index = make_formats(out)
    write_csv(out / "vectors.csv", VECTOR_HEADER, sorted(vectors + more))
    write_csv(out / "video-vectors" / "index.csv", "name,file,codec,width,height,fps,frames", index)
    make_malformed(out)
    make_lists(out)


def main() -> None:
    """Parse the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--self-test", action="store_true", help="write the samples of the self-test, and nothing else")
    parser.add_argument("--check", action="store_true", help="verify the claims of expected.csv and vectors.csv")
    arguments = parser.parse_args()
    if arguments.check:
        check.run(arguments.out)
    elif arguments.self_test:
        make_self_test()
    else:
        make(arguments.out)


if __name__ == "__main__":
    main()
