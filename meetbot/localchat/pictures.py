"""What a picture's bytes say of its kind and size, read from the header alone."""

from __future__ import annotations

import struct
from dataclasses import dataclass

MOST_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Picture:
    """Pixels and kind."""

    width: int
    height: int
    mime: str

    @property
    def is_showable(self) -> bool:
        """Whether Telegram takes it as a photo: not larger than 10000 in sum, not thinner than one to twenty."""
        longer, shorter = max(self.width, self.height), min(self.width, self.height)
        return longer + shorter <= 10_000 and longer <= 20 * shorter


def read_picture(content: bytes) -> Picture | None:
    """The picture in ``content``; none when the bytes are no PNG, JPEG, GIF or WebP."""
    for reader in (_png, _gif, _jpeg, _webp):
        try:
            picture = reader(content)
        except (struct.error, IndexError):
            picture = None
        if picture is not None and picture.width > 0 and picture.height > 0:
            return picture
    return None


def scaled(picture: Picture, longest: int) -> Picture:
    """The picture as a preview whose longer side is at most ``longest``."""
    share = min(1.0, longest / max(picture.width, picture.height))
    return Picture(max(1, round(picture.width * share)), max(1, round(picture.height * share)), picture.mime)


def _png(content: bytes) -> Picture | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    width, height = struct.unpack(">II", content[16:24])
    return Picture(width, height, "image/png")


def _gif(content: bytes) -> Picture | None:
    if not content.startswith((b"GIF87a", b"GIF89a")):
        return None
    width, height = struct.unpack("<HH", content[6:10])
    return Picture(width, height, "image/gif")


def _jpeg(content: bytes) -> Picture | None:
    """Walks the segments to the first frame header."""
    if not content.startswith(b"\xff\xd8"):
        return None
    at = 2
    while content[at] == 0xFF:
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return Picture(width, height, "image/jpeg")
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None


def _webp(content: bytes) -> Picture | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        return None
    if content[12:16] == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        return Picture(width, int.from_bytes(content[27:30], "little") + 1, "image/webp")
    if content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return Picture((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, "image/webp")
    width, height = struct.unpack("<HH", content[26:30])
    return Picture(width & 0x3FFF, height & 0x3FFF, "image/webp")
