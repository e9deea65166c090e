"""What the office hears of a message that came too late because the bot itself was away."""

from __future__ import annotations

import pytest

from meetbot.defects.service import report
from meetbot.people.roles import Role
from meetbot.people.service import member
from meetbot.reminders.claims import LOST
from meetbot.reminders.models import Sent, SentOutcome
from tests.harness import Harness


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("en", "I was not running, or my records were out of reach, until it was too late."),
        ("zh", "当时系统没有运行或数据暂时读不到，恢复时已经过时。"),
    ],
)
async def test_the_office_is_not_told_that_telegram_refused_what_the_bot_did_not_send(
    service: Harness, language: str, why: str
) -> None:
    ada = service.person("Ada", Role.ADMIN, language=language)
    max_ = service.person("Max", Role.MAINTENANCE)
    await service.settle()
    now = service.clock.now()
    with service.database.writing() as session:
        by = member(session, max_.id)
        assert by is not None
        defect = report(session, by, now, None, words="The lamp flickers")
        session.add(
            Sent(
                rule="defect_opened", subject=f"defect:{defect.id}", occurrence="1", recipient_id=by.id, due_at=now,
                claimed_at=now, claimed_by="one that died", outcome=SentOutcome.FAILED, finished_at=now, error=LOST,
            )
        )  # fmt: skip
    await service.settle()

    told = next(message for message in ada.received if message.text.startswith("📵"))
    assert why in told.text.splitlines()
