"""Files are kept in the database, once, under a harmless name."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from sqlmodel import Session, select

from meetbot.db import Database
from meetbot.errors import NotFound
from meetbot.files import service as files
from meetbot.files.errors import EmptyFile, TooBig
from meetbot.files.models import StoredFile
from meetbot.files.names import file_name

MEGABYTE = 1024 * 1024
LATER = timedelta(hours=1)


def test_a_photo_of_25_megabytes_is_refused(session: Session, now: datetime) -> None:
    with pytest.raises(TooBig) as refused:
        files.keep(session, bytes(25 * MEGABYTE), "image/jpeg", "huge.jpg", now)

    assert refused.value == TooBig(25 * MEGABYTE, 10 * MEGABYTE)
    assert session.exec(select(StoredFile)).all() == []


@pytest.mark.parametrize(
    ("size", "mime", "limit"),
    [
        (10 * MEGABYTE + 1, "image/png", 10 * MEGABYTE),
        (20 * MEGABYTE + 1, "application/pdf", 20 * MEGABYTE),
        (20 * MEGABYTE + 1, "", 20 * MEGABYTE),
    ],
)
def test_a_file_over_its_limit_is_refused_before_it_is_fetched(size: int, mime: str, limit: int) -> None:
    with pytest.raises(TooBig) as refused:
        files.require_size(size, mime)

    files.require_size(limit, mime)
    assert refused.value == TooBig(size, limit)


def test_a_file_without_bytes_is_refused(session: Session, now: datetime) -> None:
    with pytest.raises(EmptyFile):
        files.keep(session, b"", "image/jpeg", "nothing.jpg", now)


def test_an_unknown_file_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        files.stored(session, 1)


@pytest.mark.parametrize(
    ("given", "mime", "kept"),
    [
        ("", "image/jpeg", "file.jpg"),
        ("", "application/x-unheard-of", "file"),
        ("..", "text/plain", "file.txt"),
        ("../../etc/passwd", "", "passwd"),
        ("C:\\Windows\\system32\\cmd.exe", "", "cmd.exe"),
        ("photos/", "image/png", "file.png"),
        (".bashrc", "", "bashrc"),
        ("a\x00b\r\nc.jpg", "", "ab c.jpg"),
        ("invoice\u202egpj.exe", "", "invoicegpj.exe"),
        ('what?<b>"x".jpg', "", "what__b__x_.jpg"),
        ("会议室 投影仪.jpg", "", "会议室 投影仪.jpg"),
        ("x" * 300 + ".jpg", "", "x" * 116 + ".jpg"),
        ("x" * 300 + "." + "y" * 50, "", "x" * 120),
        ("x" * 120, "", "x" * 120),
    ],
)
def test_a_name_is_never_a_path(given: str, mime: str, kept: str) -> None:
    assert file_name(given, mime) == kept


def test_a_file_comes_back_as_it_was_sent(database: Database, now: datetime) -> None:
    content = bytes(range(256))
    with database.writing() as session:
        kept = files.keep(session, content, "image/jpeg", "../projector.jpg", now, "AgAC")
    assert kept.id is not None

    with database.reading() as session:
        assert files.stored(session, kept.id).model_dump() == {
            "id": kept.id,
            "sha256": sha256(content).hexdigest(),
            "mime": "image/jpeg",
            "name": "projector.jpg",
            "content": content,
            "size": 256,
            "telegram_file_id": "AgAC",
            "stored_at": now,
            "dropped_at": None,
        }


def test_equal_bytes_are_kept_once(session: Session, now: datetime) -> None:
    first = files.keep(session, b"plan", "image/png", "plan.png", now)

    second = files.keep(session, b"plan", "image/jpeg", "other.jpg", now + LATER, "AgAC")

    assert session.exec(select(StoredFile)).all() == [first]
    assert second is first
    assert (second.name, second.mime, second.stored_at, second.telegram_file_id) == (
        "plan.png",
        "image/png",
        now + LATER,  # from then on it is kept as long as a new one
        "AgAC",
    )
