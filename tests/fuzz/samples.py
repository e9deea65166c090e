"""Good inputs of each target: a fuzzer bends them, and each is read as it is."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from PIL import Image

from tests.fuzz.targets import CONFIG

_EVENT = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:1@x\r\nSEQUENCE:1\r\n"
    b"DTSTAMP:20261123T020000Z\r\nDTSTART;TZID=Asia/Shanghai:20261124T140000\r\nDTEND;TZID=Asia/Shanghai:20261124T160000\r\n"
    b"RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=4\r\nEXDATE;TZID=Asia/Shanghai:20261201T140000\r\nSUMMARY:Budget\r\n"
    b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:ada@example.org\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
_UPDATE = (
    b'{"update_id": 1, "message": {"message_id": 1, "date": 1, "text": "/start", "from": {"id": 7, "first_name": "O", '
    b'"is_bot": false}, "chat": {"id": 7, "type": "private", "first_name": "O"}}}'
)


def _sheet() -> bytes:
    book, kept = Workbook(), BytesIO()
    for row in (("name", "title"), ("王建国", "局长"), ("=1+1", "Ada")):
        book.active.append(row)
    book.save(kept)
    return kept.getvalue()


def _photo(kind: str) -> bytes:
    kept, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20), "green").save(kept, kind, exif=exif)
    return kept.getvalue()


SAMPLES: dict[str, tuple[bytes, ...]] = {
    "phrase": (
        b"tomorrow 14:00-16:00 20 people hollow square",
        "每周一上午10点到11点 第一会议室 二十人 回字式".encode(),
    ),
    "calendar": (_EVENT,),
    "standard": tuple(path.read_bytes() for path in sorted((CONFIG / "standard").glob("*.yaml"))),
    "names": ("王建国,局长\n李娜\n".encode("gb18030"), b"1. Ada Lovelace; Countess\n2. Bob", "A\tB".encode("utf-16")),
    "update": (_UPDATE,),
    "code": (b"ck.t:17:p1:prep.air", b"pp.heir:1:2", b"home"),
    "guests": (b"Ada <ada@example.org>, bob@example.cn\n", "李娜 <li@例子.中国>".encode()),
    "sheet": (_sheet(), b"1. Ada; Countess"),
    "photo": tuple(map(_photo, ("JPEG", "PNG", "WEBP"))),
    "rooms": ((CONFIG / "rooms.yaml").read_bytes(),),
    "reply": (_EVENT,),
    "link": (b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", b"book", b"half an emoji: \xed\xa0\xbd"),
    "address": (b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics", b"a/plans/1.png", b"..%2f..%00.ics", "密.ics".encode()),
    "webhook": (_UPDATE, b"[]", b'{"update_id": 1e400}'),
    "backup": (b"SQLite format 3\x00" + bytes(84), b"PK\x03\x04"),
    "shown": ("<b>\u202e{name}</b> & co".encode(),),
}
