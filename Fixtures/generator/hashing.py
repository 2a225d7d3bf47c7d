"""Reference hashes: PDQ of stills and vPDQ of clips, by PyPI pdqhash."""

from __future__ import annotations

import csv
import io
import subprocess
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pdqhash
from PIL import Image

from .scenes import Pixels

Hash = tuple[str, int]


def pdq(pixels: Pixels) -> Hash:
    """PDQ as 64 hex digits, and its quality."""
    bits, quality = pdqhash.compute(np.ascontiguousarray(pixels))
    return np.packbits(bits).tobytes().hex(), int(quality)


def distance(a: str, b: str) -> int:
    """Differing bits."""
    return (int(a, 16) ^ int(b, 16)).bit_count()


def orientations(pixels: Pixels) -> list[Pixels]:
    """The picture in all eight orientations, itself first."""
    both = (pixels, pixels.transpose(1, 0, 2))
    return [np.ascontiguousarray(p[::a, ::b]) for p in both for a in (1, -1) for b in (1, -1)]


def heif_pixels(data: bytes) -> Image.Image:
    """HEIC through libheif's converter (Pillow cannot read it)."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "a.heic"), Path(folder, "a.png")
        source.write_bytes(data)
        subprocess.run(["heif-convert", source, target], check=True, capture_output=True)
        return Image.open(io.BytesIO(target.read_bytes()))


def still_pixels(data: bytes) -> tuple[Pixels, str]:
    """RGB pixels of a still as the README defines them, and Pillow's mode."""
    picture = heif_pixels(data) if data[4:12] == b"ftypheic" else Image.open(io.BytesIO(data))
    mode = picture.mode
    if mode.startswith("I"):  # 16-bit grey
        grey = (np.asarray(picture).astype(np.uint32) >> 8).astype(np.uint8)
        return np.repeat(grey[..., None], 3, 2), mode
    if mode in ("LA", "RGBA"):  # alpha is dropped
        plane = np.asarray(picture)[..., :-1]
        return np.ascontiguousarray(np.broadcast_to(plane, plane.shape[:2] + (3,))), mode
    if mode == "P":  # expand the palette, then drop what it holds of alpha
        return np.ascontiguousarray(np.asarray(picture.convert("RGBA"))[..., :3]), mode
    return np.asarray(picture.convert("RGB")), mode


def probe(path: Path) -> tuple[int, int, Fraction, str]:
    """Width, height, average frame rate and codec of the first video stream."""
    entries = "stream=codec_name,width,height,avg_frame_rate,r_frame_rate"
    command = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", entries, "-of", "csv=p=0", path]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    codec, width, height, real, average = output.split("\n")[0].strip().rstrip(",").split(",")[:5]
    return int(width), int(height), Fraction(real if average == "0/0" else average), codec


def webp_frames(path: Path) -> tuple[np.ndarray, Fraction, str]:
    """Frames of an animated WebP (ffmpeg 5.1 cannot read it)."""
    with Image.open(path) as picture:
        frames = []
        for index in range(picture.n_frames):
            picture.seek(index)
            frames.append(np.asarray(picture.convert("RGB")))
        return np.stack(frames), Fraction(1000, int(picture.info["duration"])), "webp"


def frames_of(path: Path) -> tuple[np.ndarray, Fraction, str]:
    """All frames as rgb24 at the native size, not rotated; the frame rate; the codec."""
    if path.suffix == ".webp":
        return webp_frames(path)
    width, height, fps, codec = probe(path)
    command = ["ffmpeg", "-v", "error", "-noautorotate", "-threads", "1", "-i", path, "-map", "0:v:0",
               "-fps_mode", "passthrough", "-sws_flags", "area", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, height, width, 3), fps, codec


def vpdq(frames: np.ndarray, fps: Fraction, step: int = 1) -> list[tuple[int, int, str, str]]:
    """(frame, quality, hash, timestamp) of every `step`-th frame."""
    rows = []
    for index in range(0, len(frames), step):
        text, quality = pdq(frames[index])
        rows.append((index, quality, text, f"{float(index / fps):.3f}"))
    return rows


def percent(path: bytes) -> str:
    """Percent-encode all but printable ASCII, and also comma, double quote and percent."""
    return "".join(chr(b) if 32 <= b < 127 and b not in b',"%' else f"%{b:02X}" for b in path)


def write_csv(path: Path, header: str, rows: list[tuple]) -> None:
    """A comma-separated file with Unix line ends."""
    with open(path, "w", newline="", encoding="ascii") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)
