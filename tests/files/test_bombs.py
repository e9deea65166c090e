"""Small files that unpack to something enormous, and files that are not what they say: refused, soon and without the memory."""

from __future__ import annotations

import gzip
import struct
import tracemalloc
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from PIL import Image

from meetbot.files.errors import NotAPicture, TooManyPixels
from meetbot.files.pictures import plain_picture

_ONE_MEGABYTE = 1024 * 1024


def png(width: int, height: int, *chunks: tuple[bytes, bytes], rows: bytes = b"") -> bytes:
    """A PNG that says it is so large, whatever it holds."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), *chunks, (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


def animated(kind: str) -> bytes:
    kept = BytesIO()
    first, *others = (Image.new("RGB", (300, 300), (shade, 0, 0)) for shade in range(200))
    first.save(kept, kind, save_all=True, append_images=others)
    return kept.getvalue()


def memory_of(content: bytes) -> int:
    """The most that Python held while looking at it, in bytes."""
    tracemalloc.start()
    try:
        with pytest.raises((NotAPicture, TooManyPixels)):
            plain_picture(content)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("width", "height"), [(50_000, 50_000), (2**31 - 1, 1), (1, 2**31 - 1), (2**31 - 1, 2**31 - 1), (60_000, 60_000)]
)
def test_a_picture_of_countless_pixels_is_refused_by_what_it_says(width: int, height: int) -> None:
    assert memory_of(png(width, height, rows=b"\0" * _ONE_MEGABYTE)) < 8 * _ONE_MEGABYTE


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
def test_words_in_a_picture_are_not_unpacked_without_end(name: bytes) -> None:
    packed = zlib.compress(b"\0" * 300 * _ONE_MEGABYTE, 9)
    keys = {b"zTXt": b"Comment\0\0", b"iTXt": b"Comment\0\1\0\0\0", b"iCCP": b"Profile\0\0"}
    content = png(40, 20, (name, keys[name] + packed), rows=b"\0" * 20 * 121)

    tracemalloc.start()
    try:
        kept = plain_picture(content)
    except NotAPicture:
        kept = b""
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert len(kept) < _ONE_MEGABYTE
    assert most < 100 * _ONE_MEGABYTE


def test_a_moving_picture_is_kept_as_one_that_stands_still() -> None:
    sent = animated("WEBP")

    with Image.open(BytesIO(plain_picture(sent))) as kept:
        assert getattr(kept, "n_frames", 1) == 1


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "ICO", "PPM", "PDF"])
def test_only_what_a_phone_sends_is_opened(kind: str) -> None:
    kept = BytesIO()
    Image.new("RGB", (40, 20)).save(kept, kind)

    with pytest.raises(NotAPicture):
        plain_picture(kept.getvalue())


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("count", range(5))
def test_what_a_camera_says_may_be_broken(count: int) -> None:
    """The turn of the picture, said ``count`` times over: once is right."""
    exif, kept = Image.Exif(), BytesIO()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20), "green").save(kept, "JPEG", exif=exif)
    once = b"\x01\x12\x00\x03\x00\x00\x00\x01"
    assert once in kept.getvalue()

    try:
        plain = plain_picture(kept.getvalue().replace(once, once[:-1] + bytes([count])))
    except NotAPicture:
        return

    with Image.open(BytesIO(plain)) as picture:
        assert not picture.getexif()


def zipped(*parts: tuple[str, bytes]) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as packed:
        for name, content in parts:
            packed.writestr(name, content)
    return kept.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(b"<svg xmlns='http://www.w3.org/2000/svg' width='1e9' height='1e9'/>"),
        b"<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'>]><svg>&a;</svg>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100000 100000\n",
        zipped(("a.zip", zipped(("b.zip", zipped(("c", b"\0" * _ONE_MEGABYTE)))))),
        b"RIFF\xff\xff\xff\xffWEBPVP8X" + b"\xff" * 60,
        b"\xff\xd8\xff\xe1\xff\xffExif\0\0MM\0*\0\0\0\x08" + b"\xff" * 400,
    ],
    ids=[
        "packed drawing",
        "drawing with entities",
        "program for printers",
        "folders in folders",
        "forged WebP",
        "forged EXIF",
    ],
)
def test_what_calls_itself_a_picture_and_is_none_is_refused(content: bytes) -> None:
    assert memory_of(content) < 8 * _ONE_MEGABYTE
