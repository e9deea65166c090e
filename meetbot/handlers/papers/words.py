"""Names of what is packed and carried."""

from __future__ import annotations

from meetbot.papers.packing import Group, Piece
from meetbot.texts import Texts


def counted(texts: Texts, thing: str, count: int) -> str:
    """A thing with its number: "Chairs × 22"."""
    return texts.plain("{thing} × {count}", thing=thing, count=count)


def group_name(texts: Texts, group: Group) -> str:
    return {
        Group.FURNITURE: texts.plain("Furniture"),
        Group.PLACES: texts.plain("On the tables"),
        Group.DRINKS: texts.plain("Drinks and fruit"),
        Group.EQUIPMENT: texts.plain("Equipment"),
        Group.DECORATION: texts.plain("Signs and decoration"),
    }[group]


def piece_name(texts: Texts, piece: Piece) -> str:
    """What a piece is called; in the standard's own words where this list has none."""
    if piece.title is not None:
        return piece.title.in_(texts.language)
    names = {
        "spare_chairs": texts.plain("Spare chairs"),
        "cloths": texts.plain("Tablecloths"),
        "skirts": texts.plain("Table skirts"),
        "paper": texts.plain("Writing paper"),
        "pencils": texts.plain("Pencils"),
        "nameplates": texts.plain("Nameplates"),
        "ashtrays": texts.plain("Ashtrays"),
        "cigarette_dishes": texts.plain("Small dishes for cigarettes"),
        "cups": texts.plain("Teacups"),
        "saucers": texts.plain("Saucers"),
        "coasters": texts.plain("Coasters"),
        "bottles": texts.plain("Bottles of water"),
        "lectern_cup": texts.plain("Cup with tea for the lectern"),
        "lectern_bottle": texts.plain("Bottle of water for the lectern"),
        "side_cups": texts.plain("Cups for the side table"),
        "water_container": texts.plain("Water container"),
        "fruit_plates": texts.plain("Fruit plates"),
        "laser_pointer": texts.plain("Laser pointer"),
        "projector": texts.plain("Projector"),
        "screen": texts.plain("Screen"),
        "sound": texts.plain("Sound system"),
        "video_call": texts.plain("Video conferencing set"),
        "eraser": texts.plain("Board eraser"),
        "markers": texts.plain("Board markers"),
        "banner": texts.plain("Banner"),
        "flags": texts.plain("Flags"),
        "signs": texts.plain("Signs"),
    }
    return names.get(piece.kind) or furniture(texts, piece.kind)


def furniture(texts: Texts, kind: str) -> str:
    """What a kind of ``Plan.counts`` is called."""
    names = {
        "tables": texts.plain("Tables"),
        "curved_tables": texts.plain("Curved tables"),
        "chairs": texts.plain("Chairs"),
        "rostrum": texts.plain("Rostrum"),
        "lectern": texts.plain("Lectern"),
        "microphones": texts.plain("Microphones"),
        "whiteboard": texts.plain("Whiteboard"),
        "flowers": texts.plain("Pots of flowers"),
        "side_table": texts.plain("Side table"),
    }
    return names.get(kind, kind)
