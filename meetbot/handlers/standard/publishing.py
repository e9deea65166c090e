"""
The office publishes a new version from chat: the file is sent, checked, compared, confirmed; then bookings may be moved over.

The sent file is kept, and a draft (kind "st.file") says which one is to be confirmed: a restart in between loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session
from telegram import Document

from meetbot.checklists.adoption import differing, move_over
from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.files.service import keep, stored
from meetbot.handlers.answering import is_repeated, note
from meetbot.handlers.keyboards import Button, button
from meetbot.handlers.outgoing import Attachment, Outgoing, lines
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.standard.browse import to_chapters
from meetbot.handlers.standard.comparing import Comparison, changes, refused
from meetbot.handlers.standard.editions import Edition, in_force
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.standard.differences import differences
from meetbot.standard.proposals import noted
from meetbot.standard.publishing import Upload, publish, read_upload, require_next
from meetbot.standard.readings import unread_by
from meetbot.standard.service import newest
from meetbot.texts import Html, Texts, one_line, shorten
from meetbot.yamlfiles import MAX_BYTES, ConfigProblems, too_big

OFFICE = frozenset({Role.ADMIN})
_DRAFT = "st.file"
_MIME = "application/yaml"
_LONGEST_NAME = 60


@dataclass(frozen=True)
class Checked:
    """A sent file that could be published: what it changes, and how many future bookings it would serve otherwise."""

    draft: Draft
    compared: Comparison
    bookings: int


# -- asking for the file -----------------------------------------------------------------------------------------------------


async def ask_file(turn: Turn) -> None:
    """Which file?"""
    current = await turn.write(_begin, turn)
    texts = turn.texts
    text = lines(
        texts.t("<b>📤 Publish a new version</b>"),
        texts.t("Version {number} is in force.", number=current.standard.version),
        "",
        texts.t(
            "Take it as a file, edit it, write version {number} at its top, and send it to me.",
            number=current.standard.version + 1,
        ),
        texts.t("I check it and show what changes before anything happens."),
    )
    get = button(texts.plain("📄 Version in force"), "st.get")
    await turn.show(Outgoing(text, ((get, to_chapters(texts)),)))


def _begin(session: Session, turn: Turn) -> Edition:
    drafts.start(session, turn.user.id, _DRAFT, {}, "file", turn.now)
    return in_force(session)


async def send_file(turn: Turn) -> None:
    """The version in force, as it was published; at its top, as comments, what was accepted for the next one."""
    name, content = await turn.read(_published, turn)
    await turn.reply(Outgoing(turn.texts.t("The version in force"), attachment=Attachment(content, name)))


def _published(session: Session, turn: Turn) -> tuple[str, bytes]:
    row, accepted = newest(session), noted(session)
    head = [turn.texts.plain("Accepted for version {number}:", number=row.number + 1)] if accepted else []
    comments = "".join(
        f"# {line}\n" for line in (*head, *(f"{each.clause.id}: {each.proposal.words}" for each in accepted))
    )
    return f"{row.name}@{row.number}.yaml", (comments + row.body).encode()


# -- the file ----------------------------------------------------------------------------------------------------------------


async def take_file(turn: Turn, draft: Draft) -> None:
    """The sent file, checked: its mistakes, or what it changes."""
    document = turn.message.document if turn.message else None
    if draft.fields.get("file") is not None and not is_repeated(turn, draft) and document is None:
        await turn.write(drafts.finish, draft)
        await turn.unclaimed()
        return
    if document is None:
        await turn.reply(
            Outgoing(
                turn.texts.t("I wait for the standard as a .yaml file. Please send it as a document."),
                (_way_out(turn.texts),),
            )
        )
        return
    try:
        checked = await _checked(turn, draft, document)
    except ConfigProblems as broken:
        await turn.reply(refused(turn.texts, broken))
        return
    await turn.reply(_to_confirm(turn.texts, checked))


async def _checked(turn: Turn, draft: Draft, document: Document) -> Checked:
    name = shorten(one_line(document.file_name or "standard.yaml"), _LONGEST_NAME)
    if (document.file_size or 0) > MAX_BYTES:  # not fetched at all
        raise too_big(name)
    file = await turn.bot.get_file(document.file_id)
    content = bytes(await file.download_as_bytearray())
    # Read before anything is written: nobody else waits while it is looked through.
    upload = await turn.work(read_upload, content, name)
    compared, bookings = await turn.read(_compared, upload, turn)
    return Checked(await turn.write(_kept, content, name, draft, turn), compared, bookings)


def _compared(session: Session, upload: Upload, turn: Turn) -> tuple[Comparison, int]:
    """Raises ConfigProblems when it cannot be the next version."""
    require_next(session, upload)
    old, new = in_force(session).standard, upload.standard
    return Comparison(old, new, differences(old, new)), len(differing(session, new, turn.now))


def _kept(session: Session, content: bytes, name: str, draft: Draft, turn: Turn) -> Draft:
    if is_repeated(turn, draft):
        return draft
    file = keep(session, content, _MIME, name, turn.now)
    return drafts.update(session, draft, turn.now, note(turn, {"file": file.id, "name": name}), awaiting="file")


def _to_confirm(texts: Texts, checked: Checked) -> Outgoing:
    id, version = checked.draft.id, checked.draft.version
    rows = (
        (
            button(texts.plain("✅ Publish"), "st.ok", id, version, style="success"),
            button(texts.plain("✖ Discard"), "st.no", id, version),
        ),
    )
    return Outgoing(
        lines(
            texts.t("<b>Version {number}, to be confirmed</b>", number=checked.compared.new.version),
            *changes(texts, checked.compared),
            "",
            _touches(texts, checked.bookings),
            texts.t("New bookings take the version as soon as you publish it."),
        ),
        rows,
    )


def _touches(texts: Texts, count: int) -> Html:
    if not count:
        return texts.t("No future booking would be served otherwise.")
    return texts.n(
        "{count} future booking would be served otherwise; it keeps its version unless you move it over.",
        "{count} future bookings would be served otherwise; they keep their version unless you move them over.",
        count,
    )


# -- publishing --------------------------------------------------------------------------------------------------------------


async def confirm(turn: Turn, draft_id: int, version: int) -> None:
    """It is in force; the future bookings that differ are offered to be moved over."""
    content, name = await turn.read(_file, draft_id, version, turn)
    upload = await turn.work(read_upload, content, name)
    try:
        current = await turn.write(_publish, upload, turn)
    except ConfigProblems as broken:  # somebody else published meanwhile
        await turn.show(refused(turn.texts, broken))
        return
    count, readers = await turn.read(_count, current, turn)
    texts = turn.texts
    text = lines(
        texts.t("<b>✅ Version {number} is in force</b>", number=current.standard.version),
        texts.t("Every booking made from now on takes it."),
        texts.n(
            "{count} person works by what it changes: they are told and confirm that they have read it.",
            "{count} people work by what it changes: they are told and confirm that they have read it.",
            readers,
        )
        if readers
        else None,
        "",
        _touches(texts, count),
    )
    move = button(texts.plain("🔁 Move {count} over", count=count), "st.move", current.id, style="primary")
    who = button(texts.plain("👁 Who has read it"), "st.who", current.id, 0)
    ways = ((who, to_chapters(texts)),) if readers else ((to_chapters(texts),),)
    await turn.show(Outgoing(text, (*(((move,),) if count else ()), *ways)))


def _file(session: Session, draft_id: int, version: int, turn: Turn) -> tuple[bytes, str]:
    """The sent file. Raises StaleDraft when another one was sent since."""
    draft = drafts.expect(drafts.draft(session, turn.user.id, _DRAFT), version, draft_id)
    return stored(session, int(draft.fields["file"])).content, str(draft.fields["name"])


def _publish(session: Session, upload: Upload, turn: Turn) -> Edition:
    row = publish(session, upload, turn.me, turn.now, turn.parts.site.next_opening(turn.now))
    assert row.id is not None
    return Edition(row.id, upload.standard)


def _count(session: Session, current: Edition, turn: Turn) -> tuple[int, int]:
    """How many future bookings differ, and how many people have to read what is new."""
    return len(differing(session, current.standard, turn.now, current.id)), len(unread_by(session, current.id))


async def discard(turn: Turn, draft_id: int, version: int) -> None:
    """Nothing happens."""
    await turn.write(_forget, turn)
    texts = turn.texts
    await turn.show(Outgoing(texts.t("Discarded. The version in force stays."), ((to_chapters(texts),),)))


def _forget(session: Session, turn: Turn) -> None:
    draft = drafts.draft(session, turn.user.id, _DRAFT)
    if draft is not None:
        drafts.finish(session, draft)


async def move(turn: Turn, standard_id: int) -> None:
    """The future bookings that differ are served by this version from now on."""
    moved, kept = await turn.write(move_over, standard_id, turn.me, turn.now)
    texts = turn.texts
    text = lines(
        texts.n("<b>{count} booking moved over</b>", "<b>{count} bookings moved over</b>", len(moved)),
        texts.t("Ticks stay; what is asked otherwise now is marked 🔁 and must be seen again."),
        texts.n(
            "{count} booking is of a type that the version no longer has, and keeps its own.",
            "{count} bookings are of a type that the version no longer has, and keep their own.",
            len(kept),
        )
        if kept
        else None,
    )
    await turn.show(Outgoing(text, ((to_chapters(texts),),)))


def _way_out(texts: Texts) -> tuple[Button, ...]:
    return (to_chapters(texts),)


PRESSES = (
    Press("st.pub", ask_file, (), OFFICE),
    Press("st.get", send_file, (), OFFICE),
    Press("st.ok", confirm, (int, int), OFFICE),
    Press("st.no", discard, (int, int), OFFICE),
    Press("st.move", move, (int,), OFFICE),
)
ANSWERS = (Answer(_DRAFT, take_file, OFFICE),)
