"""Damaged and hostile files, one idea each, with the outcomes that are allowed for them."""

from __future__ import annotations

import functools
import struct
import zlib

import numpy as np
from PIL import Image

from . import scenes, traps
from .encode import PNG_SIGNATURE, X264, chunk, clip, header, jpeg, png, resized, saved
from .scenes import original

Damaged = tuple[str, bytes, str, str]  # name, bytes, outcomes, note


@functools.cache
def baseline() -> bytes:
    """A baseline JPEG of the landscape."""
    return jpeg(original("meadow"), 85)


@functools.cache
def movie(name: str = "a.mp4", options: tuple[str, ...] = (*X264, "-crf", "26", "-g", "10")) -> bytes:
    """A 3 s clip."""
    return clip(scenes.moving(3, 10, 160, 120, 251), 10, name, list(options))


def cut(data: bytes, share: float) -> bytes:
    """The first part of a file."""
    return data[:int(len(data) * share)]


def spoiled(data: bytes, start: float, stop: float, seed: int) -> bytes:
    """Random bytes between two shares of the length (no 0xFF, so that no JPEG marker appears)."""
    a, b = int(len(data) * start), int(len(data) * stop)
    return data[:a] + np.random.default_rng(seed).integers(0, 255, b - a, np.uint8).tobytes() + data[b:]


def scan_start(data: bytes) -> int:
    """Where the entropy-coded data of a baseline JPEG begins."""
    at = data.index(b"\xff\xda")
    return at + 2 + int.from_bytes(data[at + 2:at + 4])


def frame_header(data: bytes) -> int:
    """Where the SOF0 marker stands."""
    return data.index(b"\xff\xc0")


def sized(data: bytes, width: int, height: int) -> bytes:
    """A baseline JPEG that claims another size."""
    at = frame_header(data)
    return data[:at + 5] + struct.pack(">HH", height, width) + data[at + 9:]


def twelve_bits() -> bytes:
    """A JPEG whose frame header claims 12 bits a sample (extended sequential)."""
    at = frame_header(baseline())
    return baseline()[:at] + b"\xff\xc1" + baseline()[at + 2:at + 4] + b"\x0c" + baseline()[at + 5:]


def wrong_restarts() -> bytes:
    """Restart markers with wrong numbers; some are missing."""
    data = jpeg(original("meadow"), 85, restart_marker_rows=1)
    body = bytearray(data[scan_start(data):])
    at = [i for i in range(len(body) - 1) if body[i] == 0xFF and 0xD0 <= body[i + 1] <= 0xD7]
    for index, place in enumerate(at):
        if index % 3 == 1:
            body[place + 1] = 0xD0 + (body[place + 1] + 3) % 8
        elif index % 5 == 3:
            body[place:place + 2] = b"\x11\x22"
    return data[:scan_start(data)] + bytes(body)


def many_scans(count: int = 2000) -> bytes:
    """A progressive 1024 x 1024 grey JPEG of flat blocks, its last scan repeated `count` times."""
    blocks = np.random.default_rng(7).integers(40, 220, (128, 128), np.uint8)
    data = jpeg(Image.fromarray(np.kron(blocks, np.ones((8, 8), np.uint8))), 80, progressive=True)
    start, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:end] + data[start:end] * count + data[end:]


