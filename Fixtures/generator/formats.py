"""One picture in every still format, one clip in every container."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from . import scenes
from .encode import EXACT, X264, clip, jpeg, png, psd, raw_png, saved, tool, ycck
from .scenes import original

Makers = dict[str, Callable[[], bytes]]


def picture() -> Image.Image:
    """The landscape, 300 x 200."""
    return Image.fromarray(original("meadow"))


def small() -> np.ndarray:
    """The same, 150 x 100, for formats that do not compress."""
    return np.asarray(picture().resize((150, 100), Image.Resampling.LANCZOS))


def alpha() -> np.ndarray:
    """An alpha plane: opaque, a slope, and a transparent strip."""
    plane = np.tile(np.linspace(255, 30, 300), (200, 1)).astype(np.uint8)
    plane[150:170] = 0
    return plane


def deep(plane: np.ndarray) -> np.ndarray:
    """16-bit samples whose high byte is `plane`; the low byte varies."""
    return plane.astype(np.int32) * 256 + (np.arange(plane.size).reshape(plane.shape) * 37) % 256


def rotated_exif() -> bytes:
    """Stored on its side, with EXIF orientation 6 (turn by 90 degrees clockwise to view)."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return jpeg(picture().transpose(Image.Transpose.ROTATE_90), 85, exif=exif)


def jpegs() -> Makers:
    """JPEG in its modes."""
    return {
        "jpeg-420.jpg": lambda: jpeg(picture(), 85, subsampling="4:2:0"),
        "jpeg-422.jpg": lambda: jpeg(picture(), 85, subsampling="4:2:2"),
        "jpeg-444.jpg": lambda: jpeg(picture(), 85, subsampling="4:4:4"),
        "jpeg-420-odd.jpg": lambda: jpeg(picture().crop((0, 0, 299, 197)), 85, subsampling="4:2:0"),
        "jpeg-progressive.jpg": lambda: jpeg(picture(), 85, progressive=True),
        "jpeg-restart.jpg": lambda: jpeg(picture(), 85, restart_marker_rows=1),
        "jpeg-grey.jpg": lambda: jpeg(picture().convert("L"), 85),
        "jpeg-rgb.jpg": lambda: jpeg(picture(), 85, keep_rgb=True),
        "jpeg-cmyk.jpg": lambda: jpeg(picture().convert("CMYK"), 85),
        "jpeg-ycck.jpg": lambda: ycck(picture().convert("CMYK")),
        "jpeg-arithmetic.jpg": lambda: tool(["jpegtran", "-arithmetic", "-outfile", "OUT", "IN"], jpeg(picture(), 85), "a.jpg", "b.jpg"),
        "jpeg-exif-orientation-6.jpg": rotated_exif,
    }


def pngs() -> Makers:
    """PNG in its bit depths and colour types."""
    grey = np.asarray(picture().convert("L"))
    colour = original("meadow")
    makers: Makers = {}
    for depth in (1, 2, 4):
        makers[f"png-grey-{depth}.png"] = lambda d=depth: raw_png(grey >> (8 - d), d, 0)
    makers["png-grey-8.png"] = lambda: raw_png(grey, 8, 0)
    makers["png-grey-16.png"] = lambda: raw_png(deep(grey), 16, 0)
    makers["png-grey-alpha-8.png"] = lambda: raw_png(np.dstack([grey, alpha()]), 8, 4)
    makers["png-grey-alpha-16.png"] = lambda: raw_png(deep(np.dstack([grey, alpha()])), 16, 4)
    for depth in (1, 2, 4, 8):
        makers[f"png-palette-{depth}.png"] = lambda d=depth: paletted(d)
    makers["png-palette-8-trns.png"] = lambda: paletted(8, bytes(range(0, 256, 2)))
    makers["png-palette-4-interlaced.png"] = lambda: paletted(4, interlaced=True)
    makers["png-rgb-8.png"] = lambda: png(picture())
    makers["png-rgb-8-filters.png"] = lambda: raw_png(colour, 8, 2)
    makers["png-rgb-8-interlaced.png"] = lambda: raw_png(colour, 8, 2, interlaced=True)
    makers["png-rgb-16.png"] = lambda: raw_png(deep(small()), 16, 2)
    makers["png-rgba-8.png"] = lambda: raw_png(np.dstack([colour, alpha()]), 8, 6)
    makers["png-rgba-16.png"] = lambda: raw_png(deep(np.dstack([small(), alpha()[::2, ::2]])), 16, 6)
    return makers


