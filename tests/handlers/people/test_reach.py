"""What the office hears of a message that came too late because the bot itself was away."""

from __future__ import annotations

import pytest

from meetbot.defects.service import report
from meetbot.inbox.service import Incoming, give_up, take_in
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


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "⚠️ What Otto did in the chat was not handled",
                "{when}: they pressed a button.",
                "I broke down each time I began with it and have given it up, so that the others are served.",
                "Please ask them what they wanted. For whoever runs me: update 17 in the log.",
            ],
        ),
        (
            "zh",
            [
                "⚠️ Otto 的一项操作没有得到处理",
                "{when}：按了一个按钮。",
                "系统每次处理到这里都会中断，为了不影响其他人，已不再处理。",
                "请联系对方，问清要办的事。维护人员可在日志中查看编号 17。",
            ],
        ),
    ],
)
async def test_the_office_is_told_once_of_a_press_that_was_given_up(
    service: Harness, language: str, expected: list[str]
) -> None:
    ada = service.person("Ada", Role.ADMIN, language=language)
    otto = service.person("Otto", Role.ORGANISER)
    await service.settle()
    now = service.clock.now()
    with service.database.writing() as session:
        take_in(session, [Incoming(17, otto.id, '{"callback_query": {}}')], now)
        give_up(session, 17, now)
    await service.settle()
    await service.advance(hours=1)

    told = [message for message in ada.received if message.text.startswith("⚠️")]
    when = service.service.parts.texts(language).moment(now)
    assert [message.text.splitlines() for message in told] == [[line.format(when=when) for line in expected]]
    assert [message.text for message in otto.received if message.text.startswith("⚠️")] == []


async def test_the_office_is_told_of_a_stranger_without_a_name(service: Harness) -> None:
    ada = service.person("Ada", Role.ADMIN)
    await service.settle()
    now = service.clock.now()
    with service.database.writing() as session:
        take_in(session, [Incoming(18, 999, '{"message": {"text": "hello"}}')], now)
        give_up(session, 18, now)
    await service.settle()

    told = next(message for message in ada.received if message.text.startswith("⚠️"))
    assert told.text.splitlines()[0] == "⚠️ What somebody without access did in the chat was not handled"
