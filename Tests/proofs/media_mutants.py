"""Mutants that know what they are made of: JPEG segments, PNG chunks with right checksums, and bytes of anything."""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path

from mutants import mutated

SUFFIXES = {
    "video:mov": "mp4 mov 3gp avif heic", "video:matroska": "mkv webm", "video:avi": "avi", "video:flv": "flv", "video:asf": "wmv",
    "video:mpeg": "mpg", "video:mpegts": "ts", "video:ogg": "ogv", "video:gif": "gif", "video:apng": "png", "png": "png", "jpeg": "jpg",
    "still:webp": "webp", "still:bmp": "bmp", "still:tiff": "tif", "still:psd": "psd", "still:jpeg2000": "jp2", "still:ppm": "pgm ppm",
}
DECODERS = sorted(SUFFIXES)
# Start of frame, tables, restart interval, start of image, end, number of lines, scan, comments and applications, and what is none.
MARKERS = [*range(0xC0, 0xD0), 0xDB, 0xDD, 0xD8, 0xD9, 0xDC, 0xDA, 0xFE, 0xE0, 0xE1, 0xEE, 0x01, 0xD0, 0xD7]
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def decoders_of(path: Path) -> list[str]:
    """The decoders that a file is for; none if it is no media."""
    suffix = path.suffix.lower().removeprefix(".")
    found = [decoder for decoder in DECODERS if suffix in SUFFIXES[decoder].split()]
    return found if "apng" in path.name or path.name == "ferry.png" else [decoder for decoder in found if decoder != "video:apng"]


def segments(data: bytes) -> list[bytes]:
    """A JPEG in parts: each marker with its segment, and entropy-coded data up to the next marker."""
    parts, at = [], 0
    while at < len(data):
        if data[at] == 0xFF and at + 1 < len(data) and data[at + 1] not in (0, 0xFF):
            has_length = data[at + 1] not in (0xD8, 0xD9, 0x01, *range(0xD0, 0xD8))
            end = at + 2 + (int.from_bytes(data[at + 2 : at + 4]) if has_length else 0)
        else:
            end = at + 1
            while end < len(data) and not (data[end] == 0xFF and end + 1 < len(data) and data[end + 1] not in (0, *range(0xD0, 0xD8))):
                end += 1
        end = max(at + 1, min(end, len(data)))
        parts.append(data[at:end])
        at = end
    return parts


def frame_header(chance: random.Random, parts: list[bytes]) -> bytes:
    """A frame header: one of the file's own with other numbers, or any."""
    own = [part for part in parts if len(part) > 9 and part[0] == 0xFF and part[1] in (0xC0, 0xC1, 0xC2, 0xC9)]
    if own and chance.random() < 0.5:
        header = bytearray(chance.choice(own))
        header[1] = chance.choice((header[1], *range(0xC0, 0xD0)))
        for _ in range(chance.randrange(4)):
            header[chance.randrange(4, len(header))] = chance.choice((0, 1, 2, 3, 4, 0x11, 0x22, 0x41, 255, chance.randrange(256)))
        return bytes(header)
    count = chance.choice((0, 1, 2, 3, 4, 10, 255))
    components = b"".join(bytes((number + 1, chance.choice((0x11, 0x22, 0x21, 0x44, 0)), chance.randrange(4))) for number in range(count))
    size = struct.pack(">HH", chance.choice((0, 1, 2, 200, 65500, 65535)), chance.choice((0, 1, 2, 300, 65500, 65535)))
    return bytes((0xFF, chance.choice((0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA)))) + struct.pack(">H", 8 + 3 * count) + b"\x08" + size + bytes([count]) + components


