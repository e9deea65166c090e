"""What the organiser told about a meeting, in a line for each thing; shown to the organiser and the staff only (C6)."""

from __future__ import annotations

from collections.abc import Sequence

from meetbot.booking.meeting import Break, Meeting
from meetbot.checklists.items import Item
from meetbot.standard.document import ItemRule
from meetbot.standard.needs import Equipment, Needs, Told
from meetbot.texts import Html, Texts, WallTime, shorten

# A line of the card; the whole list of names stands on the page of the audio pieces.
_LONGEST_NAMES = 120


def told_lines(texts: Texts, needs: Needs) -> tuple[Html, ...]:
    """Everything that was told, a line for each thing; nothing about what was not."""
    return tuple(line for line in (told_line(texts, needs, about) for about in Told) if line is not None)


def told_line(texts: Texts, needs: Needs, about: Told) -> Html | None:
    """What was told about one thing; for a banner without words, that they are missing."""
    match about:
        case Told.BANNER:
            return _banner(texts, needs)
        case Told.FLAGS:
            return _flags(texts, needs)
        case Told.MICROPHONES:
            return _microphones(texts, needs)
        case Told.AUDIO:
            return _audio(texts, needs)
        case Told.WISH:
            return texts.t("💬 Besides: {words}", words=needs.wish) if needs.wish else None


def _banner(texts: Texts, needs: Needs) -> Html | None:
    if not needs.banner:
        return None
    if not needs.banner_words:
        return texts.t("🎏 Banner: its words are still to come")
    return texts.t("🎏 Banner: “{words}”", words=needs.banner_words)


def _flags(texts: Texts, needs: Needs) -> Html | None:
    if not needs.flags:
        return None
    if not needs.flags_words:
        return texts.n("🚩 {count} flag", "🚩 {count} flags", needs.flags)
    return texts.n("🚩 {count} flag: {which}", "🚩 {count} flags: {which}", needs.flags, which=needs.flags_words)


def _microphones(texts: Texts, needs: Needs) -> Html | None:
    said = texts.plain(", ").join((*(place_name(texts, place) for place in needs.microphones_at), *_words(needs)))
    return texts.t("🎤 Microphones: {places}", places=said) if said else None


def _words(needs: Needs) -> tuple[str, ...]:
    return (needs.microphones_words,) if needs.microphones_words else ()


def place_name(texts: Texts, place: str) -> str:
    """A place with a microphone: that of a role, or a seat by its label."""
    names = {
        "chair": texts.plain("chair's place"),
        "vice_chair": texts.plain("vice-chair's place"),
        "speaker": texts.plain("speaker's place"),
    }
    return names.get(place) or texts.plain("seat {label}", label=place)


def _audio(texts: Texts, needs: Needs) -> Html | None:
    if not needs.audio:
        return None
    named = shorten(texts.plain(", ").join(piece.name for piece in needs.audio), _LONGEST_NAMES)
    return texts.n("🎵 {count} audio piece: {names}", "🎵 {count} audio pieces: {names}", len(needs.audio), names=named)


def breaks_line(texts: Texts, meeting: Meeting) -> Html | None:
    """The breaks that are planned, or were held, with their times."""
    spans = [break_span(texts, pause) for pause in _with_end(meeting.breaks)]
    return texts.t("☕ Break {times}", times=texts.listed(spans)) if spans else None


def _with_end(breaks: Sequence[Break]) -> list[Break]:
    return [pause for pause in breaks if pause.end is not None]


def break_span(texts: Texts, pause: Break) -> WallTime:
    """A break by its times: "15:00–15:15"."""
    assert pause.end is not None
    return texts.plain("{begins}–{ends}", begins=texts.time(pause.start), ends=texts.time(pause.end))


def untold(texts: Texts, meeting: Meeting) -> list[str]:
    """The names of what can still be told."""
    needs = meeting.needs
    said = {
        texts.plain("the banner's words"): bool(needs.banner_words),
        texts.plain("flags"): bool(needs.flags),
        texts.plain("microphone places"): bool(
            needs.said(Told.MICROPHONES) or meeting.spec.lacks((Equipment.MICROPHONES,))
        ),
        texts.plain("audio pieces"): bool(needs.audio),
        texts.plain("breaks"): bool(meeting.breaks),
        texts.plain("anything else"): bool(needs.wish),
    }
    return [name for name, is_said in said.items() if not is_said]


def said_for(needs: Needs, item: Item) -> Told | None:
    """What was told about an item of the checklist; none where nothing was."""
    about = item.rule.tells if isinstance(item.rule, ItemRule) else None
    return about if about and needs.said(about) else None