def paletted(depth: int, transparency: bytes = b"", interlaced: bool = False) -> bytes:
    """A palette PNG of 2^depth colours."""
    reduced = picture().quantize(1 << depth, dither=Image.Dither.NONE)
    palette = bytes(reduced.getpalette()[:3 << depth]).ljust(3 << depth, b"\0")
    return raw_png(np.asarray(reduced), depth, 3, palette, transparency, interlaced)


def stills() -> Makers:
    """The other still formats."""
    with_alpha = Image.fromarray(np.dstack([original("meadow"), alpha()]))
    return {
        "webp-lossy.webp": lambda: saved(picture(), "WEBP", quality=80),
        "webp-lossless.webp": lambda: saved(picture(), "WEBP", lossless=True),
        "webp-alpha-lossy.webp": lambda: saved(with_alpha, "WEBP", quality=80, exact=True),
        "webp-alpha-lossless.webp": lambda: saved(with_alpha, "WEBP", lossless=True, exact=True),
        "gif.gif": lambda: saved(picture().quantize(256), "GIF", interlace=0),
        "gif-interlaced.gif": lambda: saved(picture().quantize(64), "GIF", interlace=1),
        "bmp-24.bmp": lambda: saved(small(), "BMP"),
        "bmp-8.bmp": lambda: saved(picture().quantize(256), "BMP"),
        "tiff-raw.tif": lambda: saved(small(), "TIFF"),
        "tiff-lzw.tif": lambda: saved(picture(), "TIFF", compression="tiff_lzw"),
        "tiff-deflate.tif": lambda: saved(picture(), "TIFF", compression="tiff_adobe_deflate"),
        "jpeg2000.jp2": lambda: saved(picture(), "JPEG2000", quality_mode="rates", quality_layers=[12], irreversible=True),
        "jpeg2000-lossless.jp2": lambda: saved(small(), "JPEG2000"),
        "avif.avif": lambda: saved(picture(), "AVIF", quality=75),
        "heic.heic": lambda: tool(["heif-enc", "-q", "70", "-p", "preset=medium", "-o", "OUT", "IN"], png(picture()), "a.png", "b.heic"),
        "psd.psd": lambda: psd(small()),
        "ppm.ppm": lambda: saved(small(), "PPM"),
        "pgm.pgm": lambda: saved(Image.fromarray(small()).convert("L"), "PPM"),
    }


def animated_webp(frames: np.ndarray) -> bytes:
    """An animated WebP, 10 frames a second."""
    pictures = [Image.fromarray(f) for f in frames]
    return saved(pictures[0], "WEBP", save_all=True, append_images=pictures[1:], duration=100, quality=60, loop=0)


def turned(data: bytes) -> bytes:
    """The same MP4 with a display matrix that turns it by 90 degrees."""
    return tool(["ffmpeg", "-v", "error", "-i", "IN", "-c", "copy", *EXACT, "-metadata:s:v:0", "rotate=90", "OUT"], data, "a.mp4", "b.mp4")


