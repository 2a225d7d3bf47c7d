#!/usr/bin/env python3
"""Files made to cost much: each ends within five seconds of processor time, in its right outcome.

Usage: bombs.py. Needs make build."""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

from harness import ROOT, Scan, product, require

SECONDS = 5.0


def chunk(kind: bytes, body: bytes) -> bytes:
    """A PNG chunk."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, data: bytes, interlaced: bool = False, extra: bytes = b"") -> bytes:
    """A grey PNG with that compressed data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def zeros(count: int) -> bytes:
    """A zlib stream of so many zeros, without making them."""
    block = 1 << 20
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = compressor.compress(bytes(block)) + compressor.flush(zlib.Z_FULL_FLUSH)
    return b"\x78\xda" + once * -(-count // block) + b"\x03\0" + b"\0\0\0\x01"


def scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes so many times more."""
    data = (ROOT / "Fixtures" / "formats" / "jpeg-progressive.jpg").read_bytes()
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * count + b"\xff\xd9"


def sized(path: str, mark: bytes, width: int, height: int) -> bytes:
    """A file whose 16-bit sizes, five bytes behind a marker, are others: as JPEG frame headers have them."""
    data = bytearray((ROOT / "Fixtures" / "formats" / path).read_bytes())
    at = data.index(mark)
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def gif(width: int, height: int, frames: int) -> bytes:
    """A GIF of frames that each claim the whole canvas, with one pixel of data."""
    image = b"\x21\xf9\x04\0\x01\0\0\0" + b"\x2c" + struct.pack("<HHHH", 0, 0, width, height) + b"\0\x02\x02\x44\x01\0"
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff" + image * frames + b";"


def apng(frames: int) -> bytes:
    """An animated PNG of many frames of 4000 x 4000 zeros."""
    side = 4000
    data = zeros(side * (side + 1))
    body = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)) + chunk(b"acTL", struct.pack(">II", frames, 0))
    for number in range(frames):
        body += chunk(b"fcTL", struct.pack(">IIIIIHHBB", 2 * number, side, side, 0, 0, 1, 1, 0, 0))
        body += chunk(b"IDAT", data) if number == 0 else chunk(b"fdAT", struct.pack(">I", 2 * number) + data)
    return body + chunk(b"IEND", b"")


def wide_avif() -> bytes:
    """An AVIF whose sizes say 16 x 17000 and more."""
    data = bytearray((ROOT / "Fixtures" / "formats" / "avif.avif").read_bytes())
    at = data.index(b"ispe")
    data[at + 8 : at + 16] = struct.pack(">II", 17000, 17000)
    return bytes(data)


def long_video() -> bytes:
    """An MP4 whose headers claim days."""
    data = bytearray((ROOT / "Fixtures" / "formats" / "clip-h264.mp4").read_bytes())
    for box in (b"mvhd", b"mdhd"):
        at = data.index(box)
        data[at + 20 : at + 24] = b"\x7f\xff\xff\xff"
    at = data.index(b"stts")
    data[at + 16 : at + 20] = b"\x7f\xff\xff\xff"
    return bytes(data)


def many_streams(count: int) -> bytes:
    """An MP4 with its track many times."""
    data = (ROOT / "Fixtures" / "formats" / "clip-h264.mp4").read_bytes()
    at = data.index(b"trak") - 4
    size = struct.unpack(">I", data[at : at + 4])[0]
    moov = data.index(b"moov") - 4
    length = struct.unpack(">I", data[moov : moov + 4])[0] + size * count
    return data[:moov] + struct.pack(">I", length) + data[moov + 4 : at] + data[at : at + size] * (count + 1) + data[at + size :]


# Name, how it is made, the outcomes that are right.
BOMBS: list[tuple[str, Callable[[], bytes], set[str]]] = [
    ("5000-scans.jpg", lambda: scans(5000), {"partial"}),
    ("claims-65500.jpg", lambda: sized("jpeg-420.jpg", b"\xff\xc0", 65500, 65500), {"overLimit", "partial", "undecodable"}),
    ("claims-65500-progressive.jpg", lambda: sized("jpeg-progressive.jpg", b"\xff\xc2", 65500, 65500), {"overLimit", "partial", "undecodable"}),
    ("claims-60000.bmp", lambda: (ROOT / "Fixtures" / "malformed" / "bmp-claims-60000.bmp").read_bytes(), {"overLimit", "undecodable"}),
    ("60000-rows.png", lambda: png(60000, 60000, zeros(60000 * 60001)), {"overLimit", "lowQuality"}),
    ("60000-rows-interlaced.png", lambda: png(60000, 60000, zeros(60000 * 60001), True), {"overLimit"}),
    ("2147483647.png", lambda: png(2**31 - 1, 2**31 - 1, zeros(1 << 24)), {"overLimit", "undecodable"}),
    ("text-chunk.png", lambda: png(64, 64, zeros(64 * 65), extra=chunk(b"zTXt", b"a\0\0" + zeros(1 << 30))), {"lowQuality", "partial", "undecodable"}),
    ("frames.gif", lambda: gif(2000, 2000, 2000), {"overLimit", "lowQuality", "partial"}),
    ("canvas-65535.gif", lambda: gif(65535, 65535, 20), {"overLimit", "undecodable", "partial"}),
    ("frames-apng.png", lambda: apng(150), {"overLimit", "lowQuality", "partial"}),
    ("17000.avif", wide_avif, {"overLimit", "undecodable", "partial", "hashed"}),
    ("days.mp4", long_video, {"hashed", "partial"}),
    ("5000-streams.mp4", lambda: many_streams(5000), {"undecodable", "overLimit", "notMedia", "hashed", "partial"}),
    ("playlist.mp4", lambda: (ROOT / "Fixtures" / "malformed" / "playlist.mp4").read_bytes(), {"notMedia", "undecodable"}),
]


def main() -> None:
    """Make each bomb, scan it alone, look at its row and its time."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        empty = work / "empty"
        empty.mkdir()
        start = Scan(empty, work / "empty.vigie", product("vigie"), "--workers", "1")
        for file, make, outcomes in BOMBS:
            folder = work / "bomb"
            folder.mkdir(exist_ok=True)
            path = folder / file
            path.write_bytes(make())
            scan = Scan(folder, work / "bomb.vigie", product("vigie"), "--workers", "1")
            row = scan.rows[file]
            seconds, processor = scan.seconds - start.seconds, scan.processor - start.processor
            print(f"{file:32} {path.stat().st_size:>10} B  {seconds:5.2f} s  {processor:5.2f} s CPU  {row['outcome']}: {row.get('reason', '')}")
            require(row["outcome"] in outcomes, f"{file}: {row['outcome']}, {row.get('reason')}")
            require(processor <= SECONDS, f"{file}: {processor:.1f} s of processor")
            path.unlink()


if __name__ == "__main__":
    main()
