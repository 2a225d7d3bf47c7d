"""Videos in which leaving out frames would go wrong: sound to a player, or nearly."""

from __future__ import annotations

import re

from . import scenes
from .encode import EXACT, X264, clip, tool

BOGUS_EVERY = 9
LONG = 30


def units(data: bytes) -> list[bytes]:
    """The NAL units of a raw stream."""
    starts = [match.end() for match in re.finditer(b"\0\0\1", data)]
    ends = [start - 3 for start in starts[1:]] + [len(data)]
    return [data[start:end].rstrip(b"\0") for start, end in zip(starts, ends, strict=True)]


def joined(parts: list[bytes]) -> bytes:
    """A raw stream of NAL units."""
    return b"".join(b"\0\0\0\1" + part for part in parts)


def raw(codec: str, options: list[str]) -> bytes:
    """A 3 s clip as a raw stream, with a delimiter before every frame."""
    return clip(scenes.moving(3, 10, 160, 120, 261), 10, f"a.{codec}", options)


def muxed(data: bytes, codec: str) -> bytes:
    """A raw stream as MP4."""
    return tool(["ffmpeg", "-v", "error", "-f", codec, "-r", "10", "-i", "IN", "-c", "copy", *EXACT, "OUT"], data, f"a.{codec}", "b.mp4")


def with_bogus_starts(codec: str, options: list[str], delimiter: int, bogus: bytes) -> bytes:
    """A stream in which packets that only look like the start of another one stand before some frames."""
    out, frames = [], 0
    for unit in units(raw(codec, options)):
        if unit[0] == delimiter:
            frames += 1
            if frames % BOGUS_EVERY == 0:
                out += [unit, bogus]
        out.append(unit)
    return muxed(joined(out), codec)


def damaged_start() -> bytes:
    """A stream whose fourth keyframe has lost its second half."""
    found, out = 0, []
    for unit in units(raw("h264", [*X264, "-crf", "26", "-g", "7"])):
        if unit[0] & 31 == 5:
            found += 1
            if found == 4:
                unit = unit[:len(unit) // 2] + b"\x55" * (len(unit) // 2)
        out.append(unit)
    return muxed(joined(out), "h264")


def looping_clock() -> bytes:
    """Keyframes whose timestamps start again after 1.2 s, as where recordings were joined."""
    data = bytearray(clip(scenes.moving(3, 10, 160, 120, 261), 10, "a.mkv", [*X264, "-crf", "30", "-g", "1", "-write_crc32", "0"]))
    # A cluster: its name, its length in two bytes, and first of all its time, of one or two bytes.
    for match in re.finditer(b"\x1f\x43\xb6\x75..\xe7([\x81\x82])", bytes(data), re.DOTALL):
        time = slice(match.end(), match.end() + (match[1][0] & 3))
        data[time] = (int.from_bytes(data[time]) % 1200).to_bytes(time.stop - time.start)
    return bytes(data)


def all_files() -> list[tuple[str, bytes, str, str]]:
    """Every such video."""
    h264 = [*X264, "-crf", "26", "-x264-params", f"keyint={LONG}:scenecut=0:bframes=0:aud=1"]
    hevc = ["-c:v", "libx265", "-crf", "28", "-pix_fmt", "yuv420p", "-x265-params", f"pools=none:frame-threads=1:info=0:log-level=error:keyint={LONG}:scenecut=0:bframes=0:aud=1"]
    refused = b"\x65\x98" + b"\x55" * 20 + b"\x80"
    other_layer = bytes([19 << 1, 1 << 3 | 1]) + b"\xaf" * 20 + b"\x80"
    return [
        ("h264-start-that-is-none.mp4", with_bogus_starts("h264", h264, 9, refused), "partial", "slices that claim to be of an IDR picture, which decoders refuse"),
        ("hevc-start-of-another-layer.mp4", with_bogus_starts("hevc", hevc, 35 << 1, other_layer), "hashed|partial", "IDR pictures of a layer that decoders ignore"),
        ("h264-damaged-start.mp4", damaged_start(), "partial|hashed", "a keyframe, of several, that is half lost"),
        ("h264-clock-that-loops.mkv", looping_clock(), "hashed", "timestamps start again after 1.2 s"),
    ]
