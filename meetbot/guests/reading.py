"""
Addresses as somebody pastes them: one a line or apart by commas, with or without names.

    Ada Lovelace <ada@x.org>, bob@y.cn
    王建国，w@x.cn
    "Doe, Jane" <jane@x.org>; mailto:jim@x.org

An address is a dot-string before the @ (RFC 5321, without quotes) and a domain with a dot in it; a domain in another script
is turned into the form in which mail travels. Nothing is taken when anything in the list cannot be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import idna

from meetbot.guests.errors import (
    ForeignLocalPart,
    GuestNameTooLong,
    HiddenCharacters,
    NoAddresses,
    NotAnAddress,
    TooManyGuests,
)
from meetbot.texts import one_line, shorten

MOST: Final = 200
LONGEST_NAME: Final = 100
_LONGEST_ADDRESS, _LONGEST_LOCAL = 254, 64
_SHOWN: Final = 60
_BIDI: Final = frozenset(map(chr, (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
# What pasting leaves behind and nobody means: byte order marks, zero-width spaces, soft hyphens.
_LEFTOVERS: Final = {ord(each): None for each in "\ufeff\u200b\u2060\u00ad"}
# ...<address> with whatever stands in the brackets, or a bare word with an @ in it.
_MAILBOX: Final = re.compile(r"<([^<>]*)>|([^\s,;:、<>\"()|]*@[^\s,;:、<>\"()|]*)")
_BETWEEN: Final = " \t,;、:\"'()|·-–—"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL: Final = re.compile(rf"{_ATOM}(\.{_ATOM})*")
_TOP_LEVEL: Final = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
# A table's first line, or what stands before an address instead of a name.
_HEADINGS: Final = frozenset(
    {"name", "names", "email", "e-mail", "mail", "mailto", "address", "姓名", "邮箱", "电子邮箱", "邮件"}
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Somebody with a mail address; the name may be empty."""

    address: str
    name: str = ""

    @property
    def folded(self) -> str:
        """Equal for two ways to write one person's address."""
        return self.address.lower()


def mailboxes_in(text: str, most: int = MOST) -> tuple[Mailbox, ...]:
    """
    Everybody in ``text``, each once, in its order; of two names for one address the first counts.

    Raises NoAddresses, NotAnAddress, HiddenCharacters, ForeignLocalPart, GuestNameTooLong, TooManyGuests.
    """
    found: dict[str, Mailbox] = {}
    for number, line in enumerate(re.split(r"\r\n|[\r\n]", text), start=1):
        for mailbox in _in_line(number, _plain(number, line)):
            known = found.get(mailbox.folded)
            if known is None or not known.name:
                found[mailbox.folded] = mailbox
    if not found:
        raise NoAddresses
    if len(found) > most:
        raise TooManyGuests(len(found), most)
    return tuple(found.values())


def address_of(typed: str, line: int = 1) -> str:
    """The address as mail travels. Raises NotAnAddress, ForeignLocalPart."""
    bare = re.sub(r"(?i)^mailto:", "", typed.strip(" \t'").replace("。", ".")).rstrip(".")
    local, at, domain = bare.rpartition("@")
    wrong = NotAnAddress(line, shorten(one_line(typed), _SHOWN))
    if not at or "@" in local or not local or len(local) > _LONGEST_LOCAL:
        raise wrong
    if not local.isascii():
        raise ForeignLocalPart(line, wrong.piece)
    travelling = f"{local}@{_domain(domain, wrong)}"
    if not _LOCAL.fullmatch(local) or len(travelling) > _LONGEST_ADDRESS:
        raise wrong
    return travelling


def shown_address(address: str) -> str:
    """The address as people read it: the domain in its own script."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{idna.decode(domain)}" if "xn--" in domain else address
    except idna.IDNAError:
        return address


def _plain(number: int, line: str) -> str:
    """The line with full-width marks made plain. Raises HiddenCharacters."""
    line = line.translate(_LEFTOVERS)
    if any(each in _BIDI or (unicodedata.category(each) in {"Cc", "Cs"} and each != "\t") for each in line):
        raise HiddenCharacters(number)
    return unicodedata.normalize("NFKC", line)


def _in_line(number: int, line: str) -> Iterator[Mailbox]:
    found = list(_MAILBOX.finditer(line))
    if not found:
        rest = line.strip(_BETWEEN)
        words = {each.lower() for each in re.split(r"[\s,;、|]+", rest)}
        if rest and not (number == 1 and words & _HEADINGS):
            raise NotAnAddress(number, shorten(one_line(rest), _SHOWN))
        return
    end = 0
    after = _name(number, line[found[-1].end() :])
    for match in found:
        name = _name(number, line[end : match.start()])
        if len(found) == 1:  # "ada@x.org Ada Lovelace", "bob@y.cn (Bob)"
            name = name or after
        end = match.end()
        yield Mailbox(address_of(match.group(1) if match.group(1) is not None else match.group(2), number), name)
    if after and len(found) > 1:
        raise NotAnAddress(number, shorten(after, _SHOWN))


def _name(number: int, typed: str) -> str:
    """What stands beside an address; a number before it counts the line. Raises GuestNameTooLong."""
    name = one_line(typed.replace('"', " ")).strip(_BETWEEN)
    name = re.sub(r"^\d{1,4}\s*[.、:)]\s*", "", name).strip(_BETWEEN)
    if len(name) > LONGEST_NAME:
        raise GuestNameTooLong(number, len(name), LONGEST_NAME)
    return "" if name.lower() in _HEADINGS or name.isdecimal() else name


def _domain(typed: str, wrong: NotAnAddress) -> str:
    """The domain in ASCII and lower case. Raises ``wrong``."""
    try:
        ascii_ = idna.encode(typed, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise wrong from None
    labels = ascii_.split(".")
    if len(labels) < 2 or not _TOP_LEVEL.fullmatch(labels[-1]):
        raise wrong
    return ascii_
