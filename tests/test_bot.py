from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from telegram.error import InvalidToken, NetworkError

from meetbot.commands import main, opening
from meetbot.commands.complaints import complaint
from meetbot.commands.opening import database_url
from meetbot.db import Database
from meetbot.settings import LOCAL_DATABASE, Settings
from meetbot.web.errors import CannotListen, Exposed

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with the sample config, no settings, and a database address in it."""
    for name in [name for name in os.environ if name.startswith("MEETBOT_")]:
        monkeypatch.delenv(name)
    shutil.copytree(ROOT / "config", tmp_path / "config")
    monkeypatch.setenv("MEETBOT_DATABASE_URL", f"sqlite:///{tmp_path}/data/meetbot.db")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out.strip(), captured.err.strip()


def test_an_unknown_verb_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["explode"])

    assert stopped.value.code == 2
    assert "invalid choice: 'explode'" in said(capsys)[1]


def test_the_sample_config_is_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0

    assert said(capsys) == ("config: everything is in order", "")


def test_every_mistake_in_every_file_is_named_with_its_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = place / "config" / "meetbot.yaml"
    site.write_text(site.read_text().replace("time_zone:", "time_zne:"))
    (place / "config" / "rooms.yaml").write_text("rooms:\n  - code: R1\n    colour: red\n")
    (standard,) = (place / "config" / "standard").iterdir()
    standard.write_text("name: [\n")

    assert main(["check"]) == 1

    out, err = said(capsys)
    assert out == ""
    lines = err.splitlines()
    assert all(line.split(":")[1].isdigit() for line in lines)
    assert {line.split(":")[0] for line in lines} == {str(path.relative_to(place)) for path in (
        site, place / "config" / "rooms.yaml", standard,
    )}  # fmt: skip
    assert any("unknown key 'time_zne'" in line for line in lines)
    assert any("config/rooms.yaml:3" in line and "unknown key 'colour'" in line for line in lines)


def test_a_missing_config_folder_is_said(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(place / "config")

    assert main(["check"]) == 1

    assert "the file is missing" in said(capsys)[1]


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("MEETBOT_HTTP", "8080", "MEETBOT_HTTP: write host:port, for example 127.0.0.1:8080"),
        ("MEETBOT_UPDATES", "pigeon", "MEETBOT_UPDATES: Input should be 'polling' or 'webhook'"),
        ("MEETBOT_ADMINS", "Ada", "MEETBOT_ADMINS: write the Telegram ids of the first admins"),
        ("MEETBOT_API_URL", "localhost", "MEETBOT_API_URL: write the whole address"),
        (
            "MEETBOT_SMTP_URL",
            "http://meet:s3cret@x.org",
            "MEETBOT_SMTP_URL: write smtp://user:password@host:587 (STARTTLS) or",
        ),
        ("MEETBOT_SMTP_URL", "smtp://meet:s3cret@x.org:99999", "MEETBOT_SMTP_URL: write smtp://user:password@host:587"),
        (
            "MEETBOT_MAIL_FROM",
            "meetings",
            "MEETBOT_MAIL_FROM: write one mail address, for example meetings@example.org",
        ),
        ("MEETBOT_MAIL_FROM", "a@x.org\nBcc: b@x.org", "MEETBOT_MAIL_FROM: write one mail address"),
        (
            "MEETBOT_SMTP_URL",
            "smtp://meet:s3cret@x.org",
            "MEETBOT_SMTP_URL and MEETBOT_MAIL_FROM go together: set both",
        ),
        ("MEETBOT_MAIL_FROM", "a@x.org", "MEETBOT_SMTP_URL and MEETBOT_MAIL_FROM go together: set both, or neither"),
    ],
)
def test_a_wrong_setting_is_one_line_with_its_name(
    name: str, value: str, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)

    assert main(["check"]) == 1

    _, err = said(capsys)
    assert err.startswith(line)
    assert "\n" not in err
    assert "s3cret" not in err


def test_a_mail_server_is_in_order_when_its_address_and_the_sender_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEETBOT_SMTP_URL", "smtps://meet:p%40ss@mail.example.org")
    monkeypatch.setenv("MEETBOT_MAIL_FROM", "meetings@example.org")

    assert main(["check"]) == 0

    assert "p%40ss" not in repr(Settings())


def test_a_new_database_is_made_and_brought_up_to_date_twice(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0

    out, err = said(capsys)
    assert (out.splitlines()[-1], err) == (f"sqlite:///{place}/data/meetbot.db: the schema is up to date", "")


def test_a_corrupt_database_file_is_one_line(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "data").mkdir()
    (place / "data" / "meetbot.db").write_text("dear diary " * 1000)

    assert main(["migrate"]) == 1

    assert said(capsys) == (
        "", "the database file is damaged (file is not a database); put a backup back with: bot.py restore FILE",
    )  # fmt: skip


@pytest.mark.parametrize("url", ["sqlite:////proc/meetbot/meetbot.db", "sqlite:////proc/version", "sqlite:////dev"])
def test_a_database_that_cannot_be_written_is_one_line(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEETBOT_DATABASE_URL", url)

    assert main(["migrate"]) == 1

    out, err = said(capsys)
    assert (out, err.count("\n")) == ("", 0)
    assert err


@pytest.mark.parametrize("url", ["nonsense", "oracle2://x/y", "://"])
def test_an_address_that_is_none_is_one_line_without_the_address(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEETBOT_DATABASE_URL", url)

    assert main(["migrate"]) == 1

    assert said(capsys) == ("", "MEETBOT_DATABASE_URL: write an address like sqlite:///var/meetbot.db")


def test_a_backup_goes_round(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])

    assert main(["backup", "kept.db"]) == 0
    assert main(["restore", "kept.db"]) == 0

    out, err = said(capsys)
    assert err == ""
    assert "is backed up to kept.db" in out
    assert "is restored from kept.db; what was there is" in out
    assert len(list((place / "data").glob("meetbot.db.before-*"))) == 1


def test_a_backup_of_an_older_version_is_brought_up_to_date(place: Path) -> None:
    main(["migrate"])
    main(["backup", "kept.db"])
    with closing(sqlite3.connect(place / "kept.db")) as connection:
        before = connection.execute("SELECT version_num FROM alembic_version").fetchall()

    main(["restore", "kept.db"])

    with closing(sqlite3.connect(place / "data" / "meetbot.db")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["backup", "kept.db"], "there is no database"),
        (["restore", "none.db"], "none.db: No such file or directory"),
        (["restore", "config/meetbot.yaml"], "config/meetbot.yaml: this is no usable backup: it is no SQLite file"),
        (["backup", "no/such/folder/kept.db"], "there is no database"),
    ],
)
def test_what_cannot_be_copied_is_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1

    out, err = said(capsys)
    assert (out, err.count("\n")) == ("", 0)
    assert words in err


def test_a_database_in_use_is_not_replaced(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])
    main(["backup", "kept.db"])
    bot = Database(f"sqlite:///{place}/data/meetbot.db")
    with bot.reading() as session:
        session.connection().exec_driver_sql("SELECT 1 FROM person").all()

    assert main(["restore", "kept.db"]) == 1
    bot.close()

    assert said(capsys)[1] == f"{place}/data/meetbot.db: the database is in use; stop the bot first"


def test_a_database_that_cannot_be_reached_is_one_line_without_its_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], place: Path
) -> None:
    monkeypatch.setenv("MEETBOT_DATABASE_URL", "postgresql+psycopg://u:secret@127.0.0.1:1/meet")

    assert main(["backup", "kept.db"]) == 1

    [line] = said(capsys)[1].splitlines()
    assert line.startswith("database: connection failed: ")
    assert "secret" not in line
    assert not (place / "kept.db").exists()


def test_the_local_chats_database_is_meant_only_when_nothing_else_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MEETBOT_DATABASE_URL")
    assert database_url(Settings()) == LOCAL_DATABASE

    monkeypatch.setenv("MEETBOT_TOKEN", "1:a")
    assert database_url(Settings()) == "sqlite:///var/meetbot.db"

    monkeypatch.delenv("MEETBOT_TOKEN")
    monkeypatch.setenv("MEETBOT_DATABASE_URL", "sqlite:///elsewhere.db")
    assert database_url(Settings()) == "sqlite:///elsewhere.db"


def test_bookings_go_into_a_new_file(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--file", "bookings.csv"]) == 0
    assert main(["export", "--file", "bookings.csv"]) == 1

    out, err = said(capsys)
    assert (out, err) == (
        "0 bookings are in bookings.csv", "bookings.csv: there is a file already; choose another name",
    )  # fmt: skip
    assert (place / "bookings.csv").read_text("utf-8-sig").startswith("id,room,title,")


@pytest.mark.parametrize(
    "phrase",
    ["明天下午2点到4点 20人 回字式 班子会议", "tomorrow 14:00-16:00 20 people hollow square leadership meeting"],
)
def test_one_line_is_read_as_json(phrase: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", phrase, "--now", "2026-11-23T10:00"]) == 0

    assert json.loads(said(capsys)[0]) == {
        "start": "2026-11-24T14:00:00+08:00", "end": "2026-11-24T16:00:00+08:00", "heads": 20,
        "layout": "hollow_square", "type": "leadership", "room": None, "title": None, "repeat": None, "not_understood": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read"], "the following arguments are required: phrase"),
        (["read", "x", "--now", "soon"], "write a time like 2026-11-23T10:00"),
        (["read", "x", "--lang", "tlh"], "invalid choice: 'tlh'"),
    ],
)
def test_what_read_is_given_wrongly_is_explained(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(arguments)

    assert words in said(capsys)[1]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (CannotListen("127.0.0.1", 8080, is_taken=True, reason=""), "127.0.0.1:8080 is taken by another program; stop it"),
        (CannotListen("192.0.2.1", 80, is_taken=False, reason="no"), "cannot listen on 192.0.2.1:80 (no)"),
        (Exposed("0.0.0.0"), "the local chat lets anybody be anyone, so it is not served on 0.0.0.0"),
        (InvalidToken("The token `1:secret` was rejected"), "Telegram does not know this token; copy it again"),
        (NetworkError("aiohttp.ClientConnectorError: no"), "Telegram cannot be reached (aiohttp.ClientConnectorError: no)"),
        (PermissionError(13, "Permission denied", "var"), "var: Permission denied"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "the database file cannot be written"),
        (sqlite3.OperationalError("database or disk is full"), "the disk is full"),
        (sqlite3.OperationalError("database is locked"), "the database is held by another program"),
    ],
)  # fmt: skip
def test_what_stops_the_bot_is_one_line_with_the_next_step(error: Exception, line: str) -> None:
    assert complaint(error).startswith(line)
    assert "\n" not in complaint(error)
    assert "secret" not in complaint(error)


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(opening, "database_url", broken)

    with pytest.raises(ZeroDivisionError):
        main(["migrate"])


def test_the_door_itself_opens(place: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "bot.py", "check"], cwd=place, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "config: everything is in order", "")
