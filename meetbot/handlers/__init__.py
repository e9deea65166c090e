"""Telegram, and only Telegram: read an update, call one service function, show the result."""

import os

# python-telegram-bot's coming way (a span of time instead of a number); without it every refusal warns.
os.environ.setdefault("PTB_TIMEDELTA", "1")
