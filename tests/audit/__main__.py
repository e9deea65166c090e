"""``make audit``. Exits with 1 for a finding; what could not be asked about is said in one line and is no finding."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.audit import libraries, secrets

ROOT = Path(__file__).parents[2]


def main() -> int:
    locks = sorted(ROOT.glob("*.lock"))
    reports = [libraries.asked_about(lock) for lock in locks]
    allowed = libraries.allowed_on(datetime.now(UTC).date())
    open_holes = [hole for report in reports for hole in report.holes if hole.id not in allowed]
    print(libraries.summary(reports, open_holes))

    tree, commits = secrets.in_tree(ROOT), secrets.in_history(ROOT)
    found = secrets.not_known((*tree.found, *commits.found))
    print(secrets.summary((tree, commits), found))
    return 1 if open_holes or found else 0


if __name__ == "__main__":
    sys.exit(main())
