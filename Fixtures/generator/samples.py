"""A tiny picture in every format that there is an encoder for, as C: what the self-test decodes under the lock."""

from __future__ import annotations

import struct

import numpy as np
from PIL import Image

from . import scenes
from .encode import X264, clip, jpeg, png, psd, saved

SIDE = 64


def picture() -> np.ndarray:
    """The picture that all samples show."""
    return scenes.shapes(SIDE, SIDE, 64, 12)


def dds(pixels: np.ndarray) -> bytes:
    """An uncompressed DirectDraw surface, 8 bits a channel."""
    height, width = pixels.shape[:2]
    layout = struct.pack("<IIIIIIII", 32, 0x40, 0, 24, 0xFF0000, 0xFF00, 0xFF, 0)
    head = b"DDS " + struct.pack("<IIIIIII", 124, 0x100F, height, width, width * 3, 0, 0) + bytes(44) + layout + struct.pack("<IIIII", 0x1000, 0, 0, 0, 0)
    return head + pixels[:, :, ::-1].tobytes()


def still(suffix: str, *options: str) -> bytes:
    """One frame through ffmpeg."""
    return clip(picture()[None], 25, f"a.{suffix}", ["-frames:v", "1", *options])


def moving(suffix: str, *options: str) -> bytes:
    """Three equal frames through ffmpeg."""
    return clip(np.repeat(picture()[None], 3, axis=0), 25, f"a.{suffix}", list(options))


def all_samples() -> dict[str, bytes]:
    """Samples by the name of their format in reports."""
    pixels = picture()
    h264 = [*X264, "-crf", "20"]
    mpeg2 = ["-c:v", "mpeg2video", "-q:v", "4", "-pix_fmt", "yuv420p"]
    return {
        "jpeg": jpeg(pixels, 80),
        "png": png(pixels),
        "webp": saved(pixels, "WEBP", quality=80),
        "bmp": saved(Image.fromarray(pixels).convert("L"), "BMP"),
        "tiff": saved(pixels, "TIFF", compression="tiff_lzw"),
        "psd": psd(pixels),
        "qoi": still("qoi"),
        "dds": dds(pixels),
        "sgi": still("sgi"),
        "jp2": still("jp2", "-c:v", "jpeg2000", "-pix_fmt", "yuv420p", "-q:v", "4"),
        "jls": still("jls", "-c:v", "jpegls"),
        "jxl": still("jxl", "-c:v", "libjxl", "-distance", "2"),
        "exr": still("exr", "-pix_fmt", "gbrpf32le", "-compression", "zip16", "-format", "half"),
        "ras": still("ras", "-c:v", "sunrast"),
        "pnm": saved(Image.fromarray(pixels).convert("L"), "PPM"),
        "gif": saved(pixels, "GIF"),
        "apng": moving("png", "-f", "apng", "-plays", "0"),
        "avif": saved(pixels, "AVIF", quality=70),
        "mp4": moving("mp4", *h264),
        "mov": moving("mov", "-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p"),
        "3gp": moving("3gp", *h264),
        "mkv": moving("mkv", "-c:v", "libx265", "-crf", "22", "-pix_fmt", "yuv420p", "-x265-params", "pools=none:frame-threads=1:info=0:log-level=error"),
        "webm": moving("webm", "-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "20"),
        "avi": moving("avi", "-c:v", "mpeg4", "-q:v", "4"),
        "flv": moving("flv", "-c:v", "flv", "-q:v", "4"),
        "asf": moving("wmv", "-c:v", "wmv2", "-q:v", "4"),
        "mpg": moving("mpg", "-f", "vob", *mpeg2),
        "ts": moving("ts", *h264),
        "m2v": moving("m2v", *mpeg2),
        "m4v": moving("m4v", "-f", "m4v", "-c:v", "mpeg4", "-q:v", "4"),
        "h264": moving("h264", *h264),
        "ogg": moving("ogv", "-c:v", "libtheora", "-q:v", "9"),
        "rm": moving("rm", "-c:v", "rv10", "-q:v", "4"),
        "mxf": moving("mxf", *mpeg2),
        "ivf": moving("ivf", "-c:v", "libaom-av1", "-cpu-used", "8", "-row-mt", "0", "-b:v", "0", "-crf", "20", "-pix_fmt", "yuv420p"),
    }


def c_source(samples: dict[str, bytes]) -> str:
    """The samples as a C file."""
    lines = ["// Made by Fixtures/make.py. One synthetic picture in every format, for the self-test.", "", '#include "format_samples.h"', ""]
    for name, data in samples.items():
        lines.append(f"static const unsigned char sample_{name}[] = {{")
        lines += ["    " + "".join(f"{byte}," for byte in data[start : start + 32]) for start in range(0, len(data), 32)]
        lines += ["};", ""]
    lines.append("const vigie_format_sample vigie_format_samples[] = {")
    lines += [f'    {{"{name}", sample_{name}, sizeof sample_{name}}},' for name in samples]
    lines += ["};", "", "const size_t vigie_format_sample_count = sizeof vigie_format_samples / sizeof *vigie_format_samples;", ""]
    return "\n".join(lines)
