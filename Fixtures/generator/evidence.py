"""The small "seized volume" and what is expected of each of its files."""

from __future__ import annotations

import functools
import io
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from . import scenes
from .encode import X264, clip, cropped, jpeg, png, resized, saved
from .hashing import frames_of
from .scenes import original

FPS = 10
SIZE = (320, 240)
CLIP_SEEDS = {"ferry": 211, "carousel": 223, "storm": 233}
KNOWN_CLIPS = ("ferry", "carousel")


@dataclass(frozen=True)
class Item:
    """A file of the evidence."""
    path: bytes
    make: Callable[[], bytes]
    format: str = "jpeg"
    outcome: str = "hashed"
    original: str = ""
    edit: str = "original"
    match: str = "none"


@functools.cache
def original_file(name: str) -> bytes:
    """An original as it lies on the volume."""
    pixels = original(name)
    return png(pixels) if name in ("tiles", "rings", "icon", "tiny", "ledger") else jpeg(pixels, 92)


@functools.cache
def clip_file(name: str) -> bytes:
    """An original clip: 6 s (storm 5 s), 10 fps, 320 x 240, H.264."""
    frames = scenes.moving(5 if name == "storm" else 6, FPS, *SIZE, CLIP_SEEDS[name])
    return clip(frames, FPS, "a.mp4", X264 + ["-crf", "24"])


@functools.cache
def clip_frames(name: str) -> np.ndarray:
    """The decoded frames of an original clip."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.mp4")
        path.write_bytes(clip_file(name))
        return frames_of(path)[0]


def smaller(frames: np.ndarray) -> np.ndarray:
    """Frames scaled to 192 x 144."""
    return np.stack([np.asarray(Image.fromarray(f).resize((192, 144), Image.Resampling.BOX)) for f in frames])


def slideshow() -> bytes:
    """2 s of the unknown clip, the picture `harbour` for 3 s, 2 s of the unknown clip."""
    still = np.asarray(Image.fromarray(original("harbour")).resize(SIZE, Image.Resampling.LANCZOS))
    storm = clip_frames("storm")
    frames = np.concatenate([storm[:20], np.repeat(still[None], 30, 0), storm[20:40]])
    return clip(frames, FPS, "a.mp4", X264 + ["-crf", "26"])


def compilation() -> bytes:
    """3 s of the unknown clip, the clip `ferry`, 2 s of the unknown clip."""
    storm = clip_frames("storm")
    return clip(np.concatenate([storm[:30], clip_frames("ferry"), storm[30:]]), FPS, "a.mp4", X264 + ["-crf", "28"])


def animation(name: str, options: list[str]) -> bytes:
    """Every second frame of the first 3 s of `ferry`, 192 x 144, 5 fps."""
    return clip(smaller(clip_frames("ferry")[:30:2]), 5, name, options)


def noise_bytes(count: int, seed: int) -> bytes:
    """Random bytes that begin with no known signature."""
    return b"\x07VGX" + np.random.default_rng(seed).bytes(count)


def letter() -> bytes:
    """A text file."""
    return ("Dear reader,\n\n" + "This letter holds no picture. It is listed by its MD5 and SHA values only.\n" * 12).encode()


def archive() -> bytes:
    """A ZIP with a copy of a known picture."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in (("letter.txt", letter()), ("icon.png", original_file("icon"))):
            file.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def bordered(name: str) -> np.ndarray:
    """With a white border of an eighth of the height."""
    pixels = original(name)
    width = pixels.shape[0] // 8
    return np.pad(pixels, ((width, width), (width, width), (0, 0)), constant_values=255)


def copy(path: str | bytes, name: str, edit: str, make: Callable[[], bytes], kind: str = "jpeg", match: str = "perceptual") -> Item:
    """A file that derives from a known original."""
    return Item(path.encode() if isinstance(path, str) else path, make, kind, "hashed", name, edit, match)


