"""What people are told unasked about defects: the alert, a photo, whose it is, that it is mended, whose meeting it threatens."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from meetbot.booking.meeting import Meeting, meeting
from meetbot.defects.models import DefectPhoto
from meetbot.defects.service import view
from meetbot.defects.views import OVERSEERS, first_reported_photo
from meetbot.errors import NotFound
from meetbot.handlers.cards import Reader, message_of
from meetbot.handlers.defects import words
from meetbot.handlers.defects.card import defect_card
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.photos import picture
from meetbot.people.service import names
from meetbot.reminders.dues import Due
from meetbot.texts import Texts, escape


@message_of("defect_opened")
def opened(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The live card, under the first photo that came with the report; what was added since follows by itself."""
    out = replace(defect_card(session, due.subject_id, reader), card=("defect", due.subject_id))
    first = first_reported_photo(session, due.subject_id)
    return replace(out, attachment=picture(session, first)) if first is not None else out


@message_of("defect_photo")
def photo_added(session: Session, due: Due, reader: Reader) -> Outgoing:
    """A photo that came after the alert: the first one, or one more."""
    photo, found, texts = (
        session.get(DefectPhoto, int(due.values["photo"])),
        view(session, due.subject_id),
        reader.texts,
    )
    if photo is None:
        raise NotFound
    sender = names(session, [photo.added_by]).get(photo.added_by, "")
    said = (
        texts.t("📷 Photo of the defect, from {name}", name=sender)
        if found.photos[:1] == (photo.file_id,)
        else texts.t("📷 One more photo, from {name}", name=sender)
    )
    caption = lines(words.heading(texts, found), said)
    return Outgoing(caption, _open(texts, due.subject_id), picture(session, photo.file_id))


@message_of("defect_assigned")
def assigned(session: Session, due: Due, reader: Reader) -> Outgoing:
    """It is theirs to mend."""
    found, texts, by = view(session, due.subject_id), reader.texts, int(due.values["by"])
    return Outgoing(
        lines(
            texts.t("<b>🔧 Yours to mend: defect {number}</b>", number=found.id),
            texts.t("📍 {room}", room=words.place(texts, found.room)),
            escape(words.what(session, texts, found)),
            escape(words.severity_name(texts, found.severity)),
            texts.t("👤 Given to you by {name}", name=names(session, [by]).get(by, "")),
        ),
        _open(texts, found.id),
    )


@message_of("defect_resolved")
def resolved(session: Session, due: Due, reader: Reader) -> Outgoing:
    """What they reported is mended."""
    found, texts = view(session, due.subject_id), reader.texts
    note = found.resolution.note if found.resolution else ""
    return Outgoing(
        lines(
            texts.t("<b>✅ Mended: defect {number}</b>", number=found.id),
            texts.t("📍 {room}", room=words.place(texts, found.room)),
            escape(words.what(session, texts, found)),
            texts.t("🔧 {name}: {note}", name=found.resolver, note=words.note_text(texts, note)),
            texts.t("Thank you for reporting it."),
        )
    )


@message_of("defect_threatens")
def threatens(session: Session, due: Due, reader: Reader) -> Outgoing:
    """A defect is in the way of a meeting: its organiser can move, whoever is in charge can see to it."""
    found, held, texts = view(session, int(due.values["defect"])), meeting(session, due.subject_id), reader.texts
    is_organiser = held.booking.organiser_id == reader.member.id
    return Outgoing(
        lines(
            texts.t("<b>⚠️ A defect in the way of your meeting</b>")
            if is_organiser
            else texts.t("<b>⚠️ A defect in the way of a meeting</b>"),
            *_meeting(texts, held),
            texts.t("🔎 {what}", what=words.what(session, texts, found)),
            escape(words.severity_name(texts, found.severity)),
            texts.t("👤 {name} is on it", name=found.assignee) if found.assignee else texts.t("👤 Nobody is on it yet"),
            texts.t("I tell you when it is mended. Until then you can choose another room or time.")
            if is_organiser
            else None,
        ),
        _ways(reader, held, found.id, is_organiser=is_organiser),
    )


@message_of("threat_over")
def threat_over(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The meeting is no longer threatened."""
    found, held, texts = view(session, int(due.values["defect"])), meeting(session, due.subject_id), reader.texts
    return Outgoing(
        lines(
            texts.t("<b>✅ Mended in time for the meeting</b>"),
            *_meeting(texts, held),
            texts.t("🔎 {what}", what=words.what(session, texts, found)),
        )
    )


def _meeting(texts: Texts, held: Meeting) -> tuple[str, str]:
    room, event = held.spec.name.in_(texts.language), held.event
    return texts.t("📍 {room}", room=room), texts.t("📅 {when}", when=texts.span(event.start, event.end))


def _ways(reader: Reader, held: Meeting, defect_id: int, *, is_organiser: bool) -> Rows:
    texts = reader.texts
    ways: list[Button] = []
    if is_organiser:
        ways.append(button(texts.plain("📅 Open the booking"), "bk.show", held.id))
    if reader.member.has(*OVERSEERS):
        ways.append(button(texts.plain("⚠️ Open the defect"), "df.card", defect_id))
    return (tuple(ways),)


def _open(texts: Texts, defect_id: int) -> Rows:
    return ((button(texts.plain("⚠️ Open the defect"), "df.card", defect_id),),)
