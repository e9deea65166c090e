"""
Calendars of others, taken over: as busy time of a room (closures) or as bookings.

Every date that was taken over is an ``ImportedDate`` row, unique by whose it is, UID and original start: the same file once
more changes what changed and doubles nothing. ``taking`` compares, ``busy`` and ``bookings`` do it, ``service`` is the door
for files, ``subscriptions`` for addresses that are looked at again and again.
"""
