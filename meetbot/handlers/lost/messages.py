"""What people are told unasked about what was left behind: that it is there, once more each day, who has it."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from meetbot.errors import NotFound
from meetbot.handlers.cards import Reader, message_of
from meetbot.handlers.keyboards import button
from meetbot.handlers.lost import words
from meetbot.handlers.lost.card import find_card
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.photos import picture
from meetbot.lost.models import FindPhoto
from meetbot.lost.service import first_photo, view
from meetbot.people.service import names
from meetbot.reminders.dues import Due


@message_of("find_told")
def told(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The live card, under the photo that came with the find."""
    out = replace(find_card(session, due.subject_id, reader), card=("find", due.subject_id))
    first = first_photo(session, due.subject_id)
    return replace(out, attachment=picture(session, first)) if first is not None else out


@message_of("find_photo")
def photo_added(session: Session, due: Due, reader: Reader) -> Outgoing:
    """A photo that came after the first message."""
    photo, found, texts = session.get(FindPhoto, int(due.values["photo"])), view(session, due.subject_id), reader.texts
    if photo is None:
        raise NotFound
    sender = names(session, [photo.added_by]).get(photo.added_by, "")
    caption = lines(words.heading(texts, found), texts.t("📷 One more photo, from {name}", name=sender))
    opens = button(texts.plain("🧳 Open the find"), "lf.card", found.id)
    return Outgoing(caption, ((opens,),), picture(session, photo.file_id))


@message_of("find_chased", "find_unclaimed")
def chased(session: Session, due: Due, reader: Reader) -> Outgoing:
    """It waits still: the live card, with how long. Its photo comes along, so that nobody has to search for it."""
    card, days = find_card(session, due.subject_id, reader), int(due.values["days"])
    waits = reader.texts.n("⏳ It has been waiting for {count} day.", "⏳ It has been waiting for {count} days.", days)
    first = view(session, due.subject_id).photos[:1]
    return Outgoing(lines(card.html, waits), card.rows, picture(session, first[0]) if first else None)


@message_of("find_handed_over")
def handed_over(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The staff gave it to somebody."""
    found, texts = view(session, due.subject_id), reader.texts
    if found.handed is None:
        raise NotFound
    values = {
        "to": words.receiver_text(texts, found.handed.receiver),
        "name": found.hander,
        "when": texts.moment(found.handed.at),
    }
    return Outgoing(
        lines(
            texts.t("<b>🤝 Handed over: {what}</b>", what=words.what(texts, found)),
            texts.t("📍 {room}", room=words.place(texts, found.room)),
            texts.t("{name} gave it to {to}, {when}.", **values),
            texts.t("If you do not know about it, please tell the office."),
        )
    )
