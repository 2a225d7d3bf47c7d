"""Encoders: Pillow and ffmpeg with fixed settings, and PNG, PSD written by hand."""

from __future__ import annotations

import io
import struct
import subprocess
import tempfile
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from .scenes import Pixels


def saved(picture: Image.Image | Pixels, kind: str, **options: object) -> bytes:
    """The picture in a format that Pillow writes."""
    if not isinstance(picture, Image.Image):
        picture = Image.fromarray(picture)
    if kind == "AVIF":
        options = {"codec": "aom", "speed": 8, "max_threads": 1, **options}
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def jpeg(picture: Image.Image | Pixels, quality: int = 85, **options: object) -> bytes:
    """A JPEG."""
    return saved(picture, "JPEG", quality=quality, **options)


def png(picture: Image.Image | Pixels) -> bytes:
    """A PNG."""
    return saved(picture, "PNG", compress_level=9)


def resized(pixels: Pixels, scale: float) -> Image.Image:
    """Scaled by `scale` on both sides."""
    height, width = pixels.shape[:2]
    return Image.fromarray(pixels).resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)


def cropped(pixels: Pixels, share: float) -> Pixels:
    """Without `share` of the width and of the height, half of it on each side."""
    height, width = pixels.shape[:2]
    x, y = round(width * share / 2), round(height * share / 2)
    return np.ascontiguousarray(pixels[y:height - y, x:width - x])


def ycck(picture: Image.Image) -> bytes:
    """YCCK JPEG (Adobe transform 2) of a CMYK picture: inks C, M, Y as YCbCr; K stored inverted, as Adobe does."""
    inks = np.asarray(picture)
    ycc = np.asarray(Image.fromarray(np.ascontiguousarray(inks[..., :3])).convert("YCbCr"))
    planes = np.dstack([ycc, 255 - inks[..., 3]])
    data = bytearray(jpeg(Image.fromarray(255 - planes, "CMYK"), 92))
    data[data.index(b"Adobe\0") + 11] = 2
    return bytes(data)


def tool(command: list[str], data: bytes, source: str, target: str) -> bytes:
    """Run a converter on a temporary file: `IN` and `OUT` in the command stand for the two names."""
    with tempfile.TemporaryDirectory() as folder:
        names = {"IN": f"{folder}/{source}", "OUT": f"{folder}/{target}"}
        Path(names["IN"]).write_bytes(data)
        subprocess.run([names.get(word, word) for word in command], check=True, capture_output=True)
        return Path(names["OUT"]).read_bytes()


# PNG by hand: bit depths, colour types and filters that Pillow does not write

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def chunk(kind: bytes, body: bytes, crc: int | None = None) -> bytes:
    """A PNG chunk."""
    checksum = zlib.crc32(kind + body) if crc is None else crc
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def header(width: int, height: int, depth: int, colour: int, interlaced: bool = False) -> bytes:
    """The IHDR chunk."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced))


def packed(samples: np.ndarray, depth: int) -> np.ndarray:
    """Rows of bytes from rows x columns x channels samples."""
    rows = samples.reshape(samples.shape[0], -1)
    if depth == 16:
        return rows.astype(">u2").view(np.uint8)
    if depth == 8:
        return rows.astype(np.uint8)
    bits = (rows[..., None] >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.reshape(rows.shape[0], -1).astype(np.uint8), axis=1)


def filtered(rows: np.ndarray, step: int) -> bytes:
    """Rows behind the five PNG filters in turn."""
    output = bytearray()
    above = np.zeros(rows.shape[1], np.int32)
    for index, row in enumerate(rows.astype(np.int32)):
        left = np.concatenate([np.zeros(step, np.int32), row])[:row.size]
        corner = np.concatenate([np.zeros(step, np.int32), above])[:row.size]
        guess = left + above - corner
        a, b, c = abs(guess - left), abs(guess - above), abs(guess - corner)
        paeth = np.where((a <= b) & (a <= c), left, np.where(b <= c, above, corner))
        predicted = (0, left, above, (left + above) // 2, paeth)[index % 5]
        output.append(index % 5)
        output += ((row - predicted) & 255).astype(np.uint8).tobytes()
        above = row
    return bytes(output)


def raw_png(samples: np.ndarray, depth: int, colour: int, palette: bytes = b"", alpha: bytes = b"", interlaced: bool = False) -> bytes:
    """A PNG of integer samples, rows x columns x channels."""
    height, width = samples.shape[:2]
    samples = samples.reshape(height, width, CHANNELS[colour]).astype(np.int32)
    step = max(1, depth * CHANNELS[colour] // 8)
    passes = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7] if interlaced else [samples]
    body = b"".join(filtered(packed(p, depth), step) for p in passes if p.size)
    extra = (chunk(b"PLTE", palette) if palette else b"") + (chunk(b"tRNS", alpha) if alpha else b"")
    return PNG_SIGNATURE + header(width, height, depth, colour, interlaced) + extra + chunk(b"IDAT", zlib.compress(body, 9)) + chunk(b"IEND", b"")


def psd(pixels: Pixels) -> bytes:
    """A flat 8-bit RGB Photoshop file without compression."""
    height, width = pixels.shape[:2]
    head = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, height, width, 8, 3)
    return head + b"\0" * 12 + b"\0\0" + pixels.transpose(2, 0, 1).tobytes()


# Clips

EXACT = ["-map_metadata", "-1", "-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact",
         "-sws_flags", "bicubic+accurate_rnd+bitexact"]
X264 = ["-c:v", "libx264", "-preset", "slow", "-pix_fmt", "yuv420p"]


def clip(frames: np.ndarray, fps: int, name: str, options: list[str], before: list[str] | None = None) -> bytes:
    """Encode rgb24 frames into a container named by the suffix of `name`."""
    height, width = frames.shape[1:3]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, name)
        command = ["ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(fps), "-i", "-"]
        command += (before or []) + EXACT + options + [str(target)]
        subprocess.run(command, input=frames.tobytes(), check=True)
        return target.read_bytes()
