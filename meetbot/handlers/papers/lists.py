"""The organiser sends the names: pasted, or as a file. The draft "names" waits for them; its field names the ``booking``."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.booking.meeting import Meeting
from meetbot.booking.rules import check_may_change, check_standing
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.handlers.answering import conclude, is_about_something_else, is_concluded
from meetbot.handlers.keyboards import button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.papers.seeing import SEES, seen, seen_by
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.nameplates.errors import ListTooBig, NotAList
from meetbot.nameplates.reading import LARGEST_FILE, MOST, Guest, guests_in, guests_of
from meetbot.nameplates.service import set_names

DRAFT = "names"


async def ask(turn: Turn, booking_id: int) -> None:
    """The next message is the list."""
    found = await turn.write(_await_names, booking_id, turn)
    texts = turn.texts
    question = lines(
        texts.t("<b>Send the names, one a line, the first in rank first.</b>"),
        texts.n(
            "There is {count} place. A title may follow after a comma:", "There are {count} places. A title may follow after a comma:",
            found.booking.places,
        ),
        "",
        texts.t("<code>Wang Jianguo, Director</code>"),
        texts.t("<code>李红梅, Deputy director</code>"),
        "",
        texts.t("A spreadsheet (XLSX), a CSV or a text file does as well."),
    )  # fmt: skip
    back = button(texts.plain("‹ Nameplates"), "pa.names", booking_id, 0)
    await turn.ask(Outgoing(question, ((back,),)))


def _await_names(session: Session, booking_id: int, turn: Turn) -> Meeting:
    found = seen(session, booking_id, turn.me)
    check_may_change(turn.me, found.booking)
    check_standing(found.booking, turn.now)
    drafts.start(session, turn.user.id, DRAFT, {"booking": booking_id}, "names", turn.now)
    return found


async def take(turn: Turn, draft: Draft) -> None:
    """A list as a message or as a file. Raises NoNames, TooManyNames, NameTooLong, NotAList, ListTooBig, ListTooLong."""
    if await is_about_something_else(turn, draft, None):
        return
    if not is_concluded(draft):
        found = await seen_by(turn, int(draft.fields["booking"]))
        guests = await _sent_guests(turn, found.booking.places)
        await turn.write(_take, draft, guests, turn)
    await turn.card("names", int(draft.fields["booking"]), anew=True)


def _take(session: Session, draft: Draft, guests: tuple[Guest, ...], turn: Turn) -> None:
    set_names(session, int(draft.fields["booking"]), guests, turn.me, turn.now)
    conclude(session, draft, turn)


async def _sent_guests(turn: Turn, places: int) -> tuple[Guest, ...]:
    """Who is named in what was written, or in the file that was sent."""
    document, most = (turn.message.document if turn.message else None), min(places, MOST)
    if document is None:
        if turn.message and (turn.message.photo or turn.message.sticker):
            raise NotAList
        return guests_in(turn.text, most)
    if (document.file_size or 0) > LARGEST_FILE:
        raise ListTooBig(document.file_size or 0, LARGEST_FILE)
    file = await turn.bot.get_file(document.file_id)
    return await turn.work(guests_of, bytes(await file.download_as_bytearray()), most)


PRESSES = (Press("pa.ask", ask, (int,), SEES),)
ANSWERS = (Answer(DRAFT, take, SEES),)