def clips() -> Makers:
    """One 3 s clip, 10 fps, 160 x 120, in every container and codec."""
    brook = scenes.moving(3, 10, 160, 120, 241)

    def make(name: str, *options: str, frames: np.ndarray = brook, before: list[str] | None = None) -> Callable[[], bytes]:
        return lambda: clip(frames, 10, name, list(options), before)

    h264 = X264 + ["-crf", "26"]
    hevc = ["-c:v", "libx265", "-crf", "28", "-pix_fmt", "yuv420p", "-tag:v", "hvc1",
            "-x265-params", "pools=none:frame-threads=1:info=0:log-level=error"]
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:duration=3:sample_rate=16000", "-map", "1:a", "-map", "0:v", "-c:a", "aac", "-b:a", "24k"]
    palette = "split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=none"
    return {
        "clip-h264.mp4": make("a.mp4", *h264, "-bf", "3", "-g", "30"),
        "clip-h264-fragmented.mp4": make("a.mp4", *h264, "-g", "10", "-movflags", "+frag_keyframe+empty_moov"),
        "clip-h264-10bit.mp4": make("a.mp4", *h264, "-pix_fmt", "yuv420p10le"),
        "clip-h264-rotated.mp4": lambda: turned(make("a.mp4", *h264)()),
        "clip-h264.ts": make("a.ts", *h264),
        "clip-h264-audio-first.mkv": make("a.mkv", *h264, before=tone),
        "clip-hevc.mp4": make("a.mp4", *hevc),
        # Streams that start afresh, or nearly, between two samples.
        "clip-h264-short.mkv": make("a.mkv", *h264, "-g", "7", "-bf", "2"),
        "clip-h264-open.mp4": make("a.mp4", *h264, "-x264-params", "open-gop=1:keyint=7:bframes=2:scenecut=0"),
        "clip-h264-refresh.mkv": make("a.mkv", *h264, "-x264-params", "intra-refresh=1:keyint=7"),
        "clip-hevc-short.mkv": make("a.mkv", *hevc[:-1], hevc[-1] + ":keyint=7:open-gop=0"),
        "clip-hevc-open.mp4": make("a.mp4", *hevc[:-1], hevc[-1] + ":keyint=7:open-gop=1:scenecut=0"),
        "clip-mjpeg.mov": make("a.mov", "-c:v", "mjpeg", "-q:v", "6", "-pix_fmt", "yuvj420p"),
        "clip-vp8.mkv": make("a.mkv", "-c:v", "libvpx", "-b:v", "250k"),
        "clip-vp9.webm": make("a.webm", "-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "36"),
        "clip-odd.webm": make("a.webm", "-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "36", frames=scenes.moving(3, 10, 161, 121, 241)),
        "clip-av1.mp4": make("a.mp4", "-c:v", "libaom-av1", "-cpu-used", "8", "-row-mt", "0", "-b:v", "0", "-crf", "36", "-pix_fmt", "yuv420p"),
        "clip-mpeg4.avi": make("a.avi", "-c:v", "mpeg4", "-q:v", "5", "-bf", "2"),
        "clip-mpeg1.mpg": make("a.mpg", "-c:v", "mpeg1video", "-q:v", "6", "-r", "25"),
        "clip-mpeg2.mpg": make("a.mpg", "-f", "vob", "-c:v", "mpeg2video", "-q:v", "6", "-r", "25", "-bf", "2"),
        "clip-flv1.flv": make("a.flv", "-c:v", "flv", "-q:v", "6"),
        "clip-wmv2.wmv": make("a.wmv", "-c:v", "wmv2", "-q:v", "6"),
        "clip-h263.3gp": make("a.3gp", "-c:v", "h263", "-q:v", "6", frames=scenes.moving(3, 10, 176, 144, 241)),
        "clip-theora.ogv": make("a.ogv", "-c:v", "libtheora", "-q:v", "6"),
        "clip-gif.gif": make("a.gif", "-filter_complex", palette),
        "clip-apng.png": make("a.png", "-f", "apng", "-plays", "0", "-pred", "mixed", frames=brook[:, ::2, ::2].copy()),
        "clip-webp.webp": lambda: animated_webp(brook),
    }


def all_files() -> tuple[Makers, Makers]:
    """Stills and clips."""
    return {**jpegs(), **pngs(), **stills()}, clips()
