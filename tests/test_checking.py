"""``bot.py check`` names what a start would stumble over, each in one line and without the secret."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from meetbot.commands import main

ROOT = Path(__file__).parent.parent
TOKEN = "123456789:AAHsecretsecretsecretsecretsecretsec"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    for name in ("TOKEN", "UPDATES", "PUBLIC_URL", "PROXY", "HTTP", "DATABASE_URL", "WEBHOOK_SECRET", "ADMINS"):
        monkeypatch.delenv(f"MEETBOT_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("settings", "begins"),
    [
        ({"TOKEN": "geheim"}, "MEETBOT_TOKEN: this is no bot token"),
        ({"HTTP": "0.0.0.0:8080"}, "the local chat lets anybody be anyone"),
        ({"TOKEN": TOKEN, "UPDATES": "webhook"}, "MEETBOT_UPDATES is webhook"),
        ({"TOKEN": TOKEN, "UPDATES": "webhook", "PUBLIC_URL": "http://x.org"}, "MEETBOT_PUBLIC_URL: Telegram hands"),
        (
            {"TOKEN": TOKEN, "UPDATES": "webhook", "PUBLIC_URL": "https://x.org", "WEBHOOK_SECRET": "geheim"},
            "MEETBOT_WEBHOOK_SECRET: take 16",
        ),
        ({"PROXY": "geheim"}, "MEETBOT_PROXY: write the whole address"),
        ({"PROXY": "http://me:geheim@proxy:port"}, "MEETBOT_PROXY: write the whole address"),
        ({"DATABASE_URL": "geheim"}, "MEETBOT_DATABASE_URL: write an address"),
        ({"DATABASE_URL": "mysql://me:geheim@db/x"}, "MEETBOT_DATABASE_URL: meetbot works with SQLite and PostgreSQL"),
        ({"ADMINS": "12, @olga"}, "MEETBOT_ADMINS: write the Telegram ids"),
    ],
)
def test_what_would_stop_a_start_is_one_line(
    settings: dict[str, str], begins: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"MEETBOT_{name}", value)

    assert main(["check"]) == 1

    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(begins)
    assert "geheim" not in line


def test_a_mistyped_setting_is_pointed_out_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEETBOT_TOKN", TOKEN)

    assert main(["check"]) == 0

    assert capsys.readouterr().err.strip() == (
        "MEETBOT_TOKN: there is no such setting, and it counts for nothing; is MEETBOT_TOKEN meant?"
    )


@pytest.mark.parametrize("address", ["sqlite:///var/meetbot.db", "postgresql+psycopg://me:geheim@db/meetbot"])
def test_both_kinds_of_database_are_in_order(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MEETBOT_TOKEN", TOKEN)
    monkeypatch.setenv("MEETBOT_DATABASE_URL", address)

    assert main(["check"]) == 0
    assert capsys.readouterr().err == ""
