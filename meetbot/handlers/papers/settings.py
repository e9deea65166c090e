"""The place setting of a meeting as a picture, to scale, with the standard's figures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from meetbot.errors import NotFound
from meetbot.handlers.outgoing import Attachment, Outgoing, lines
from meetbot.handlers.papers.seeing import SEES, seen_by
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.layouts.drawing import png
from meetbot.layouts.lettering import figure
from meetbot.layouts.setting import Cover, Setting
from meetbot.layouts.setting_drawing import SettingLabels, setting_svg
from meetbot.papers.covers import cover_of, drawn_words, sample_setting, setting_of, types_drawn
from meetbot.standard.document import Standard
from meetbot.standard.place import PlaceFigures, Span
from meetbot.standard.service import standard_of
from meetbot.texts import Texts

_WIDTH = 1400
_KEPT = 32


async def send_setting(turn: Turn, booking_id: int) -> None:
    """The picture below the papers; a word where nothing is set at the places."""
    found = await seen_by(turn, booking_id)
    texts, cover = turn.texts, cover_of(found)
    if cover.is_empty:
        await turn.toast(
            texts.plain("Nothing is set at the places of this meeting: drinks are at the side."), alert=True
        )
        return
    await turn.toast()
    setting = await turn.work(setting_of, found)
    picture = await turn.work(
        _drawn, setting, labels(texts, found.standard, found.booking.meeting_type, cover), turn.parts.site.extra_font
    )
    caption = lines(
        texts.t("<b>🍵 Place setting</b> · {type}", type=type_name(texts, found.standard, found.booking.meeting_type)),
        texts.t("Drawn to scale, seen from above, with the figures of the standard."),
    )
    name = f"setting-{booking_id}.png"
    await turn.reply(Outgoing(caption, attachment=Attachment(picture, name, is_photo=True)))


@lru_cache(maxsize=_KEPT)
def _drawn(setting: Setting, words: SettingLabels, extra_font: Path | None) -> bytes:
    return png(setting_svg(setting, words), _WIDTH, extra_font)


async def send_sample(turn: Turn, standard_id: int, kind: str, clause: str) -> None:
    """The set place of a usual meeting of this type, with the words of what the clause asks for (T1.4-T1.6, T2.3, T2.5, T3.3)."""
    standard = await turn.read(standard_of, standard_id)
    if kind not in {each.key for each in types_drawn(standard, clause)}:
        raise NotFound
    await turn.toast()
    texts = turn.texts
    cover, setting = await turn.work(sample_setting, standard, kind, clause)
    words = labels(texts, standard, kind, cover)
    picture = await turn.work(_drawn, setting, words, turn.parts.site.extra_font)
    caption = lines(
        texts.t("<b>🍵 {clause} · {type}</b>", clause=clause, type=type_name(texts, standard, kind)),
        *(
            texts.t(
                "• <b>{title}</b>: {quality}",
                title=each.title.in_(texts.language),
                quality=each.quality.in_(texts.language),
            )
            for each in drawn_words(standard, kind, clause)
        ),
    )
    await turn.reply(Outgoing(caption, attachment=Attachment(picture, f"setting-{kind}.png", is_photo=True)))


def type_name(texts: Texts, standard: Standard, kind: str) -> str:
    """What the standard calls this kind of meeting."""
    return standard.type_(kind).name.in_(texts.language)


def labels(texts: Texts, standard: Standard, kind: str, cover: Cover) -> SettingLabels:
    """The words of the drawing. No title of the meeting is among them: drawings are passed on."""
    return SettingLabels(
        title=texts.plain("Place setting · {type}", type=type_name(texts, standard, kind)),
        subtitle=texts.plain(", ").join(_what(texts, cover)),
        far_edge=texts.plain("Far edge of the place"),
        near_edge=texts.plain("Near edge"),
        chair=texts.plain("Seat"),
        centimetre=texts.plain("cm"),
        notes=tuple(_notes(texts, cover, standard, kind)),
    )


def _what(texts: Texts, cover: Cover) -> Iterator[str]:
    drinks = {
        "saucer": texts.plain("cup on its saucer"),
        "coaster": texts.plain("cup on a coaster"),
        "bottle": texts.plain("bottled water"),
    }
    if cover.drink:
        yield drinks[cover.drink]
    if cover.paper:
        yield texts.plain("paper and pencil")
    if cover.has_ashtray:
        yield texts.plain("ashtray")
    if cover.has_dish:
        yield texts.plain("dish of cigarettes")
    if cover.has_nameplate:
        yield texts.plain("nameplate")


def _notes(texts: Texts, cover: Cover, standard: Standard, kind: str) -> Iterator[str]:
    """A sentence for each thing: what a dimension line cannot say."""
    figures = standard.values.place
    edge = {"far": texts.plain("far edge"), "near": texts.plain("near edge")}
    values = {"figure": _span(figures.saucer_from_edge), "edge": edge[figures.saucer_edge]}
    if cover.drink == "saucer":
        yield texts.plain(
            "Saucer: right edge in line with the chair's right edge, {figure} cm from the {edge} of the place; handle of"
            " the cup to the right, logo up.",
            **values,
        )
    elif cover.drink == "coaster":
        yield texts.plain(
            "Coaster: right edge in line with the chair's right edge, {figure} cm from the {edge} of the place; handle of"
            " the cup to the right, logo up.",
            **values,
        )
    elif cover.drink == "bottle":
        yield texts.plain("Bottle: one for each guest, on the right, sealed, label to the guest, all in one line.")
    yield from _paper_notes(texts, cover, figures, kind)
    if cover.has_ashtray:
        values = {"figure": _span(figures.ashtray_from_edge), "edge": edge[figures.ashtray_edge]}
        yield (
            texts.plain(
                "Ashtray: between two saucers, {figure} cm from the {edge} of the place, logo to the guest.", **values
            )
            if cover.drink == "saucer"
            else texts.plain(
                "Ashtray: between two guests, {figure} cm from the {edge} of the place, logo to the guest.", **values
            )
        )
    if cover.has_dish:
        yield texts.plain(
            "From the main guest on an ashtray at every {step}th place; cigarettes in a small dish beside it.",
            step=standard.values.ashtray_every_places,
        )


def _paper_notes(texts: Texts, cover: Cover, figures: PlaceFigures, kind: str) -> Iterator[str]:
    if cover.paper is None:
        return
    if kind in figures.paper_from_edge_of:
        yield texts.plain(
            "Paper: lower edge {figure} cm from the table's edge, centre lines in one line, logo up.",
            figure=_span(cover.paper),
        )
    else:
        yield texts.plain(
            "Paper: lower edge two fingers ({figure} cm) from the table's edge, centre lines in one line, logo up.",
            figure=_span(cover.paper),
        )
    yield texts.plain(
        "Pencil: sharpened, tip forward at {angle}°, its end at the paper's lower edge.",
        angle=figure(figures.pencil_angle),
    )


def _span(span: Span) -> str:
    return f"{figure(span[0])}–{figure(span[1])}"


PRESSES = (Press("pa.set", send_setting, (int,), SEES), Press("pa.place", send_sample, (int, str, str)))
