"""Synthetic pictures and moving scenes, drawn from fixed seeds."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

Pixels = np.ndarray  # height x width x 3, uint8


def noise(width: int, height: int, rng: np.random.Generator, base: int = 4, octaves: int = 5) -> np.ndarray:
    """Fractal value noise in 0...1, height x width."""
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        cells = base << octave
        grid = rng.random((cells, cells), dtype=np.float32)
        layer = Image.fromarray(grid).resize((width, height), Image.Resampling.BICUBIC)
        total += np.asarray(layer) / (1 << octave) ** 0.8
    low, high = float(total.min()), float(total.max())
    return (total - low) / (high - low)


def to_bytes(plane: np.ndarray) -> Pixels:
    """Clip 0...255 floats to bytes."""
    return np.ascontiguousarray(np.clip(plane, 0, 255).astype(np.uint8))


def blend(canvas: np.ndarray, mask: np.ndarray, colour: np.ndarray) -> None:
    """Mix `colour` into `canvas` where `mask` (0...1) says so."""
    weight = mask[..., None]
    canvas *= 1 - weight
    canvas += weight * colour


def sky(x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Gradient, clouds and a sun."""
    height, width = y.shape
    top, bottom = rng.uniform(20, 120, 3), rng.uniform(150, 240, 3)
    canvas = top + (bottom - top) * (y / 0.6).clip(0, 1)[..., None]
    clouds = noise(width, height, rng, 5, 5)
    blend(canvas, ((clouds - 0.45) * 3.5).clip(0, 0.9), np.array([250.0, 246, 240]))
    centre, radius = (rng.uniform(0.15, 0.85), rng.uniform(0.1, 0.3)), rng.uniform(0.04, 0.08)
    distance = np.hypot((x - centre[0]) * width / height, y - centre[1])
    blend(canvas, np.exp(-distance * 5) * 0.7, np.array([255.0, 214, 150]))
    blend(canvas, (distance < radius).astype(np.float64), np.array([255.0, 250, 215]))
    return canvas


