"""
A mail with an invitation as mail programs expect it (RFC 6047).

    multipart/mixed
      multipart/alternative
        text/plain, text/html     what is read
        text/calendar; method=... what Outlook, Gmail and Apple Mail turn into buttons; METHOD inside is the same
      application/ics             the same file to open, for programs that look at attachments only
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime, formataddr
from html import escape

from meetbot.texts import clean, one_line

_CRLF = compat32.clone(linesep="\r\n")
# In Chinese on both ends, of people who know each other, a longer subject is cut by every mail program.
_LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Letter:
    """
    One mail. ``paragraphs`` are lines of plain text. ``key`` names it in the whole world: the same key is the same mail, so
    a server that gets it twice (a crash between its answer and our note) can know it again.
    """

    key: str
    sender: tuple[str, str]  # name, address
    recipient: tuple[str, str]
    subject: str
    paragraphs: tuple[tuple[str, ...], ...]
    calendar: bytes
    method: str
    at: datetime

    def written(self) -> bytes:
        """The message with CRLF and lines that every server takes."""
        message = MIMEMultipart("mixed", policy=compat32)
        message["Message-ID"] = f"<{self.key}@{self.sender[1].rpartition('@')[2]}>"
        message["Date"] = format_datetime(self.at)
        message["From"] = _mailbox(*self.sender)
        message["To"] = _mailbox(*self.recipient)
        message["Subject"] = _words(one_line(self.subject)[:_LONGEST_SUBJECT], "Subject")
        message["Auto-Submitted"] = "auto-generated"  # nobody's absence note answers it (RFC 3834)
        message.attach(self._read())
        attachment = MIMEApplication(self.calendar, "ics", name="invite.ics")
        attachment.add_header("Content-Disposition", "attachment", filename="invite.ics")
        message.attach(attachment)
        return message.as_bytes(policy=_CRLF)

    def _read(self) -> MIMEMultipart:
        calendar = MIMEText(self.calendar.decode(), "calendar", "utf-8")
        calendar.set_param("method", self.method)
        parts = MIMEMultipart("alternative")
        for part in (MIMEText(self._plain(), "plain", "utf-8"), MIMEText(self._html(), "html", "utf-8"), calendar):
            parts.attach(part)
        return parts

    def _plain(self) -> str:
        return "\n\n".join("\n".join(map(clean, lines)) for lines in self.paragraphs) + "\n"

    def _html(self) -> str:
        shown = ("<br>\n".join(escape(clean(line)) for line in lines) for lines in self.paragraphs)
        body = "\n".join(f'<p dir="auto">{each}</p>' for each in shown)
        return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{body}\n</body></html>\n'


def _mailbox(name: str, address: str) -> str:
    """As in "Ada <ada@x.org>"; a name in another script is spelt in encoded words."""
    name = one_line(name)
    if _is_plain(name):
        return formataddr((name, address))
    return f"{_words(name, 'From')} <{address}>"


def _words(text: str, header: str) -> str:
    return text if _is_plain(text) else Header(text, "utf-8", header_name=header).encode()


def _is_plain(text: str) -> bool:
    """Whether it stands as it is: Latin letters, and nothing that a reader would take for encoded words."""
    return text.isascii() and "=?" not in text