def with_second_frame(components: bytes, width: int, height: int) -> bytes:
    """A small progressive JPEG with another frame header behind its first scan."""
    data = jpeg(resized(original("meadow"), 0.32), 60, progressive=True)
    # Behind a scan come the tables of the next one.
    at = data.index(b"\xff\xc4", scan_start(data))
    body = struct.pack(">BHHB", 8, height, width, len(components) // 3) + components
    return data[:at] + b"\xff\xc2" + struct.pack(">H", len(body) + 2) + body + data[at:]


def claimed_png(width: int, height: int, interlaced: bool = False) -> bytes:
    """A PNG that claims a size and holds a few rows of zeros."""
    body = chunk(b"IDAT", zlib.compress(bytes(4000), 9))
    return PNG_SIGNATURE + header(width, height, 8, 2, interlaced) + body + chunk(b"IEND", b"")


def with_chunk(extra: bytes) -> bytes:
    """The landscape as PNG with one more chunk after IHDR."""
    data = png(original("meadow"))
    return data[:33] + extra + data[33:]


def bad_data_crc() -> bytes:
    """A PNG whose IDAT chunk has a wrong CRC."""
    data = bytearray(png(original("meadow")))
    at = data.index(b"IDAT")
    length = int.from_bytes(data[at - 4:at])
    data[at + 4 + length] ^= 0x55
    return bytes(data)


def without_index() -> bytes:
    """An MP4 whose moov box is gone."""
    data, at, kept = movie(), 0, b""
    while at < len(data):
        size = int.from_bytes(data[at:at + 4])
        kept += b"" if data[at + 4:at + 8] == b"moov" else data[at:at + size]
        at += size
    return kept


def damaged_packets() -> bytes:
    """An MP4 with random bytes in the middle of its media data."""
    data = movie()
    at = data.index(b"mdat") + 4
    size = int.from_bytes(data[at - 8:at - 4]) - 8
    return data[:at] + spoiled(data[at:at + size], 0.45, 0.6, 5) + data[at + size:]


def claimed_bmp() -> bytes:
    """A BMP that claims 60000 x 60000."""
    info = struct.pack("<IiiHHIIiiII", 40, 60000, 60000, 1, 24, 0, 0, 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 600, 0, 0, 54) + info + bytes(range(200)) * 3


def jpegs() -> list[Damaged]:
    """JPEG."""
    progressive = jpeg(original("meadow"), 85, progressive=True)
    head = baseline()[:scan_start(baseline())]
    bomb = sized(jpeg(Image.new("RGB", (16, 16), (90, 120, 30)), 85), 65500, 65500)
    return [
        ("jpeg-truncated.jpg", cut(baseline(), 0.5), "partial", "baseline, cut at 50 %"),
        ("jpeg-progressive-truncated.jpg", cut(progressive, 0.5), "partial", "progressive, cut at 50 %"),
        ("jpeg-damaged-middle.jpg", spoiled(baseline(), 0.5, 0.52, 3), "partial|hashed|undecodable", "random entropy-coded data from 50 % to 52 %"),
        ("jpeg-header-only.jpg", head, "undecodable|partial|lowQuality", "ends where the entropy-coded data would begin"),
        ("jpeg-wrong-restarts.jpg", wrong_restarts(), "partial|hashed|undecodable", "restart markers with wrong numbers, some missing"),
        ("jpeg-12bit.jpg", twelve_bits(), "undecodable|partial", "frame header claims 12 bits a sample"),
        ("jpeg-claims-65500.jpg", bomb, "overLimit|undecodable|partial|lowQuality", "claims 65500 x 65500"),
        ("jpeg-2000-scans.jpg", many_scans(), "overLimit|hashed|partial|undecodable", "progressive, its last scan 2000 times more"),
        ("jpeg-second-frame-empty.jpg", with_second_frame(b"", 2, 2), "partial|undecodable", "a second frame header, 2 x 2 without components, behind the first scan"),
        ("jpeg-second-frame-grey.jpg", with_second_frame(b"\1\x11\0", 300, 200), "partial|undecodable", "a second frame header, larger and grey, behind the first scan"),
        ("jpeg-second-frame-four.jpg", with_second_frame(b"\1\x44\0\2\x11\1\3\x11\1\4\x44\0", 65500, 65500), "partial|undecodable", "a second frame header, 65500 x 65500 of four components, behind the first scan"),
        ("jpeg-empty.jpg", b"", "notMedia|undecodable", "zero bytes"),
        ("jpeg-marker-only.jpg", b"\xff\xd8\xff", "undecodable|notMedia", "three bytes"),
        ("jpeg-zero-width.jpg", sized(baseline(), 0, 200), "undecodable", "claims 0 x 200"),
    ]


def pngs() -> list[Damaged]:
    """PNG."""
    bomb = zlib.compress(bytes(32 << 20), 9)
    alone = png(original("meadow"))
    return [
        ("png-truncated.png", cut(alone, 0.5), "partial|undecodable", "cut at 50 %"),
        ("png-bad-data-crc.png", bad_data_crc(), "hashed|partial|undecodable", "wrong CRC of IDAT"),
        ("png-bad-text-crc.png", with_chunk(chunk(b"tEXt", b"Comment\0hello", 0x12345678)), "hashed|partial", "wrong CRC of an ancillary chunk"),
        ("png-claims-2147483647.png", claimed_png(2**31 - 1, 2**31 - 1), "overLimit|undecodable", "claims 2^31-1 x 2^31-1"),
        ("png-claims-1x268435473.png", claimed_png(1, 268435473), "overLimit", "claims 1 x 268435473: few columns, and memory for every row"),
        ("png-interlaced-claims-50000.png", claimed_png(50000, 50000, True), "overLimit|undecodable|partial|lowQuality", "interlaced, claims 50000 x 50000"),
        ("png-iccp-bomb.png", with_chunk(chunk(b"iCCP", b"bomb\0\0" + bomb)), "hashed|partial|undecodable|overLimit", "iCCP grows to 32 MiB"),
        ("png-ztxt-bomb.png", with_chunk(chunk(b"zTXt", b"bomb\0\0" + bomb)), "hashed|partial|undecodable|overLimit", "zTXt grows to 32 MiB"),
        ("png-long-chunk.png", alone[:33] + struct.pack(">I", 0x7FFFFFFF) + alone[37:], "hashed|partial|undecodable", "length of the IDAT chunk given as 2^31-1"),
        ("png-header-only.png", alone[:33], "undecodable|partial", "ends after IHDR"),
    ]


def others() -> list[Damaged]:
    """Other stills."""
    webp = saved(original("meadow"), "WEBP", quality=80)
    gif = saved(Image.fromarray(original("meadow")).quantize(256), "GIF", interlace=0)
    return [
        ("webp-truncated.webp", cut(webp, 0.5), "partial|undecodable", "cut at 50 %"),
        ("gif-truncated.gif", cut(gif, 0.5), "partial|undecodable", "cut at 50 %"),
        ("gif-no-frames.gif", gif[:13 + 768] + b";", "undecodable", "palette, then the trailer"),
        ("bmp-claims-60000.bmp", claimed_bmp(), "overLimit|undecodable|partial|lowQuality", "claims 60000 x 60000"),
        ("tiff-loop.tif", b"II*\0\x08\0\0\0" + struct.pack("<HHHIII", 1, 256, 3, 1, 16, 8), "undecodable", "directory that points to itself"),
    ]


def videos() -> list[Damaged]:
    """Clips."""
    front = movie("b.mp4", (*X264, "-crf", "26", "-g", "10", "-movflags", "+faststart"))
    avi = movie("a.avi", ("-c:v", "mpeg4", "-q:v", "6"))
    playlist = b"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nmp4-damaged-packets.mp4\n#EXTINF:3,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"
    return [
        ("mp4-truncated.mp4", cut(front, 0.6), "partial", "moov in front, cut at 60 %"),
        ("mp4-without-moov.mp4", without_index(), "undecodable", "moov box removed"),
        ("mp4-damaged-packets.mp4", damaged_packets(), "partial|hashed", "random media data from 45 % to 60 %"),
        ("avi-truncated.avi", cut(avi, 0.6), "partial|hashed", "cut at 60 %; no index"),
        ("playlist.mp4", playlist, "notMedia|undecodable", "HLS playlist: nothing it names may be opened"),
        ("concat.mkv", b"ffconcat version 1.0\nfile mp4-damaged-packets.mp4\n", "notMedia|undecodable", "ffconcat script: nothing it names may be opened"),
    ]


def all_files() -> list[Damaged]:
    """Every damaged file."""
    return jpegs() + pngs() + others() + videos() + traps.all_files()
