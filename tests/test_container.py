"""The container file keeps to what it promises: nothing that it copies is missing, nothing runs as root, nothing secret gets in."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent


def steps() -> list[tuple[str, str]]:
    """Each instruction with what it says, lines that go on joined."""
    text = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
    lines = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE)).splitlines()
    return [(word, rest) for word, _, rest in (line.strip().partition(" ") for line in lines) if word]


def copied() -> set[str]:
    """What it takes from the folder, without the ends of the ways."""
    return {
        name
        for word, rest in steps()
        if word == "COPY" and not rest.startswith("--from=")
        for name in rest.split()[:-1]
    }


def test_whatever_is_copied_is_there_and_nothing_else_goes_to_whoever_builds() -> None:
    allowed = (ROOT / ".dockerignore").read_text("utf-8").split("\n")

    assert all((ROOT / name).exists() for name in copied())
    assert copied() == {line.removeprefix("!") for line in allowed if line.startswith("!")}
    assert "*" in allowed


def test_it_runs_as_a_user_of_its_own_who_can_write_its_data_alone() -> None:
    words = [word for word, _ in steps()]
    after = words[words.index("USER") :]

    assert dict(steps())["USER"] == "meetbot"
    assert {"RUN", "COPY", "ADD"}.isdisjoint(after)
    assert [rest for word, rest in steps() if word == "VOLUME"] == ["/data"]


def test_its_base_is_one_version_and_libraries_come_by_their_hashes() -> None:
    bases = [rest.split()[0] for word, rest in steps() if word == "FROM"]
    installs = re.findall(r"pip install[^&]*", " ".join(rest for word, rest in steps() if word == "RUN"))

    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.\d+-slim", bases[0])
    assert installs
    assert all("--require-hashes" in each for each in installs)


def test_it_is_told_to_stop_as_the_bot_stops_and_asks_whether_it_is_ready() -> None:
    said = dict(steps())

    assert said["STOPSIGNAL"] == "SIGTERM"
    assert "/readyz" in said["HEALTHCHECK"]
    assert said["ENTRYPOINT"].startswith("[")
    assert not re.search(r"TOKEN|SECRET|PASSWORD", said["ENV"])