def originals() -> list[Item]:
    """The originals, known and unknown."""
    places = {"alpine": "DCIM/Camera/IMG_0001.jpg", "harbour": "DCIM/Camera/IMG_0002.jpg", "tiles": "Downloads/tiles.png",
              "poster": "Documents/poster.jpg", "marble": "Pictures/marble.jpg", "rings": "Downloads/rings.png",
              "icon": "cache/icon.png", "tiny": "cache/tiny.png"}
    unknown = {"lagoon": "DCIM/Camera/IMG_0003.jpg", "quartz": "DCIM/Camera/IMG_0004.jpg", "ledger": "Documents/scan.png"}
    items = [copy(path, name, "original", functools.partial(original_file, name), path[-3:].replace("jpg", "jpeg"),
                  "exact" if name == "alpine" else "perceptual") for name, path in places.items()]
    items += [Item(path.encode(), functools.partial(original_file, name), path[-3:].replace("jpg", "jpeg"), edit="unknown original")
              for name, path in unknown.items()]
    items += [copy("DCIM/Camera/VID_0001.mp4", "ferry", "original", lambda: clip_file("ferry"), "mp4"),
              copy("Movies/carousel.mp4", "carousel", "original", lambda: clip_file("carousel"), "mp4"),
              Item(b"DCIM/Camera/VID_0002.mp4", lambda: clip_file("storm"), "mp4", edit="unknown original")]
    return items


def recoded() -> list[Item]:
    """Copies resized or in another format: all must match."""
    o = original
    return [
        copy("DCIM/.thumbnails/1001.jpg", "alpine", "160 px wide; JPEG 70", lambda: jpeg(resized(o("alpine"), 0.1), 70)),
        copy("DCIM/.thumbnails/1002.jpg", "harbour", "resized 0.25; JPEG 70", lambda: jpeg(resized(o("harbour"), 0.25), 70)),
        copy("Downloads/view-half.jpg", "alpine", "resized 0.5; JPEG 85", lambda: jpeg(resized(o("alpine"), 0.5))),
        copy("Downloads/view-small.png", "alpine", "resized 0.25; PNG", lambda: png(resized(o("alpine"), 0.25)), "png"),
        copy("Downloads/marble-large.jpg", "marble", "resized 1.3; JPEG 85", lambda: jpeg(resized(o("marble"), 1.3))),
        copy("Pictures/marble-q90.jpg", "marble", "JPEG 90", lambda: jpeg(o("marble"), 90)),
        copy("WhatsApp Images/IMG-20200101-WA0001.jpg", "harbour", "JPEG 20", lambda: jpeg(o("harbour"), 20)),
        copy("WhatsApp Images/IMG-20200101-WA0002.jpg", "poster", "JPEG 50", lambda: jpeg(o("poster"), 50)),
        copy("WhatsApp Images/Sent/IMG-20200102-WA0003.jpg", "alpine", "same bytes", lambda: original_file("alpine"), match="exact"),
        copy("Pictures/harbour.webp", "harbour", "WebP 60", lambda: saved(o("harbour"), "WEBP", quality=60), "webp"),
        copy("Pictures/rings.gif", "rings", "GIF", lambda: saved(Image.fromarray(o("rings")).quantize(256), "GIF"), "gif"),
        copy("Pictures/rings.bmp", "rings", "BMP", lambda: saved(o("rings"), "BMP"), "bmp"),
        copy("Pictures/tiny.bmp", "tiny", "BMP", lambda: saved(o("tiny"), "BMP"), "bmp"),
        copy("Pictures/rings.tif", "rings", "TIFF, LZW", lambda: saved(o("rings"), "TIFF", compression="tiff_lzw"), "tiff"),
        copy("Pictures/marble.jp2", "marble", "JPEG 2000, 24:1",
             lambda: saved(o("marble"), "JPEG2000", quality_mode="rates", quality_layers=[24], irreversible=True), "jp2"),
        copy("Pictures/harbour.avif", "harbour", "resized 0.5; AVIF 60", lambda: saved(resized(o("harbour"), 0.5), "AVIF", quality=60), "avif"),
        copy("Pictures/harbour-progressive.jpg", "harbour", "progressive JPEG 80", lambda: jpeg(o("harbour"), 80, progressive=True)),
        copy("Pictures/tiles-grey.jpg", "tiles", "grey JPEG 80", lambda: jpeg(Image.fromarray(o("tiles")).convert("L"), 80)),
        copy("Pictures/poster-cmyk.jpg", "poster", "CMYK JPEG 85", lambda: jpeg(Image.fromarray(o("poster")).convert("CMYK"))),
    ]


