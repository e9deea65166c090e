"""What is done about a defect: how bad it is, who mends it, that it is mended and how. And /defects, the list."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.defects import service as defects
from meetbot.defects.models import Severity
from meetbot.defects.views import DefectView
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers import lists
from meetbot.handlers.answering import conclude, is_about_something_else, is_concluded
from meetbot.handlers.cards import Reader
from meetbot.handlers.defects import words
from meetbot.handlers.defects.card import LIST, MENDS, SEES_LIST, kind_of
from meetbot.handlers.keyboards import Button, button, in_rows
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Command, Press
from meetbot.handlers.turn import Turn
from meetbot.people import service as people
from meetbot.people.roles import Role
from meetbot.texts import Texts, shorten

_PER_PAGE = 8
OPEN = "defects"
_LONGEST_NAME = 30
_MOST_MENDERS = 14


# -- the list ----------------------------------------------------------------------------------------------------------------


async def defects_command(turn: Turn, words: str) -> None:
    """What is open, the worst first; with words what they find."""
    await lists.open_list(turn, OPEN, words)


async def show_list(turn: Turn, page: int) -> None:
    """What is open, in place of what was pressed."""
    await lists.whole(turn, OPEN)


@lists.listed(OPEN, SEES_LIST)
def _list(session: Session, reader: Reader, wanted: str, page: int) -> Outgoing:
    texts, whole = reader.texts, defects.open_defects(session)
    report = (button(texts.plain("⚠️ Report a defect"), "go", "report"),)
    if not whole:
        return Outgoing(lines(texts.t("<b>🔧 Defects</b>"), texts.t("✅ Nothing is broken that I know of.")), (report,))
    found = lists.matching(
        whole, wanted, lambda each: f"{words.label(session, texts, each)} {each.defect.words} {each.id}"
    )
    part = lists.part_of(found, page, _PER_PAGE)
    rows = tuple((button(words.label(session, texts, each), "df.show", each.id, LIST),) for each in part.entries)
    text = lines(_head(texts, whole), lists.looked_for(texts, wanted, len(found)))
    return Outgoing(text, (*rows, *lists.foot(texts, OPEN, wanted, part), report))


def _head(texts: Texts, found: list[DefectView]) -> str:
    mine = sum(each.assignee_id is None for each in found)
    return lines(
        texts.t("<b>🔧 Defects</b>"),
        texts.n("{count} is open; the worst comes first.", "{count} are open; the worst come first.", len(found)),
        texts.n("👤 {count} waits for somebody.", "👤 {count} wait for somebody.", mine) if mine else None,
        texts.t("⛔ blocks the room · ❗ major · ❔ not graded yet · ▫️ minor"),
    )


# -- how bad, whose ----------------------------------------------------------------------------------------------------------


async def grade(turn: Turn, defect_id: int, severity: str, view: str) -> None:
    """So bad it is; what blocks the room closes it."""
    if severity not in set(Severity):
        raise NotFound
    await turn.act(kind_of(view), defect_id, defects.grade, defect_id, Severity(severity), turn.me, turn.now)


async def choose_mender(turn: Turn, defect_id: int, view: str) -> None:
    """Who mends it?"""
    await turn.ask(await turn.read(_menders, defect_id, view, turn))


def _menders(session: Session, defect_id: int, view: str, turn: Turn) -> Outgoing:
    found, texts = defects.seen_by(session, defect_id, turn.me), turn.texts
    able = people.members_with(session, *MENDS)
    able.sort(key=lambda each: not each.has(Role.MAINTENANCE))
    choices = [
        button(shorten(each.name, _LONGEST_NAME), "df.give", defect_id, each.id, view) for each in able[:_MOST_MENDERS]
    ]
    pool = button(texts.plain("↩️ Nobody: back to the pool"), "df.give", defect_id, 0, view)
    rows = (*in_rows(choices, 2), *(((pool,),) if found.assignee_id else ()), (_back(texts, defect_id, view),))
    return Outgoing(lines(words.heading(texts, found), texts.t("Who mends it?")), rows)


def _back(texts: Texts, defect_id: int, view: str) -> Button:
    return button(texts.plain("‹ Back"), "df.show", defect_id, view)


async def give(turn: Turn, defect_id: int, person_id: int, view: str) -> None:
    """It is in the hands of this person; 0: of nobody."""
    if person_id:
        await turn.act(kind_of(view), defect_id, defects.assign, defect_id, person_id, turn.me, turn.now)
    else:
        await turn.act(kind_of(view), defect_id, defects.unassign, defect_id, turn.me, turn.now)


# -- mended ------------------------------------------------------------------------------------------------------------------


async def ask_note(turn: Turn, defect_id: int, view: str) -> None:
    """What was done?"""
    out = await turn.read(_note_question, defect_id, view, turn)
    message_id = await turn.ask(out)
    await turn.write(_await_note, defect_id, view, message_id, turn)


def _note_question(session: Session, defect_id: int, view: str, turn: Turn) -> Outgoing:
    found, texts = defects.seen_by(session, defect_id, turn.me), turn.texts
    usual = [
        button(shown, "df.note", defect_id, number, view)
        for number, shown in enumerate(words.usual_notes(texts).values())
    ]
    question = texts.t("What was done? Choose, or type a note.")
    return Outgoing(lines(words.heading(texts, found), question), (tuple(usual), (_back(texts, defect_id, view),)))


def _await_note(session: Session, defect_id: int, view: str, message_id: int, turn: Turn) -> None:
    fields = {"defect": defect_id, "view": view}
    draft = drafts.start(session, turn.user.id, "resolve", fields, "note", turn.now)
    drafts.show_in(session, draft, message_id)


async def mend(turn: Turn, defect_id: int, number: int, view: str) -> None:
    """Mended, with one of the usual notes."""
    note = words.note_kept(turn.texts, number)
    if not note:
        raise NotFound
    await turn.act(kind_of(view), defect_id, _resolve, defect_id, note, turn, None)


async def mend_in_words(turn: Turn, draft: Draft) -> None:
    """Mended, with a note of one's own."""
    defect_id, view = int(draft.fields["defect"]), str(draft.fields["view"])
    if await is_about_something_else(turn, draft, None):
        return
    turn.answers_in = draft.message_id
    if is_concluded(draft):
        await turn.card(kind_of(view), defect_id)
        return
    await turn.act(kind_of(view), defect_id, _resolve, defect_id, turn.text, turn, draft)


def _resolve(session: Session, defect_id: int, note: str, turn: Turn, draft: Draft | None) -> DefectView:
    mended = defects.resolve(session, defect_id, note, turn.me, turn.now)
    if draft is not None:
        conclude(session, draft, turn)
    elif (waiting := drafts.draft(session, turn.user.id, "resolve")) is not None:
        drafts.finish(session, waiting)
    return mended


COMMANDS = (Command("defects", defects_command, "What is broken, the worst first", SEES_LIST),)
PRESSES = (
    Press("df.list", show_list, (int,), SEES_LIST),
    Press("df.grade", grade, (int, str, str), MENDS),
    Press("df.who", choose_mender, (int, str), MENDS),
    Press("df.give", give, (int, int, str), MENDS),
    Press("df.fix", ask_note, (int, str), SEES_LIST),
    Press("df.note", mend, (int, int, str), SEES_LIST),
)
ANSWERS = (Answer("resolve", mend_in_words, SEES_LIST),)
