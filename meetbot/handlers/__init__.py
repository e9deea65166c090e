"""Telegram, and only Telegram: read an update, call one service function, show the result."""
