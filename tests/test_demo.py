"""``bot.py demo`` leaves what it promises, and its transcript tells the day in order."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from meetbot.commands import main
from meetbot.db import Database
from meetbot.demo import StepMissing, play
from tests.factories import at

# What a person looks for in the transcript, in this order.
MILESTONES = {
    "en": (
        "A stranger is let in", "[🔑 Ask for access]", "Ada      ▸ [Organiser]",
        "Nina     ▸ /book tomorrow 14:00-16:00 20 people hollow square leadership meeting", "plan.png",
        "meeting-1.ics", "Alan     ▸ [✋ Take]",
        "Olga     ▸ /book", "[General meeting]", "meeting-2.ics",
        "24 people", "meeting-1-2.ics",
        "Wed 25 Nov 2026", "[⏭ Skip]", "[Nothing in stock]", "At the door", "🟢 The room is ready",
        "Tea round 1", "[✅ Done]", "[⏰ Later: 5 min]", "Rostrum round", "[Not to be disturbed]", "☕ In a break",
        "Do you need longer?", "[+15 min]", "Running until 16:15", "[⏹ Yes, it is over]",
        "Inspection: 0 of", "[⚠️ Problem]", "A defect in the way of your meeting", "defect.png", "🔒 Room closed",
        "[❗ Major]", "Yours to mend", "[✅ Mended…]", "Mended in time for the meeting",
        "Olga     ▸ /book every Thursday 10-11 five times", "[✅ Confirm all (5)]", "series-1.ics",
        "/calendar", "calendar.ics", "That was the day.",
    ),
    "zh": (
        "新同事获准使用", "[🔑 申请权限]", "刘静     ▸ [",
        "李娜     ▸ /book 明天下午2点到4点 20人 回字式 班子会议", "plan.png", "meeting-1.ics", "陈伟     ▸ [✋",
        "王小兰   ▸ /book", "meeting-2.ics", "24人", "meeting-1-2.ics",
        "2026年11月25日 周三", "⏭", "🟢", "第1轮", "主席台", "☕", "16:15",
        "⚠️", "defect.png", "🔒", "赵强", "每周四上午10点到11点", "series-1.ics", "/calendar", "calendar.ics", "这一天结束了。",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_day_is_played_to_its_end(language: str, tmp_path: Path) -> None:
    said: list[str] = []
    asyncio.run(play(tmp_path, language, now=at("2026-11-23 10:00"), say=said.append))

    transcript = (tmp_path / "transcript.txt").read_text(encoding="utf-8")
    assert transcript == "\n".join(said).lstrip() + "\n"
    assert _missing(transcript, MILESTONES[language]) == []
    assert {path.name for path in tmp_path.iterdir()} == {
        "transcript.txt", "plan.png", "plan-2.png", "plan-3.png", "plan-4.png", "defect.png",
        "meeting-1.ics", "meeting-2.ics", "meeting-1-2.ics", "meeting-1-3.ics", "meeting-1-4.ics",
            "series-1.ics", "calendar.ics",
    }  # fmt: skip
    for picture in tmp_path.glob("*.png"):
        assert picture.read_bytes().startswith(b"\x89PNG\r\n")
    assert [_property(tmp_path / name, b"SEQUENCE") for name in ("meeting-1.ics", "meeting-1-2.ics")] == [b"0", b"1"]
    assert len({_property(tmp_path / name, b"UID") for name in ("meeting-1.ics", "meeting-1-2.ics")}) == 1


def test_the_day_on_postgresql_is_the_same_to_the_last_word(tmp_path: Path, postgresql: Database) -> None:
    now, url = at("2026-11-23 10:00"), postgresql.url.render_as_string(hide_password=False)

    asyncio.run(play(tmp_path / "sqlite", "zh", now=now, say=lambda _line: None))
    asyncio.run(play(tmp_path / "postgresql", "zh", now=now, say=lambda _line: None, database_url=url))

    assert _told(tmp_path / "postgresql") == _told(tmp_path / "sqlite")


def test_a_house_that_is_never_open_on_two_days_running_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.mkdir()
    sample = (Path(__file__).parents[1] / "config" / "meetbot.yaml").read_text(encoding="utf-8")
    lines = [line for line in sample.splitlines() if not line.startswith(("  mon:", "  wed:", "  fri:"))]
    (config / "meetbot.yaml").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("MEETBOT_CONFIG", str(config))

    with pytest.raises(StepMissing, match="two days that follow each other"):
        asyncio.run(play(tmp_path / "out", "en", now=at("2026-11-23 10:00")))


def test_the_verb_says_where_the_files_cannot_go(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("a file")

    assert main(["demo", "--folder", str(tmp_path / "taken")]) == 1
    assert "taken" in capsys.readouterr().err


def _missing(transcript: str, milestones: tuple[str, ...]) -> list[str]:
    """The milestones that do not come after the one before."""
    missing, place = [], 0
    for milestone in milestones:
        found = transcript.find(milestone, place)
        if found < 0:
            missing.append(milestone)
        else:
            place = found
    return missing


def _property(path: Path, name: bytes) -> bytes:
    lines = path.read_bytes().split(b"\r\n")
    return next(line.partition(b":")[2] for line in lines if line.startswith(name + b":"))


def _told(folder: Path) -> list[str]:
    """The transcript's lines without what is never the same: the folder, a feed's secret, the order of what goes out at once."""
    transcript = (folder / "transcript.txt").read_text(encoding="utf-8").replace(str(folder), "FOLDER")
    lines = re.sub(r"/ical/[\w-]+", "/ical/SECRET", transcript).splitlines()
    # Time and name stand before the first of what somebody is sent in a minute: which of two it is may change.
    return sorted(re.sub(r"^(\d\d:\d\d \S+)?\s+(?=[◂✎▸])", "", line) for line in lines)
