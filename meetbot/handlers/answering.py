"""
What an answer leaves behind in a draft, so that handling the same update twice, as after a crash, shows the same.

A draft remembers the newest update that it heard. One that has had its last answer stays for a while: the same update once
more finds it, and any newer message is about something else, so the draft goes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session
from telegram.error import TelegramError

from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.turn import Turn

_DONE = "nothing more"
# Where a draft keeps the newest update that it heard.
HEARD = "update"
# After a week of silence Telegram may number its updates from anywhere; until then a newer one has the higher number.
_NUMBERS_HOLD = timedelta(hours=12)
# A question that was left for so long is not what the next message answers.
_WAITS = timedelta(minutes=30)


def note(turn: Turn, fields: dict[str, Any] | None = None) -> dict[str, Any]:
    """``fields`` with the update that they come from, to be laid over a draft's own."""
    return {**(fields or {}), HEARD: turn.update.update_id}


def begin_once(session: Session, turn: Turn, kind: str, fields: dict[str, Any], awaiting: str | None) -> Draft:
    """
    A new draft of the sender's. For the same update once more the one that it began: the buttons on what was shown before a
    crash stay good.
    """
    standing = drafts.draft(session, turn.user.id, kind)
    if standing is not None and is_repeated(turn, standing):
        return standing
    return drafts.start(session, turn.user.id, kind, note(turn, fields), awaiting, turn.now)


def has_heard(draft: Draft, update_id: int, now: datetime) -> bool:
    """Whether the update was worked into the draft before: a person's updates are handled in their order."""
    newest = draft.fields.get(HEARD)
    return newest is not None and update_id <= newest and now - draft.changed_at < _NUMBERS_HOLD


def is_repeated(turn: Turn, draft: Draft) -> bool:
    """Whether this update has changed the draft already, before a crash."""
    return has_heard(draft, turn.update.update_id, turn.now)


def conclude(session: Session, draft: Draft, turn: Turn, fields: dict[str, Any] | None = None) -> Draft:
    """The draft after its last answer."""
    return drafts.update(session, draft, turn.now, note(turn, fields), awaiting=_DONE)


def is_concluded(draft: Draft) -> bool:
    """Whether the draft has had its last answer."""
    return draft.awaiting == _DONE


async def is_about_something_else(turn: Turn, draft: Draft, waits: timedelta | None = _WAITS) -> bool:
    """
    Whether the question was answered already, or left for longer than it ``waits``: then the message is answered as one that
    nobody waits for. None waits as long as it takes.

    The same update once more is none of the two.
    """
    is_left = waits is not None and turn.now - draft.changed_at > waits
    if is_repeated(turn, draft) or not (is_concluded(draft) or is_left):
        return False
    await turn.write(drafts.finish, draft)
    await turn.unclaimed()
    return True


def forget(session: Session, telegram_id: int, *kinds: str) -> None:
    """Nothing of these kinds is waited for any more."""
    for kind in kinds:
        draft = drafts.draft(session, telegram_id, kind)
        if draft is not None:
            drafts.finish(session, draft)


def album(turn: Turn) -> str | None:
    """The album that the turn's message is a part of: several photos sent at once come as a message each."""
    return turn.message.media_group_id if turn.message else None


async def thumb(turn: Turn) -> None:
    """A thumb on the sender's message: this very one was taken. Where that cannot be, a word says it."""
    assert turn.message is not None
    try:
        await turn.bot.set_message_reaction(turn.chat_id, turn.message.message_id, "👍")
    except TelegramError:
        await turn.reply(Outgoing(turn.texts.t("Added.")))