def edited() -> list[Item]:
    """Edits: inside the threshold, only in another orientation, far outside."""
    o = original
    folder = "Pictures/edited/"
    return [
        copy(folder + "flipped.jpg", "alpine", "flipped left to right; JPEG 85", lambda: jpeg(o("alpine")[:, ::-1].copy()), match="orientation"),
        copy(folder + "turned-90.jpg", "harbour", "rotated by 90 degrees; JPEG 85", lambda: jpeg(np.rot90(o("harbour")).copy()), match="orientation"),
        copy(folder + "turned-180.jpg", "poster", "rotated by 180 degrees; JPEG 85", lambda: jpeg(np.rot90(o("poster"), 2).copy()), match="orientation"),
        copy(folder + "transposed.png", "tiles", "rows and columns exchanged; PNG", lambda: png(o("tiles").transpose(1, 0, 2).copy()), "png", "orientation"),
        copy(folder + "flipped-small.jpg", "marble", "flipped top to bottom; resized 0.5; JPEG 85",
             lambda: jpeg(resized(o("marble")[::-1].copy(), 0.5)), match="orientation"),
        copy(folder + "crop-2.jpg", "alpine", "cropped 2 %; JPEG 85", lambda: jpeg(cropped(o("alpine"), 0.02))),
        copy(folder + "crop-2b.png", "tiles", "cropped 2 %; PNG", lambda: png(cropped(o("tiles"), 0.02)), "png"),
        copy(folder + "text.jpg", "harbour", "text overlay; JPEG 85",
             lambda: jpeg(scenes.write(o("harbour"), "look at this view!", (0.1, 0.8), 0.07, (255, 255, 255)))),
        copy(folder + "paler.jpg", "poster", "less contrast, brighter; JPEG 85", lambda: jpeg(scenes.to_bytes(o("poster") * 0.7 + 60.0))),
        copy(folder + "crop-15.jpg", "alpine", "cropped 15 %; JPEG 85", lambda: jpeg(cropped(o("alpine"), 0.15)), match="none"),
        copy(folder + "bordered.jpg", "marble", "white border; JPEG 85", lambda: jpeg(bordered("marble")), match="border"),
        copy(folder + "tilted.jpg", "harbour", "turned by 3 degrees; JPEG 85",
             lambda: jpeg(Image.fromarray(o("harbour")).rotate(3, Image.Resampling.BICUBIC)), match="none"),
    ]


def clips() -> list[Item]:
    """Clips that hold a known clip or picture."""
    frames = functools.partial(clip_frames, "ferry")
    palette = "split[a][b];[a]palettegen=max_colors=128[p];[b][p]paletteuse=dither=none"
    return [
        copy("Movies/ferry.webm", "ferry", "VP9", lambda: clip(frames(), FPS, "a.webm", ["-c:v", "libvpx-vp9", "-b:v", "0", "-crf", "40"]), "webm"),
        copy("Movies/ferry.avi", "ferry", "MPEG-4 part 2", lambda: clip(frames(), FPS, "a.avi", ["-c:v", "mpeg4", "-q:v", "8"]), "avi"),
        copy("Movies/ferry-small.mp4", "ferry", "192 x 144; H.264", lambda: clip(smaller(frames()), FPS, "a.mp4", X264 + ["-crf", "26"]), "mp4"),
        copy("Movies/ferry.mkv", "ferry", "H.264 crf 34", lambda: clip(frames(), FPS, "a.mkv", X264 + ["-crf", "34"]), "mkv"),
        copy("Movies/compilation.mp4", "ferry", "between 3 s and 2 s of an unknown clip", compilation, "mp4"),
        copy("Movies/slideshow.mp4", "harbour", "shown from 2 s to 5 s in an unknown clip", slideshow, "mp4"),
        copy("Movies/ferry.gif", "ferry", "first 3 s, 192 x 144, 5 fps, animated GIF",
             lambda: animation("a.gif", ["-filter_complex", palette]), "gif"),
        copy("Movies/ferry.png", "ferry", "first 3 s, 192 x 144, 5 fps, APNG",
             lambda: animation("a.png", ["-f", "apng", "-plays", "0", "-pred", "mixed"]), "png"),
    ]


def misnamed() -> list[Item]:
    """Wrong or missing extensions."""
    return [
        copy("Downloads/photo.png", "tiles", "JPEG 80, named .png", lambda: jpeg(original("tiles"), 80)),
        copy("Downloads/clip.jpg", "carousel", "H.264 crf 32 in MP4, named .jpg",
             lambda: clip(clip_frames("carousel"), FPS, "a.mp4", X264 + ["-crf", "32"]), "mp4"),
        copy("Documents/backup.txt", "rings", "PNG, named .txt", lambda: png(original("rings")[:, :, :]), "png"),
        copy("cache/f_000001", "harbour", "JPEG 75, no extension", lambda: jpeg(original("harbour"), 75)),
        Item(b"Downloads/readme.jpg", lambda: b"This is text, whatever its name says.\n", "", "notMedia", edit="text, named .jpg"),
    ]


