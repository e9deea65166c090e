"""
Calendars that others made: files sent in chat, addresses that are subscribed to. Nothing in them is believed or trusted.

``reader.read_calendar`` is the door: bytes in, plain values out. Every step is bounded before it begins:

1. ``content``: size, line length, depth and number of components; whatever character set the file is in.
2. ``values``: one property at a time, by this package's own rules; times become moments by way of ``zones``.
3. ``repeating``: a rule becomes dates inside a window, in as many steps as the window has days.
4. ``occurring``: events with what overrides and what excludes single dates.
"""