def mutant_jpeg(data: bytes, chance: random.Random) -> bytes:
    """A JPEG with segments inserted, left out, exchanged or repeated."""
    parts = segments(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        kind = chance.randrange(8)
        if kind <= 2:
            header = frame_header(chance, parts)
            # Between segments, and in the middle of data, where it takes the decoder out of a scan.
            cut = chance.randrange(len(parts[at])) if chance.random() < 0.4 else 0
            parts[at] = parts[at][:cut] + header + parts[at][cut:]
        elif kind == 3:
            parts.insert(at, bytes((0xFF, chance.choice(MARKERS))) + struct.pack(">H", chance.choice((0, 2, 3, 4, 8, 65535))) + chance.randbytes(chance.randrange(32)))
        elif kind == 4 and len(parts) > 1:
            del parts[at]
        elif kind == 5:
            parts[at], parts[other] = parts[other], parts[at]
        elif kind == 6:
            parts[at:at] = [parts[other]] * chance.randrange(1, 4)
        else:
            part = bytearray(parts[at])
            part[chance.randrange(min(len(part), 40))] = chance.randrange(256)
            parts[at] = bytes(part)
    return b"".join(parts)


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks of a PNG, as far as they are whole."""
    found, at = [], len(PNG_SIGNATURE)
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4])
        found.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    return found


def other_header(body: bytes, chance: random.Random) -> bytes:
    """An image header of which some fields are others."""
    width, height, *rest = struct.unpack(">IIBBBBB", body)
    sizes = (1, 2, 3, 7, 8, 9, 64, 65535, 1 << 20, 1 << 28, 0x7FFFFFFF)
    if chance.random() < 0.5:
        width = chance.choice((width, *sizes))
    if chance.random() < 0.5:
        height = chance.choice((height, *sizes))
    if chance.random() < 0.5:
        rest[0], rest[1] = chance.choice((1, 2, 4, 8, 16)), chance.choice((0, 2, 3, 4, 6))
    if chance.random() < 0.3:
        rest[4] = chance.randrange(2)
    return struct.pack(">IIBBBBB", width, height, *rest)


def mutant_png(data: bytes, chance: random.Random) -> bytes:
    """A PNG whose chunks are changed, moved, repeated or left out, with right checksums."""
    parts = chunks(data)
    if not parts:
        return mutated(data, chance)
    for _ in range(chance.choice((1, 1, 2, 3))):
        at, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        kind, body = parts[at]
        choice = chance.randrange(6)
        if choice <= 1 and parts[0][0] == b"IHDR" and len(parts[0][1]) == 13:
            parts[0] = (b"IHDR", other_header(parts[0][1], chance))
        elif choice == 2:
            parts[at] = (kind, mutated(body, chance))
        elif choice == 3:
            parts[at], parts[other] = parts[other], parts[at]
        elif choice == 4:
            name = chance.choice((b"PLTE", b"tRNS", b"eXIf", b"iCCP", b"zTXt", b"IDAT", b"IEND", b"bKGD", b"sPLT", b"acTL", b"fcTL", b"abCd", b"ABCD"))
            parts.insert(at, (name, chance.randbytes(chance.choice((0, 1, 3, 6, 768, 771, 5000)))))
        elif len(parts) > 1:
            del parts[at]

    def stored(kind: bytes, body: bytes) -> bytes:
        claimed = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF)) if chance.random() < 0.02 else len(body)
        checksum = chance.randrange(1 << 32) if chance.random() < 0.02 else zlib.crc32(kind + body)
        return struct.pack(">I", claimed) + kind + body + struct.pack(">I", checksum)

    return PNG_SIGNATURE + b"".join(stored(kind, body) for kind, body in parts)


def mutant(data: bytes, decoder: str, chance: random.Random) -> bytes:
    """A mutant of a file that is for a decoder."""
    if not data:
        return chance.randbytes(chance.randrange(64))
    knows = {"jpeg": mutant_jpeg, "png": mutant_png, "video:apng": mutant_png}.get(decoder)
    result = knows(data, chance) if knows and chance.random() < 0.7 else mutated(data, chance)
    return result[: chance.randrange(len(result) + 1)] if chance.random() < 0.1 else result
