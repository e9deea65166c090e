"""Addresses as people paste them."""

from __future__ import annotations

import pytest

from meetbot.errors import MeetbotError
from meetbot.guests.errors import (
    ForeignLocalPart,
    GuestNameTooLong,
    HiddenCharacters,
    NoAddresses,
    NotAnAddress,
    TooManyGuests,
)
from meetbot.guests.reading import MOST, Mailbox, mailboxes_in, shown_address

ADA, BOB, WANG = Mailbox("ada@x.org", "Ada"), Mailbox("bob@y.cn"), Mailbox("w@x.cn", "王建国")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Ada <ada@x.org>, bob@y.cn", (ADA, BOB)),
        ("Ada <ada@x.org>; bob@y.cn", (ADA, BOB)),
        ("Ada <ada@x.org> bob@y.cn", (ADA, BOB)),
        ("ada@x.org Ada\nbob@y.cn", (ADA, BOB)),
        ("ada@x.org (Ada)\r\nbob@y.cn\r\n", (ADA, BOB)),
        ("王建国，w@x.cn、bob@y.cn", (WANG, BOB)),
        ("王建国 w@x.cn；bob@y.cn。", (WANG, BOB)),
        ("王建国＜w＠x.cn＞", (WANG,)),
        ("姓名,邮箱\n王建国,w@x.cn", (WANG,)),
        ("Name\tE-mail\tTitle\nAda\tada@x.org\tChair", (ADA,)),
        ("1. Ada <ada@x.org>\n2) bob@y.cn", (ADA, BOB)),
        ("- Ada: ada@x.org\n· mailto:bob@y.cn", (ADA, BOB)),
        ("邮箱：bob@y.cn", (BOB,)),
        ('"Doe, Jane" <jane@x.org>', (Mailbox("jane@x.org", "Doe, Jane"),)),
        ("\ufeffAda\u200b <ada@x.org>", (ADA,)),
        ("Ada\u00a0<ada@x.org>", (ADA,)),
        ("BOB@Y.CN", (Mailbox("BOB@y.cn"),)),
        ("o'neil+x@sub.domain.example.org", (Mailbox("o'neil+x@sub.domain.example.org"),)),
        ("ann@例子.中国", (Mailbox("ann@xn--fsqu00a.xn--fiqs8s"),)),
        ("ann@straße.de", (Mailbox("ann@xn--strae-oqa.de"),)),
        ("bob@y.cn\nBob <BOB@y.cn>\nbob@y.cn", (Mailbox("BOB@y.cn", "Bob"),)),
        ("Ada <ada@x.org>\nAda L <ada@x.org>", (ADA,)),
        ("أحمد <ahmad@x.org>", (Mailbox("ahmad@x.org", "أحمد"),)),
    ],
)
def test_lists_are_read_as_they_are_meant(text: str, read: tuple[Mailbox, ...]) -> None:
    assert mailboxes_in(text) == read


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NoAddresses()),
        (" \n ,;\n", NoAddresses()),
        ("姓名,邮箱", NoAddresses()),
        ("ada@x.org\nBob", NotAnAddress(2, "Bob")),
        # What would be a header of its own, were lines not apart.
        ("Ada\r\nBcc: <all@x.org>", NotAnAddress(1, "Ada")),
        ("<ada@x.org, bob>", NotAnAddress(1, "ada@x.org, bob")),
        ("Ada <ada@x.org>\x00", HiddenCharacters(1)),
        ("bob@y.cn\nada\x1b[2J@x.org", HiddenCharacters(2)),
        ("ada@x\u202e.org", HiddenCharacters(1)),
        ("\u2066Ada\u2069 <ada@x.org>", HiddenCharacters(1)),
        ("a@b", NotAnAddress(1, "a@b")),
        ("@x.org", NotAnAddress(1, "@x.org")),
        ("ada@", NotAnAddress(1, "ada@")),
        ("ada@x..org", NotAnAddress(1, "ada@x..org")),
        ("a..b@x.org", NotAnAddress(1, "a..b@x.org")),
        (".a@x.org", NotAnAddress(1, ".a@x.org")),
        ("a@b@x.org", NotAnAddress(1, "a@b@x.org")),
        ("<a b@x.org>", NotAnAddress(1, "a b@x.org")),
        ("ada@-x.org", NotAnAddress(1, "ada@-x.org")),
        ("ada@10.0.0.1", NotAnAddress(1, "ada@10.0.0.1")),
        ("ada@[10.0.0.1]", NotAnAddress(1, "ada@[10.0.0.1]")),
        ("ada@localhost", NotAnAddress(1, "ada@localhost")),
        ("张三@x.cn", ForeignLocalPart(1, "张三@x.cn")),
        (f"{'a' * 65}@x.org", NotAnAddress(1, f"{'a' * 59}…")),
        (f"a@{'b.' * 130}org", NotAnAddress(1, f"a@{'b.' * 28}b…")),
        (f"{'A' * 101} <ada@x.org>", GuestNameTooLong(1, 101, 100)),
        ("\n".join(f"guest{n}@x.org" for n in range(MOST + 1)), TooManyGuests(MOST + 1, MOST)),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_taken(text: str, refusal: MeetbotError) -> None:
    with pytest.raises(type(refusal)) as refused:
        mailboxes_in(text)

    assert refused.value == refusal


def test_as_many_as_may_be_invited_are_read() -> None:
    assert len(mailboxes_in("\n".join(f"guest{n}@x.org" for n in range(MOST)))) == MOST


@pytest.mark.parametrize(
    ("address", "shown"),
    [("ada@x.org", "ada@x.org"), ("ann@xn--fsqu00a.xn--fiqs8s", "ann@例子.中国"), ("a@xn--\x00.org", "a@xn--\x00.org")],
)
def test_an_address_is_shown_in_its_own_script(address: str, shown: str) -> None:
    assert shown_address(address) == shown
