"""What is done to pictures: each edit takes an image and gives the bytes of a file."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

Edit = Callable[[Image.Image], bytes]
WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def encode(image: Image.Image, form: str = "JPEG", quality: int = 90) -> bytes:
    """The bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, form, quality=quality)
    return buffer.getvalue()


def decode(data: bytes) -> Image.Image:
    """The image of a file."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def scaled(image: Image.Image, factor: float) -> Image.Image:
    """The image at another size."""
    return image.resize([max(1, round(side * factor)) for side in image.size], Image.Resampling.LANCZOS)


def cropped(image: Image.Image, share: float) -> Image.Image:
    """Without `share` of each side, half of it at either end."""
    (w, h), half = image.size, share / 2
    return image.crop((round(w * half), round(h * half), round(w * (1 - half)), round(h * (1 - half))))


def turned(image: Image.Image, degrees: float) -> Image.Image:
    """Turned about the middle, corners filled with black."""
    return image.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=BLACK)


def barred(image: Image.Image, share: float) -> Image.Image:
    """Black bars above and below, each `share` of the height."""
    w, h = image.size
    bar = round(h * share)
    canvas = Image.new("RGB", (w, h + 2 * bar), BLACK)
    canvas.paste(image, (0, bar))
    return canvas


def written(image: Image.Image) -> Image.Image:
    """A caption over the lower edge."""
    copy, (w, h) = image.copy(), image.size
    ImageDraw.Draw(copy).text((w * 0.04, h * 0.86), "seen in the harbour, June", fill=WHITE, font_size=max(8, h // 14), stroke_width=2, stroke_fill=BLACK)
    return copy


def stamped(image: Image.Image) -> Image.Image:
    """A logo over a corner: a disc with a ring, a seventh of the width."""
    copy, (w, h) = image.copy(), image.size
    r = w // 14
    draw = ImageDraw.Draw(copy)
    x, y = w - 3 * r, h - 3 * r
    draw.ellipse((x, y, x + 2 * r, y + 2 * r), fill=(220, 30, 40), outline=WHITE, width=max(1, r // 5))
    return copy


def gamma(image: Image.Image, exponent: float) -> Image.Image:
    """Each channel to a power."""
    return image.point([round(255 * (value / 255) ** exponent) for value in range(256)] * 3)


def noisy(image: Image.Image, deviation: float) -> Image.Image:
    """With Gaussian noise."""
    pixels = np.asarray(image, np.float32)
    grain = np.random.default_rng(7).normal(0, deviation, pixels.shape)
    return Image.fromarray((pixels + grain).clip(0, 255).astype(np.uint8))


def chain(image: Image.Image) -> bytes:
    """Through WebP, a smaller JPEG and PNG, as a picture that is passed on."""
    once = decode(encode(image, "WEBP", 70))
    return encode(decode(encode(scaled(once, 0.6), quality=60)), "PNG")


EDITS: dict[str, Edit] = {
    **{f"JPEG, quality {q}": lambda image, q=q: encode(image, quality=q) for q in (90, 70, 50, 30, 20)},
    **{f"resize to {f}": lambda image, f=f: encode(scaled(image, f)) for f in (0.9, 0.5, 0.25, 0.1)},
    "stretch by 20 %": lambda image: encode(image.resize((round(image.width * 1.2), image.height))),
    **{f"crop {p} %": lambda image, p=p: encode(cropped(image, p / 100)) for p in (1, 2, 5, 10)},
    "flip left to right": lambda image: encode(ImageOps.mirror(image)),
    "turn by 90 degrees": lambda image: encode(image.transpose(Image.Transpose.ROTATE_90)),
    "turn by 2 degrees": lambda image: encode(turned(image, 2)),
    "white border, 5 %": lambda image: encode(ImageOps.expand(image, image.width // 20, WHITE)),
    "black bars, 12 %": lambda image: encode(barred(image, 0.12)),
    "text": lambda image: encode(written(image)),
    "logo": lambda image: encode(stamped(image)),
    "brightness + 30 %": lambda image: encode(ImageEnhance.Brightness(image).enhance(1.3)),
    "contrast + 50 %": lambda image: encode(ImageEnhance.Contrast(image).enhance(1.5)),
    "gamma 0.6": lambda image: encode(gamma(image, 0.6)),
    "grey": lambda image: encode(image.convert("L")),
    "blur": lambda image: encode(image.filter(ImageFilter.GaussianBlur(image.width / 400))),
    "noise": lambda image: encode(noisy(image, 15)),
    "WebP, JPEG, PNG in turn": chain,
}