def odd_names() -> list[Item]:
    """Names that are not plain ASCII."""
    marble = functools.partial(jpeg, resized(original("marble"), 0.6), 80)
    name = "r\u00e9sum\u00e9.jpg"
    folder = b"Downloads/names/"
    return [
        copy(folder + b"caf\xe9.jpg", "marble", "resized 0.6; JPEG 80; Latin-1 name", marble),
        copy(folder + b"\xff\xfe.png", "icon", "PNG; name is no UTF-8", lambda: png(original("icon")), "png"),
        copy(folder + unicodedata.normalize("NFC", name).encode(), "poster", "resized 0.5; JPEG 70; NFC name", lambda: jpeg(resized(original("poster"), 0.5), 70)),
        copy(folder + unicodedata.normalize("NFD", name).encode(), "tiles", "resized 0.5; JPEG 70; NFD name", lambda: jpeg(resized(original("tiles"), 0.5), 70)),
        copy(folder + b"two\nlines.jpg", "marble", "resized 0.6; JPEG 80; newline in the name", marble),
        copy(folder + b'one, "two".jpg', "marble", "resized 0.6; JPEG 80; comma and quotes in the name", marble),
        copy(folder + b"-rf.jpg", "marble", "resized 0.6; JPEG 80; leading dash", marble),
        copy(folder + b" 100% .jpg", "marble", "resized 0.6; JPEG 80; spaces and percent sign", marble),
        copy(".hidden/.secret.jpg", "alpine", "resized 0.5; JPEG 60; hidden", lambda: jpeg(resized(original("alpine"), 0.5), 60)),
    ]


def others() -> list[Item]:
    """Unrelated pictures, near-empty ones, damaged ones, and what is no media."""
    return [
        Item(b"DCIM/Camera/IMG_0005.jpg", lambda: jpeg(scenes.landscape(640, 480, 131)), edit="unrelated"),
        Item(b"WhatsApp Images/IMG-20200103-WA0004.jpg", lambda: jpeg(scenes.shapes(480, 360, 141), 70), edit="unrelated"),
        Item(b"Pictures/waves.webp", lambda: saved(scenes.rings(400, 300, 151), "WEBP", quality=70), "webp", edit="unrelated"),
        Item(b"cache/white.png", lambda: png(scenes.flat(320, 240, 0)), "png", "lowQuality", edit="white"),
        Item(b"cache/slope.jpg", lambda: jpeg(scenes.flat(320, 240, 40)), "jpeg", "lowQuality", edit="faint gradient"),
        Item(b"cache/pixel.gif", lambda: saved(Image.new("P", (1, 1)), "GIF"), "gif", "lowQuality", edit="one pixel"),
        Item(b"Downloads/interrupted.jpg", lambda: original_file("harbour")[:-1500], "jpeg", "partial", "harbour", "last 1500 bytes missing", "perceptual"),
        Item(b"cache/broken.png", lambda: b"\x89PNG\r\n\x1a\n" + noise_bytes(400, 1), "png", "undecodable", edit="signature, then noise"),
        Item(b"Documents/letter.txt", letter, "", "notMedia", "letter", "text", "exact"),
        Item(b"Documents/ledger.vgx", lambda: noise_bytes(3000, 2), "", "notMedia", "vgx", "unknown binary format", "exact"),
        Item(b"Documents/blob.bin", lambda: noise_bytes(2000, 3), "", "notMedia", edit="random bytes"),
        Item(b"Documents/archive.zip", archive, "zip", "notMedia", edit="ZIP with a known picture (archives are not opened)"),
        Item(b"Documents/page.html", lambda: b"<!doctype html><title>page</title><p>no picture</p>\n", "", "notMedia", edit="text"),
        Item(b"Documents/empty.txt", lambda: b"", "", "notMedia", edit="zero bytes"),
        Item(b".hidden/.nomedia", lambda: b"", "", "notMedia", edit="zero bytes"),
    ]


def items() -> list[Item]:
    """All files of the evidence, by path."""
    groups = (originals, recoded, edited, clips, misnamed, odd_names, others)
    return sorted((item for group in groups for item in group()), key=lambda item: item.path)
