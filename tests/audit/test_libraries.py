"""What pip-audit says becomes what an operator does; no answer is no finding."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from tests.audit.libraries import Hole, Report, allowed_on, read_report, summary

HOLE = Hole("PYSEC-2026-1", "left", "1.0", ("1.1",))
ANSWER = json.dumps(
    {
        "dependencies": [
            {"name": "left", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}]},
            {"name": "right", "version": "2.0", "vulns": []},
            {"name": "mine", "skip_reason": "Dependency not found"},
        ]
    }
)


def test_an_advisory_names_the_version_that_mends_it() -> None:
    report = read_report("requirements.lock", 3, ANSWER)

    assert report == Report("requirements.lock", 3, 1, (HOLE,))
    assert summary([report], [HOLE]).splitlines() == [
        "open: left 1.0: PYSEC-2026-1, mended in 1.1: make lock",
        "not told: the advisory service answered for 2 of 3 locked versions; run this again where it can be reached",
    ]


def test_a_service_out_of_reach_is_said_and_is_no_finding() -> None:
    report = read_report("requirements.lock", 3, "Traceback: no route to host")

    assert report == Report("requirements.lock", 3, 3)
    assert summary([report], []) == (
        "not told: the advisory service answered for 0 of 3 locked versions; run this again where it can be reached"
    )


def test_everything_answered_and_nothing_found_is_one_line() -> None:
    assert summary([Report("a.lock", 2, 0), Report("b.lock", 1, 0)], []) == (
        "no advisory about 3 locked versions in 2 lock files"
    )


def test_an_advisory_is_allowed_with_a_reason_and_for_a_time(tmp_path: Path) -> None:
    allowed = tmp_path / "allowed.toml"
    allowed.write_text('[[allowed]]\nid = "PYSEC-2026-1"\nwhy = "we never call it"\nuntil = 2026-12-31\n')

    assert allowed_on(date(2026, 12, 31), allowed) == {"PYSEC-2026-1": "we never call it"}
    assert allowed_on(date(2027, 1, 1), allowed) == {}


def test_the_list_that_holds_today_can_be_read() -> None:
    assert all(why for why in allowed_on(date(2026, 11, 24)).values())
