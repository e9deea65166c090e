"""A secret that was written down is found where it is, and where it once was."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.audit.secrets import Found, digest_of, in_history, in_tree, not_known, summary

# Put together here, so that this file holds none.
TOKEN = "7012345678:" + "AAG" + "x3vQ" * 8
KEY = "-----BEGIN " + "PRIVATE KEY-----"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for command in (["init", "-q"], ["config", "user.email", "a@example.org"], ["config", "user.name", "Ada"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    return tmp_path


def commit(tree: Path, name: str, content: str) -> None:
    (tree / name).write_text(content)
    subprocess.run(["git", "-C", str(tree), "add", "-A"], check=True)
    subprocess.run(["git", "-C", str(tree), "commit", "-q", "-m", "x"], check=True)


@pytest.mark.parametrize(
    "line", ["MEETBOT_TOKEN={}", 'token = "{}"', "token: {}", "curl https://api.telegram.org/bot{}/getMe", "# was {}"]
)
def test_a_token_of_telegram_is_found_however_it_is_written(tree: Path, line: str) -> None:
    (tree / "notes.yaml").write_text(f"x: 1\n{line.format(TOKEN)}\n")

    found = not_known(in_tree(tree).found)

    assert Found("Telegram Bot Token", "notes.yaml", digest_of(TOKEN), 2) in found
    assert TOKEN not in summary([], found)


def test_a_token_that_was_taken_out_again_is_found_in_the_history(tree: Path) -> None:
    commit(tree, "settings.py", f'TOKEN = "{TOKEN}"\n')
    commit(tree, "settings.py", "TOKEN = None\n")

    assert in_tree(tree).found == ()
    assert [str(each) for each in not_known(in_history(tree).found)] == [
        f"once in settings.py: Telegram Bot Token ({digest_of(TOKEN)})"
    ]


def test_the_key_of_the_tests_is_known_in_its_own_file_only(tree: Path) -> None:
    (tree / "server.pem").write_text(f"{KEY}\nMIIE\n")

    assert [each.path for each in not_known(in_tree(tree).found)] == ["server.pem"]


def test_a_tree_without_secrets_says_how_much_was_looked_at(tree: Path) -> None:
    commit(tree, "a.py", "A = 1\n")

    searches = (in_tree(tree), in_history(tree))

    assert summary(searches, not_known(found for each in searches for found in each.found)) == (
        "no secret in 1 files and 1 commits"
    )
