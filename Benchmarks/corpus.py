"""Draw the corpus: camera-like JPEGs, PNGs, two clips and files that are no media, from fixed seeds. What is there already is kept."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

Plane = np.ndarray  # height x width, float32
Canvas = np.ndarray  # height x width x 3, float32
Size = tuple[int, int]  # width, height

JPEG_SIZES: list[Size] = [(640, 480)] * 10 + [(1600, 1200)] * 20 + [(2048, 1536)] * 22 + [(4000, 3000)] * 8
PNG_SIZES: list[Size] = [(1200, 900)] * 20
CLIP_SIZE, CLIP_RATE, CLIP_FRAMES = (640, 360), 30, 1200
# Seconds from keyframe to keyframe: of each clip, about what phones and the web have at either end.
CLIP_KEYFRAMES = [2, 8]
# Bytes of the files that are no media: 365 MB, as a disk has them, small ones by number and large ones by volume.
OTHER_SIZES = [1_000] * 800 + [16_000] * 400 + [256_000] * 120 + [4_000_000] * 24 + [16_000_000] * 6 + [64_000_000] * 2


def fractal(size: Size, rng: np.random.Generator, persistence: float) -> Plane:
    """Noise of all scales, from a few cells to single pixels, in 0...1; each octave weighs `persistence` of the one before."""
    width, height = size
    steps = max(1, int(np.log2(min(size) / 4)))
    plane, weight = np.zeros((4, 4), np.float32), 1.0
    for step in range(steps, -1, -1):
        layer = (max(4, width >> step), max(4, height >> step))
        plane = np.array(Image.fromarray(plane).resize(layer, Image.Resampling.BICUBIC))
        plane += weight * rng.standard_normal(plane.shape, dtype=np.float32)
        weight *= persistence
    plane -= plane.min()
    plane /= plane.max()
    return plane


def blend(canvas: Canvas, weight: Plane, colour: Canvas) -> None:
    """Mix `colour`, one or one a pixel, into `canvas` by `weight`, 0...1."""
    canvas += weight[..., None] * (colour - canvas)


def colours(rng: np.random.Generator, count: int, low: float, high: float) -> np.ndarray:
    """Colours of a brightness."""
    return rng.uniform(low, high, (count, 3)).astype(np.float32)


def draw_sky(size: Size, rng: np.random.Generator) -> Canvas:
    """A gradient with clouds."""
    top, bottom = colours(rng, 1, 40, 140)[0], colours(rng, 1, 150, 230)[0]
    down = np.linspace(0, 1, size[1], dtype=np.float32)[:, None, None]
    canvas = np.broadcast_to(top + (bottom - top) * down, (size[1], size[0], 3)).copy()
    clouds = fractal(size, rng, 0.45)
    blend(canvas, ((clouds - 0.5) * 4).clip(0, 0.9), np.full(3, 245, np.float32))
    return canvas


def draw_ground(canvas: Canvas, size: Size, rng: np.random.Generator) -> None:
    """Textured land below a hard ridge."""
    width, height = size
    ridge = rng.uniform(0.25, 0.6) + 0.2 * fractal((width, 16), rng, 0.55)[8]
    start = int(height * ridge.min())
    texture = fractal((width, height - start), rng, 0.7)
    dark, bright = colours(rng, 1, 10, 70)[0], colours(rng, 1, 120, 220)[0]
    shade = ((texture - 0.5) * 2.2 + 0.5).clip(0, 1)
    below = np.arange(start, height)[:, None] > ridge[None, :] * height
    blend(canvas[start:], below.astype(np.float32), dark + shade[..., None] * (bright - dark))


def draw_objects(canvas: Canvas, size: Size, rng: np.random.Generator) -> None:
    """Boxes and discs with sharp edges and a gradient."""
    width, height = size
    for index, colour in enumerate(colours(rng, 12, 20, 235)):
        w, h = (int(s * rng.uniform(0.04, 0.2)) for s in size)
        x, y = int(rng.uniform(0, width - w)), int(rng.uniform(0.2, 0.95) * (height - h))
        across, down = np.linspace(-1, 1, w, dtype=np.float32), np.linspace(-1, 1, h, dtype=np.float32)[:, None]
        inside = across**2 + down**2 < 1 if index % 2 else np.ones((h, w), bool)
        blend(canvas[y : y + h, x : x + w], inside.astype(np.float32), colour * (0.8 + 0.2 * (across + down))[..., None])


def draw(size: Size, seed: list[int], grain: float) -> Image.Image:
    """A picture with the noise of a sensor; `grain` is its standard deviation."""
    rng = np.random.default_rng(seed)
    canvas = draw_sky(size, rng)
    draw_ground(canvas, size, rng)
    draw_objects(canvas, size, rng)
    canvas += grain * rng.standard_normal((size[1], size[0], 1), dtype=np.float32)
    return Image.fromarray(canvas.clip(0, 255).astype(np.uint8))


def write_jpeg(folder: Path, index: int) -> None:
    """One camera picture."""
    draw(JPEG_SIZES[index], [1, index], 5.5).save(folder / f"IMG_{index:04}.jpg", quality=85 + index % 8, subsampling="4:2:0")


def write_png(folder: Path, index: int) -> None:
    """One lossless picture."""
    draw(PNG_SIZES[index], [2, index], 1).save(folder / f"picture-{index:02}.png")


def clip_frames(index: int) -> Iterator[bytes]:
    """Frames of a pan over a drawn scene, with fresh grain."""
    width, height = CLIP_SIZE
    scene = np.asarray(draw((width + CLIP_FRAMES, height), [3, index], 0), np.int16)
    rng = np.random.default_rng([4, index])
    for x in range(CLIP_FRAMES):
        grain = rng.integers(-8, 9, (height, width, 1), np.int16)
        yield (scene[:, x : x + width] + grain).clip(0, 255).astype(np.uint8).tobytes()


def write_clip(folder: Path, index: int) -> None:
    """One H.264 clip."""
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "{}x{}".format(*CLIP_SIZE), "-r", str(CLIP_RATE), "-i", "-"]
    codec = ["-c:v", "libx264", "-preset", "veryfast", "-threads", "1", "-crf", "20", "-pix_fmt", "yuv420p"]
    codec += ["-g", str(CLIP_KEYFRAMES[index] * CLIP_RATE)]
    command = ["ffmpeg", "-loglevel", "error", *source, *codec, str(folder / f"VID_{index:04}.mp4")]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin
        for frame in clip_frames(index):
            encoder.stdin.write(frame)
    if encoder.returncode:
        raise OSError("ffmpeg could not encode a clip")


def write_other(folder: Path, index: int) -> None:
    """One file that is no picture or video: random bytes behind a word that no format starts with."""
    content = np.random.default_rng([5, index]).bytes(OTHER_SIZES[index] - 4)
    (folder / f"file-{index:04}").write_bytes(b"none" + content)


def write_folder(folder: Path, count: int, write: Callable[[Path, int], None]) -> None:
    """Make a folder of `count` files, all or nothing, unless it is there."""
    if folder.exists():
        return
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    with ProcessPoolExecutor() as pool:
        list(pool.map(write, [part] * count, range(count)))
    part.rename(folder)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write jpeg/, png/, video/ and other/")
    folder: Path = parser.parse_args().folder
    try:
        write_folder(folder / "jpeg", len(JPEG_SIZES), write_jpeg)
        write_folder(folder / "png", len(PNG_SIZES), write_png)
        write_folder(folder / "other", len(OTHER_SIZES), write_other)
        if shutil.which("ffmpeg"):
            write_folder(folder / "video", len(CLIP_KEYFRAMES), write_clip)
    except OSError as error:
        print(f"corpus: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
