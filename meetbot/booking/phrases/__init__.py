"""
The one-line reader: "tomorrow 14:00-16:00 20 people hollow square", "明天下午2点到4点 20人 回字式 班子会议".

English and Chinese, mixed, in any order. Nothing is guessed silently: what could be meant in two ways, contradicts itself
or is not known is listed in ``not_understood`` and left open. ``reader.read`` is the door; each kind of thing that can be
said has its own file and its own rules, which say how they read what is unclear.
"""

from meetbot.booking.phrases.reader import RoomName, read
from meetbot.booking.phrases.reading import Reading

__all__ = ["Reading", "RoomName", "read"]
