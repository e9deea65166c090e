"""What a meeting asks for: the switches that the standard has (tea or water, fruit, paper, smoking, rostrum, equipment)."""

from __future__ import annotations

from enum import StrEnum

from meetbot.yamlfiles import Strict


class Drink(StrEnum):
    """P7: tea in cups, or bottled water if the organiser asks."""

    TEA = "tea"
    WATER = "water"


class Equipment(StrEnum):
    """The equipment a booking can ask for and a room can have (P1, T3.1)."""

    PROJECTOR = "projector"
    SCREEN = "screen"
    SOUND = "sound"
    MICROPHONES = "microphones"
    LASER_POINTER = "laser_pointer"
    WHITEBOARD = "whiteboard"
    VIDEO_CALL = "video_call"


class Needs(Strict):
    """The switches of one meeting. Defaults are those of a meeting that asks for nothing special."""

    drink: Drink = Drink.TEA
    fruit: bool = False
    paper: bool = True
    smoking: bool = False
    rostrum: bool = False
    lectern: bool = False
    flowers: bool = False
    side_table: bool = False  # T3.4: drinks on a table at the side, self-service, in place of cups at the seats
    banner: bool = False
    nameplates: bool = False
    equipment: tuple[Equipment, ...] = ()
