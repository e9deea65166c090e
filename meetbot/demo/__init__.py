"""A whole service day, played at speed through the real handlers (``bot.py demo``)."""

from meetbot.demo.playing import play
from meetbot.demo.stage import StepMissing

__all__ = ["StepMissing", "play"]
