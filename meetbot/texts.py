"""
Words for people: message catalogues, plural forms, dates, and the one place where values are escaped for Telegram HTML.

English sentences are the message ids; a catalogue per area (``meetbot/locale/zh/booking.po``) holds the Chinese.
A language's catalogues are compiled and merged when the first sentence in it is asked for.
"""

from __future__ import annotations

import gettext
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from pydantic import BaseModel, ConfigDict, StringConstraints

LANGUAGES = ("en", "zh")
_LOCALE_FOLDER = Path(__file__).parent / "locale"
_LOCALES = {"en": Locale("en", "GB"), "zh": Locale("zh", "CN", "Hans")}
_BIDI_CONTROLS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_JOINERS = "\u200c\u200d"
_COMMA = {"en": ", ", "zh": "、"}


class Wording(BaseModel):
    """A text that config or the standard gives in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    en: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
    zh: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

    def in_(self, language: str) -> str:
        """The text in ``language``; English where the language is not known."""
        return self.zh if language == "zh" else self.en


class Html(str):
    """A piece of Telegram HTML that is already escaped; any other string is escaped when it enters a sentence."""

    __slots__ = ()


class WallTime(str):
    """
    A time on the house's clock; in a sentence ``own`` follows in brackets, the same on the reader's own ("07:00", "" where it is
    no other). A button or a picture has no room for it.
    """

    __slots__ = ("own",)
    own: str

    def __new__(cls, words: str, own: str = "") -> Self:
        made = super().__new__(cls, words)
        made.own = own
        return made


def _tells_own_times(values: Mapping[str, object]) -> bool:
    """Whether there is anything to look for in the sentence: mostly there is not."""
    for value in values.values():  # noqa: SIM110  (any() takes three times as long, and this runs with every word on a card)
        if isinstance(value, WallTime) and value.own:
            return True
    return False


# Between two times of one span: "{begins}–{ends}", "{begins}至{ends}".
_SPAN_SIGNS = frozenset(("–", "-", "—", "至", "到", "to"))
# Where these stand between them, two times are told apart.
_SENTENCE_ENDS = re.compile(r"[.。:：;；\n]")


def escape(text: object) -> Html:
    """``text`` as data inside Telegram HTML: markup quoted, direction controls taken out."""
    return text if isinstance(text, Html) else Html(html.escape(clean(str(text)), quote=False))


def clean(text: str) -> str:
    """``text`` without characters that change the direction of what stands around it."""
    return text.translate(_BIDI_CONTROLS)


def one_line(text: str) -> str:
    """What somebody typed as one line of data: no control or direction characters, no invisible ones, single spaces."""
    # Composed last: an accent may come to stand beside its letter when what was between them goes.
    return " ".join(unicodedata.normalize("NFC", "".join(map(_visible, clean(text)))).split())


def lines(text: str) -> str:
    """What somebody typed as lines of data, each cleaned as by ``one_line``; empty lines at both ends are gone."""
    return "\n".join(map(one_line, text.splitlines())).strip("\n")


def _visible(character: str) -> str:
    """The character itself, a space for one that only moves the cursor, nothing for one that nobody can see."""
    if character in _JOINERS or "\U000e0020" <= character <= "\U000e007f":  # emoji and some scripts are spelt with them
        return character
    if character.isspace():
        return " "
    # Cs are lone surrogates: no database stores them.
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs"} else character


def language_of(code: str | None) -> str:
    """The language to speak with somebody whose Telegram says ``code`` ("zh-hans", "de", None)."""
    return "zh" if code and code.lower().startswith("zh") else "en"


@dataclass(frozen=True)
class Texts:
    """
    Sentences and dates in one person's language and the site's time zone.

    Who lives in another zone (``own_zone``) is told their own time too, in brackets after the house's.
    """

    language: str
    zone: ZoneInfo
    own_zone: ZoneInfo | None = None

    @property
    def house(self) -> Texts:
        """The same with the house's time alone: for what is printed or passed on."""
        return replace(self, own_zone=None)

    def t(self, message: str, **values: object) -> Html:
        """The sentence as Telegram HTML: ``message`` translated, every value escaped."""
        translated = _catalogue(self.language).gettext(message)
        return Html(translated.format(**self._in_sentence(translated, values)))

    def n(self, one: str, many: str, count: int, **values: object) -> Html:
        """The sentence in the plural form for ``count`` (available as ``{count}``), as Telegram HTML."""
        translated = _catalogue(self.language).ngettext(one, many, count)
        return Html(translated.format(count=count, **self._in_sentence(translated, values)))

    def plain(self, message: str, **values: object) -> WallTime:
        """
        The sentence as plain text, for buttons, pop-ups, pictures and file names.

        As a part of another sentence the reader's own times follow it there.
        """
        translated = _catalogue(self.language).gettext(message)
        told = translated.format(**{name: clean(str(value)) for name, value in values.items()})
        if not _tells_own_times(values):
            return WallTime(told)
        return WallTime(told, _COMMA[self.language].join(own for _, own in self._own_times(translated, values)))

    def listed(self, words: Iterable[str]) -> WallTime:
        """Things with commas between them; of times the reader's own follow all of them."""
        found, comma = list(words), _COMMA[self.language]
        return WallTime(
            comma.join(found), comma.join(each.own for each in found if isinstance(each, WallTime) and each.own)
        )

    def _in_sentence(self, message: str, values: Mapping[str, object]) -> dict[str, Html]:
        """Every value escaped; the reader's own times stand in brackets, those of one span in one."""
        filled = {name: escape(value) for name, value in values.items()}
        if not _tells_own_times(values):
            return filled
        for name, own in self._own_times(message, values):
            filled[name] = Html(f"{filled[name]}{escape(self._yours(own))}")
        return filled

    def _own_times(self, message: str, values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        """The reader's own times in the message's order, each with the value after which it is told: the last that belongs to it."""
        timed = {name: value.own for name, value in values.items() if isinstance(value, WallTime) and value.own}
        places = sorted((message.find(f"{{{name}}}"), name) for name in timed)
        told = ""
        for (place, name), following in zip_longest(places, places[1:]):
            told += timed[name]
            between = message[place + len(name) + 2 : following[0]] if following else "\n"
            if _SENTENCE_ENDS.search(between):
                yield name, told
                told = ""
            else:
                told += "–" if between.strip() in _SPAN_SIGNS else _COMMA[self.language]

    def day(self, moment: datetime | date) -> str:
        """Weekday and date: "Tue 24 Nov 2026", "2026年11月24日 周二"."""
        shown = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment
        pattern = "y年M月d日 EEE" if self.language == "zh" else "EEE d MMM y"
        return str(format_date(shown, pattern, locale=_LOCALES[self.language]))

    def time(self, moment: datetime) -> WallTime:
        """Hours and minutes on the site's wall clock: "14:00"; in a sentence "14:00 (your time: 07:00)"."""
        return self.clocked(f"{moment.astimezone(self.zone):%H:%M}", moment)

    def clocked(self, words: str, moment: datetime, end: datetime | None = None) -> WallTime:
        """``words`` that end with ``moment`` (to ``end``) on the site's clock; in a sentence the reader's own time follows."""
        found = WallTime(words)
        if end is not None:
            found.own = self._own_words(moment, end)
        elif self._is_elsewhere(moment):
            own = moment.astimezone(self._own_zone)
            same_day = own.date() == moment.astimezone(self.zone).date()
            found.own = f"{own:%H:%M}" if same_day else self._on_clock(own)
        return found

    def moment(self, moment: datetime) -> str:
        """Day and time: "Tue 24 Nov 2026, 14:00"."""
        return f"{self._house_moment(moment)}{self._own(moment)}"

    def _house_moment(self, moment: datetime) -> str:
        separator = " " if self.language == "zh" else ", "
        return f"{self.day(moment)}{separator}{self.time(moment)}"

    def _own(self, start: datetime, end: datetime | None = None) -> str:
        """In brackets: " (your time: Tue 07:00–09:00)"; nothing where the reader's clock shows the same."""
        words = self._own_words(start, end)
        return self._yours(words) if words else ""

    def _own_words(self, start: datetime, end: datetime | None = None) -> str:
        """The same on the reader's own clock, where it shows something else: "Tue 07:00–09:00"."""
        if not self._is_elsewhere(start):
            return ""
        first, last = start.astimezone(self._own_zone), end and end.astimezone(self._own_zone)
        words = self._on_clock(first)
        if last:
            words += f"–{last:%H:%M}" if last.date() == first.date() else f"–{self._on_clock(last)}"
        return words

    @property
    def _own_zone(self) -> ZoneInfo:
        return self.own_zone or self.zone

    def _is_elsewhere(self, moment: datetime) -> bool:
        return moment.astimezone(self._own_zone).utcoffset() != moment.astimezone(self.zone).utcoffset()

    def _yours(self, words: str) -> str:
        return f"（您当地时间：{words}）" if self.language == "zh" else f" (your time: {words})"

    def _on_clock(self, wall: datetime) -> str:
        return str(format_datetime(wall, "EEE HH:mm", tzinfo=wall.tzinfo, locale=_LOCALES[self.language]))

    def span(self, start: datetime, end: datetime) -> str:
        """From when to when; the second date only where it differs: "Tue 24 Nov 2026, 14:00–16:00"."""
        same_day = start.astimezone(self.zone).date() == end.astimezone(self.zone).date()
        until = self.time(end) if same_day else self._house_moment(end)
        return f"{self._house_moment(start)}–{until}{self._own(start, end)}"

    def length(self, length: timedelta) -> str:
        """Hours and minutes: "1 h 30 min", "1小时30分钟"."""
        hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
        if self.language == "zh":
            return (f"{hours}小时" if hours else "") + (f"{minutes}分钟" if minutes or not hours else "")
        return " ".join(([f"{hours} h"] if hours else []) + ([f"{minutes} min"] if minutes or not hours else []))

    def wall(self, moment: datetime, pattern: str) -> str:
        """``moment`` on the site's wall clock by a CLDR pattern, in this language."""
        return str(format_datetime(moment.astimezone(self.zone), pattern, locale=_LOCALES[self.language]))


def shorten(text: str, limit: int) -> str:
    """``text``, cut to ``limit`` characters with an ellipsis where it is longer."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    merged: gettext.NullTranslations = gettext.NullTranslations()
    for path in sorted((_LOCALE_FOLDER / language).glob("*.po")):
        compiled = BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=_LOCALES[language]))
        compiled.seek(0)
        area = gettext.GNUTranslations(compiled)
        area.add_fallback(merged)
        merged = area
    return merged
