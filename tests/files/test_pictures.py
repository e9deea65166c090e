"""What a camera writes beside a picture is not kept; what is no picture is refused."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from meetbot.files.errors import NotAPicture, TooManyPixels
from meetbot.files.pictures import plain_picture

GPS = 0x8825
ORIENTATION = 0x0112


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 20), exif: Image.Exif | None = None) -> bytes:
    kept = BytesIO()
    picture = Image.new("RGB", size, "green")
    picture.putpixel((0, 0), (255, 0, 0))
    picture.save(kept, kind, **({"exif": exif} if exif else {}))
    return kept.getvalue()


def told_where(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[1] = "N"
    return exif


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_place_where_a_photo_was_taken_is_not_kept(kind: str) -> None:
    sent = photo(kind, exif=told_where())
    with Image.open(BytesIO(sent)) as before:
        assert before.getexif()

    with Image.open(BytesIO(plain_picture(sent))) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (40, 20), {})


def test_a_photo_that_was_taken_sideways_stands_upright() -> None:
    with Image.open(BytesIO(plain_picture(photo(exif=told_where(6))))) as kept:
        assert kept.size == (20, 40)


def test_a_plain_photo_stays_as_it_is() -> None:
    assert plain_picture(photo()) == photo()


def test_a_very_large_photo_is_made_smaller() -> None:
    with Image.open(BytesIO(plain_picture(photo(size=(6000, 3000))))) as kept:
        assert kept.size == (2560, 1280)


def test_more_pixels_than_any_camera_has_are_refused_unseen() -> None:
    with pytest.raises(TooManyPixels):
        plain_picture(photo("PNG", size=(10_000, 5_001)))


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.7", b"<svg/>", photo()[:60]])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        plain_picture(content)
