"""
The base of every error that meetbot raises on purpose.

A feature's errors are dataclasses that carry values (a room, a time), never sentences: ``handlers`` finds the words in
the reader's language. They are not frozen, because Python itself sets ``__traceback__`` on what is raised.
"""


class MeetbotError(Exception):
    """Something a user or an operator can be told about; subclasses carry the values that the sentence needs."""


class NotAllowed(MeetbotError):
    """The person who asked may not do this; says nothing about the thing asked for."""


class NotFound(MeetbotError):
    """The thing asked for is not there (any more), or the person may not know of it."""
