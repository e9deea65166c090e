"""``bot.py standard``: compare versions, and take a published one out again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from meetbot.app import prepare
from meetbot.booking import service as booking
from meetbot.booking.wishes import Wish
from meetbot.commands import main
from meetbot.db import Database
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.settings import Settings, read_site
from tests.factories import NOW, add_person, at

ROOT = Path(__file__).parent.parent
FIRST = "config/standard/conference-service@1.yaml"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sample config and, beside it, a second version in which cups are set five minutes later."""
    for name in [name for name in os.environ if name.startswith("MEETBOT_")]:
        monkeypatch.delenv(name)
    shutil.copytree(ROOT / "config", tmp_path / "config")
    monkeypatch.setenv("MEETBOT_DATABASE_URL", f"sqlite:///{tmp_path}/data/meetbot.db")
    monkeypatch.chdir(tmp_path)
    text = Path(FIRST).read_text(encoding="utf-8").replace("version: 1\n", "version: 2\n", 1)
    cups = '    due: {anchor: start, minutes: -40}\n    when: drink == "tea" and not side_table\n'
    assert cups in text
    Path("second.yaml").write_text(text.replace(cups, cups.replace("-40", "-35"), 1), encoding="utf-8")
    return tmp_path


@pytest.fixture
def house(place: Path) -> None:
    """A database with a meeting far in the future."""
    database = Database(f"sqlite:///{place}/data/meetbot.db")
    prepare(database, Settings(), NOW)
    with database.writing() as session:
        add_person(session, "Olga", Role.ORGANISER, telegram_id=7)
        olga = member(session, 7)
        assert olga is not None
        wish = Wish(
            at("2026-11-25 14:00"), at("2026-11-25 16:00"), heads=10, meeting_type="general", layout="hollow_square",
            title="Very secret", room="boardroom",
        )  # fmt: skip
        booking.book(session, wish, olga, NOW, read_site(place / "config"))
    database.close()


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out.strip(), captured.err.strip()


def test_two_files_are_compared_without_a_database(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["standard", "diff", FIRST, "second.yaml"]) == 0

    assert said(capsys)[0].splitlines() == [
        "conference-service@1 -> conference-service@2: 1 difference",
        "~ items place.cups",
        "    due.minutes: -40 -> -35",
    ]
    assert not (place / "data").exists()


@pytest.mark.usefixtures("house")
def test_the_future_bookings_that_a_version_touches_are_named_without_their_titles(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetbot.commands.standard.datetime", _Monday)

    assert main(["standard", "diff", "conference-service@1", "second.yaml"]) == 0

    assert said(capsys)[0].splitlines()[3:] == [
        "1 future booking would be served otherwise:",
        "  #1  2026-11-25 14:00  boardroom",
    ]


class _Monday:
    @staticmethod
    def now(_zone: object):
        return NOW


@pytest.mark.usefixtures("house")
def test_a_published_version_is_taken_out_byte_for_byte(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["standard", "export", "conference-service@1", "out.yaml"]) == 0
    assert Path("out.yaml").read_bytes() == Path(FIRST).read_bytes()
    assert said(capsys)[0] == "conference-service@1 is in out.yaml"

    assert main(["standard", "export", "conference-service@1"]) == 0
    assert capsys.readouterr().out == Path(FIRST).read_text(encoding="utf-8")

    assert main(["standard", "export", "conference-service@1", "out.yaml"]) == 1
    assert said(capsys)[1] == "out.yaml: there is a file already; choose another name"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["diff", FIRST, "nowhere.yaml"], "'nowhere.yaml' is neither a file nor a published version"),
        (["diff", "conference-service@7", FIRST], "conference-service@7 has not been published"),
        (["export", "conference-service@1"], "conference-service@1 has not been published"),
        (["export", "../../etc/passwd"], "is neither a file nor a published version"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["standard", *arguments]) == 1

    complaint = said(capsys)[1]
    assert says in complaint
    assert "\n" not in complaint


def test_a_broken_file_is_named_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("broken.yaml").write_text("name: [\n")
    Path("gbk.yaml").write_bytes("名称".encode("gbk"))

    assert main(["standard", "diff", FIRST, "broken.yaml"]) == 1
    assert said(capsys)[1].startswith("broken.yaml:2:1: this is not valid YAML")
    assert main(["standard", "diff", FIRST, "gbk.yaml"]) == 1
    assert said(capsys)[1] == "gbk.yaml:1:1: the file is not UTF-8; save it as UTF-8"
