"""
Pictures as they are kept: what a camera writes beside the picture (the place, the device, the time) is not.

A picture is looked at before it is unpacked, so that a small file cannot fill the memory.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from meetbot.files.errors import NotAPicture, TooManyPixels

if TYPE_CHECKING:  # imported when the first picture comes: a bot does not need it to start
    from PIL.Image import Image

# What every phone shows and Telegram sends as a photo; the sum of its sides may be 10,000.
KINDS = ("JPEG", "PNG", "WEBP")
LONGEST_SIDE = 2560
# The largest phone cameras; unpacked it is 200 MB for a moment.
MOST_PIXELS = 50_000_000
_QUALITY = 88
JPEG = "image/jpeg"
_TOLD = {"exif", "xmp", "comment", "photoshop", "mp"}
# Pillow finds these only while it unpacks the picture.
_CHUNKS = {"PNG": (b"tEXt", b"iTXt", b"zTXt", b"eXIf"), "WEBP": (b"EXIF", b"XMP ")}
_SIGNATURES = {b"\x89PNG": "image/png", b"RIFF": "image/webp"}


def plain_picture(content: bytes) -> bytes:
    """
    ``content`` without anything beside the picture, upright, at most 2560 pixels wide or high: a JPEG where it had to be drawn.

    A picture that is so already stays as it is, byte for byte. Raises NotAPicture, TooManyPixels.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content), formats=KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TooManyPixels(picture.width, picture.height, MOST_PIXELS)
            if not _says_more(picture, content) and max(picture.size) <= LONGEST_SIDE:
                return content
            return _redrawn(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise NotAPicture from None


def mime_of(content: bytes) -> str:
    """The kind of a picture that ``plain_picture`` gave."""
    return next((mime for signature, mime in _SIGNATURES.items() if content.startswith(signature)), JPEG)


def _says_more(picture: Image, content: bytes) -> bool:
    """Whether there is anything beside the picture: EXIF, XMP, comments, more pictures; found too often it is drawn for nothing."""
    is_told = bool(_TOLD & set(picture.info)) or bool(picture.getexif()) or getattr(picture, "n_frames", 1) > 1
    return is_told or any(chunk in content for chunk in _CHUNKS.get(picture.format or "", ()))


def _redrawn(picture: Image) -> bytes:
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = Image.new("RGB", upright.size, "white")
    shown = upright.convert("RGBA")
    drawn.paste(shown, mask=shown.getchannel("A"))
    kept = BytesIO()
    drawn.save(kept, "JPEG", quality=_QUALITY)
    return kept.getvalue()