def mountains(canvas: np.ndarray, x: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> None:
    """Three ridges, the farthest with snow."""
    height, width = y.shape
    for layer in range(3):
        line = noise(width, 1, rng, 5 + 2 * layer, 5)[0]
        ridge = rng.uniform(0.22, 0.3) + 0.16 * layer + (0.34 - 0.06 * layer) * line
        texture = noise(width, height, rng, 12, 5)
        rock = rng.uniform(40, 150, 3) * (0.75 - 0.15 * layer)
        colour = rock * (0.2 + 1.9 * texture[..., None])
        if layer == 0:
            snow = ((0.16 - (y - ridge)) * 8 + (texture - 0.5) * 3).clip(0, 1)
            blend(colour, snow, np.array([238.0, 242, 250]))
        blend(canvas, (y > ridge).astype(np.float64), colour)


def lake(canvas: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> None:
    """Water that mirrors what stands above it, with ripples."""
    height, width = y.shape
    shore = int(height * rng.uniform(0.74, 0.8))
    rows = np.clip(2 * shore - np.arange(shore, height), 0, height - 1)
    ripples = noise(width, height, rng, 9, 4)[shore:, :] * noise(4, height, rng, 24, 2)[shore:, :1]
    canvas[shore:] = canvas[rows] * 0.45 + np.array([20.0, 50, 80]) + 200 * ripples[..., None]


def trees(picture: Image.Image, rng: np.random.Generator) -> None:
    """Firs along the shore."""
    draw = ImageDraw.Draw(picture)
    width, height = picture.size
    for _ in range(26):
        x, foot = rng.uniform(0, width), rng.uniform(0.76, 0.98) * height
        tall = rng.uniform(0.08, 0.26) * height
        shade = tuple(int(v) for v in rng.uniform((5, 30, 10), (40, 90, 45)))
        draw.polygon([(x - tall / 5, foot), (x + tall / 5, foot), (x, foot - tall)], fill=shade)


def landscape(width: int, height: int, seed: int) -> Pixels:
    """Sky, mountains, lake and trees."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    x, y = x / width, y / height
    canvas = sky(x, y, rng)
    mountains(canvas, x, y, rng)
    lake(canvas, y, rng)
    picture = Image.fromarray(to_bytes(canvas))
    trees(picture, rng)
    return np.asarray(picture)


def shapes(width: int, height: int, seed: int, count: int = 90) -> Pixels:
    """Discs, boxes and triangles of many sizes."""
    rng = np.random.default_rng(seed)
    picture = Image.new("RGB", (width, height), tuple(int(v) for v in rng.integers(60, 200, 3)))
    draw = ImageDraw.Draw(picture)
    for index in range(count):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        size = rng.uniform(0.04, 0.2) * min(width, height)
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        box = (x - size, y - size, x + size, y + size)
        if index % 3 == 0:
            draw.ellipse(box, fill=colour)
        elif index % 3 == 1:
            draw.rectangle(box, fill=colour)
        else:
            draw.polygon([(x, y - size), (x + size, y + size), (x - size, y + size / 2)], fill=colour)
    return np.asarray(picture)


def font(size: float) -> ImageFont.FreeTypeFont:
    """The font inside Pillow: the same on every computer."""
    return ImageFont.load_default(size)


def write(pixels: Pixels, text: str, where: tuple[float, float], size: float, colour: tuple[int, int, int]) -> Pixels:
    """The picture with a line of text on it."""
    picture = Image.fromarray(pixels)
    height, width = pixels.shape[:2]
    ImageDraw.Draw(picture).text((where[0] * width, where[1] * height), text, colour, font(size * height))
    return np.asarray(picture)


def poster(width: int, height: int, seed: int) -> Pixels:
    """Large words over stripes."""
    rng = np.random.default_rng(seed)
    canvas = np.zeros((height, width, 3))
    for row in range(0, height, height // 9):
        canvas[row:row + height // 9] = rng.uniform(20, 235, 3)
    canvas += 60 * (noise(width, height, rng, 7, 4)[..., None] - 0.5)
    pixels = to_bytes(canvas)
    for index, word in enumerate("VIGIE HARBOUR MUSIC FESTIVAL TONIGHT FREE ENTRY 1987".split()):
        dark = index % 2 == 0
        colour = (15, 15, 30) if dark else (250, 245, 230)
        pixels = write(pixels, word, (rng.uniform(0, 0.35), 0.02 + index * 0.12), rng.uniform(0.06, 0.12), colour)
    return pixels


def page(width: int, height: int, seed: int) -> Pixels:
    """A typed page with headings and boxes."""
    rng = np.random.default_rng(seed)
    pixels = np.full((height, width, 3), 244, np.uint8)
    row = 0.03
    while row < 0.95:
        size = float(rng.choice([0.03, 0.035, 0.06]))
        words = " ".join("".join(rng.choice(list("abcdefghinorstu"), rng.integers(2, 10))) for _ in range(9))
        pixels = write(pixels, words, (rng.uniform(0.02, 0.3), row), size, (20, 20, 25))
        row += size * rng.uniform(1.1, 2.2)
    pixels = pixels.copy()
    for _ in range(7):
        x, y = int(rng.uniform(0, 0.8) * width), int(rng.uniform(0, 0.8) * height)
        pixels[y:y + height // 7, x:x + width // 6] = rng.integers(30, 230, 3)
    return pixels


def marble(width: int, height: int, seed: int) -> Pixels:
    """Coloured veins of fractal noise."""
    rng = np.random.default_rng(seed)
    planes = [noise(width, height, rng, 6, 5) for _ in range(3)]
    veins = np.sin(planes[0] * 22 + planes[1] * 9)
    canvas = np.stack([128 + 110 * veins, 110 + 90 * veins + 60 * (planes[1] - 0.5), 90 + 150 * planes[2]], -1)
    return to_bytes(canvas)


def rings(width: int, height: int, seed: int) -> Pixels:
    """Two sets of waves over a gradient."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float64) / height
    waves = np.zeros((height, width))
    for _ in range(5):
        cx, cy = rng.uniform(0, width / height), rng.uniform(0, 1)
        waves += np.sin(np.hypot(x - cx, y - cy) * rng.uniform(18, 42) + rng.uniform(0, 6))
    return to_bytes(np.stack([128 + 42 * waves, 60 + 120 * y + 30 * waves, 190 - 45 * waves], -1))


def flat(width: int, height: int, gradient: float) -> Pixels:
    """A white picture, or a faint slope of `gradient` grey levels."""
    slope = np.linspace(0, gradient, width)[None, :, None]
    return to_bytes(np.broadcast_to(255 - slope, (height, width, 3)))


def moving(seconds: float, fps: int, width: int, height: int, seed: int) -> np.ndarray:
    """Frames of a slow pan over a landscape, with a ball and a box that move across it."""
    world = landscape(width * 3 // 2, height, seed)
    rng = np.random.default_rng(seed + 1)
    colours = [tuple(int(v) for v in rng.integers(0, 256, 3)) for _ in range(2)]
    phase = rng.uniform(0, 6, 2)
    frames = []
    for index in range(round(seconds * fps)):
        t = index / fps
        left = round((width // 2) * (0.5 + 0.5 * np.sin(t * 0.45 + phase[0])))
        picture = Image.fromarray(np.ascontiguousarray(world[:, left:left + width]))
        draw = ImageDraw.Draw(picture)
        size = height / 6
        x, y = width * ((t * 0.15 + phase[1] / 6) % 1), height * (0.5 + 0.3 * np.sin(t + phase[1]))
        draw.ellipse((x - size, y - size, x + size, y + size), fill=colours[0])
        draw.rectangle((width - x - size, height - y - size / 2, width - x + size, height - y + size / 2), fill=colours[1])
        frames.append(np.asarray(picture))
    return np.stack(frames)


ORIGINALS: dict[str, Pixels] = {}


def original(name: str) -> Pixels:
    """One of the original pictures, drawn once."""
    if name not in ORIGINALS:
        ORIGINALS[name] = {
            "alpine": lambda: landscape(1600, 1067, 11),
            "harbour": lambda: landscape(1024, 768, 29),
            "tiles": lambda: shapes(800, 800, 31),
            "poster": lambda: poster(640, 960, 41),
            "marble": lambda: marble(517, 389, 51),
            "rings": lambda: rings(200, 150, 61),
            "icon": lambda: shapes(64, 64, 71, 40),
            "tiny": lambda: marble(40, 30, 81),
            "lagoon": lambda: landscape(900, 600, 91),
            "ledger": lambda: page(733, 500, 101),
            "quartz": lambda: marble(480, 640, 111),
            "meadow": lambda: landscape(300, 200, 121),
        }[name]()
    return ORIGINALS[name]


KNOWN_PICTURES = ("alpine", "harbour", "tiles", "poster", "marble", "rings", "icon", "tiny")
UNKNOWN_PICTURES = ("lagoon", "ledger", "quartz")
