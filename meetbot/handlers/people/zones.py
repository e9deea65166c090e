"""/zone: who lives in another time zone than the house is told their own time too, in brackets after the house's."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import get_timezone_location
from sqlmodel import Session

from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.handlers.answering import conclude, is_about_something_else, is_concluded
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.menus import publish_menu
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.routing import Answer, Command, Press
from meetbot.handlers.turn import Turn
from meetbot.people import service as people
from meetbot.texts import Html, Texts, one_line, shorten

KIND = "zone"
HOUSE = "house"
_USUAL = (
    "Asia/Shanghai", "Asia/Tokyo", "Asia/Singapore", "Asia/Kolkata", "Asia/Dubai", "Europe/Moscow", "Europe/Berlin",
    "Europe/London", "America/Sao_Paulo", "America/New_York", "America/Los_Angeles", "Australia/Sydney",
)  # fmt: skip
# Large cities that no zone is named after.
_ALSO = {
    "beijing": "Asia/Shanghai", "北京": "Asia/Shanghai", "guangzhou": "Asia/Shanghai", "广州": "Asia/Shanghai",
    "shenzhen": "Asia/Shanghai", "深圳": "Asia/Shanghai", "osaka": "Asia/Tokyo", "大阪": "Asia/Tokyo",
    "delhi": "Asia/Kolkata", "德里": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "孟买": "Asia/Kolkata",
    "frankfurt": "Europe/Berlin", "法兰克福": "Europe/Berlin", "munich": "Europe/Berlin", "慕尼黑": "Europe/Berlin",
    "hamburg": "Europe/Berlin", "汉堡": "Europe/Berlin", "geneva": "Europe/Zurich", "日内瓦": "Europe/Zurich",
    "boston": "America/New_York", "波士顿": "America/New_York", "washington": "America/New_York",
    "华盛顿": "America/New_York", "san_francisco": "America/Los_Angeles", "旧金山": "America/Los_Angeles",
    "seattle": "America/Los_Angeles", "西雅图": "America/Los_Angeles",
}  # fmt: skip
_LOCALES = {"en": Locale("en", "GB"), "zh": Locale("zh", "CN", "Hans")}
_MOST = 10
_LONGEST = 60


async def zone(turn: Turn, words: str) -> None:
    """The choice; with words whatever is called so."""
    if words:
        await _show_found(turn, words)
        return
    await turn.write(drafts.start, turn.user.id, KIND, {}, "city", turn.now)
    await turn.show(_choices(turn.texts, turn.me.zone, _USUAL, turn.now, _question(turn)))


async def show(turn: Turn) -> None:
    """The choice, by a button."""
    await zone(turn, "")


def _question(turn: Turn) -> Html:
    texts, site = turn.texts, turn.parts.site
    return lines(
        texts.t("<b>🕑 Your time zone</b>"),
        texts.t("The house keeps the time of {city}. If you live elsewhere, every date says your own time too, in brackets.",
                city=city(site.time_zone, texts.language)),
        texts.t("Press one, or write a city."),
    )  # fmt: skip


def _choices(texts: Texts, mine: str | None, names: tuple[str, ...], now: datetime, words: Html) -> Outgoing:
    buttons = [_button(texts, name, now, is_mine=name == mine) for name in names]
    house = button(texts.plain("✓ As the house") if mine is None else texts.plain("As the house"), "tz.set", HOUSE)
    return Outgoing(words, (*in_rows(buttons, 2), (house,), *_back(texts)))


def _button(texts: Texts, name: str, now: datetime, *, is_mine: bool) -> Button:
    label = f"{city(name, texts.language)} · {now.astimezone(ZoneInfo(name)):%H:%M}"
    return button(f"✓ {label}" if is_mine else label, "tz.set", name)


def _back(texts: Texts) -> Rows:
    return ((button(texts.plain("‹ Back"), "me.show"),),)


async def choose(turn: Turn, name: str) -> None:
    """From now on with this time in brackets; "house": without."""
    member = await turn.write(_chosen, turn, None if name == HOUSE else name)
    texts = turn.parts.texts(member.language, member.zone)
    kept = texts.t("<b>✅ Kept.</b> Dates look like this: {moment}", moment=texts.moment(turn.now))
    await turn.show(Outgoing(kept, _back(texts)))
    await publish_menu(turn, member)


def _chosen(session: Session, turn: Turn, name: str | None) -> people.Member:
    """Kept; what is written next is no city any more."""
    asked = drafts.draft(session, turn.user.id, KIND)
    if asked is not None:
        drafts.finish(session, asked)
    return people.set_zone(session, turn.me.id, name)


async def answer(turn: Turn, draft: Draft) -> None:
    """The city that they wrote."""
    if await is_about_something_else(turn, draft, None):
        return
    if not is_concluded(draft):
        await turn.write(_conclude, draft, turn)
    await _show_found(turn, turn.text)


def _conclude(session: Session, draft: Draft, turn: Turn) -> None:
    conclude(session, draft, turn)


async def _show_found(turn: Turn, words: str) -> None:
    texts, wanted = turn.texts, shorten(one_line(words), _LONGEST)
    found = await turn.work(called, wanted)
    if not found:
        nothing = texts.t(
            "No time zone is called “{words}”. Write a larger city nearby, in English or Chinese.", words=wanted
        )
        await turn.show(Outgoing(nothing, ((button(texts.plain("🕑 Time zone"), "tz.show"),), *_back(texts))))
        return
    head = texts.t("<b>🔎 {words}</b>", words=wanted)
    await turn.show(_choices(texts, turn.me.zone, found[:_MOST], turn.now, head))


def called(words: str) -> tuple[str, ...]:
    """The zones whose name or city, in any language, holds the words; those that begin so come first."""
    wanted = words.casefold().replace(" ", "_")
    if not wanted:
        return ()
    by_city = {city(name, "en"): name for name in sorted(_zones(), key=_is_own_name) if _is_called(name, wanted)}
    found = {_ALSO[each] for each in _ALSO if each.startswith(wanted)} | set(by_city.values())
    return tuple(sorted(found, key=lambda name: (not _begins(name, wanted), name)))


def _is_called(name: str, wanted: str) -> bool:
    return any(wanted in each for each in _written(name))


def _begins(name: str, wanted: str) -> bool:
    return any(each.startswith(wanted) for each in _written(name))


def _is_own_name(name: str) -> bool:
    """Of several names for one place (Asia/Harbin, Asia/Shanghai) the one that says its city."""
    return name.rpartition("/")[2].replace("_", " ") == city(name, "en")


@cache
def _written(name: str) -> tuple[str, ...]:
    return tuple(each.casefold().replace(" ", "_") for each in (name, *(city(name, language) for language in _LOCALES)))


@cache
def _zones() -> frozenset[str]:
    """Those that are named after a place: the rest are names of old."""
    regions = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return frozenset(name for name in available_timezones() if name.startswith(regions))


@cache
def city(name: str, language: str) -> str:
    """The city that a zone is named after, in this language."""
    return str(get_timezone_location(name, locale=_LOCALES[language], return_city=True))


COMMANDS = (Command("zone", zone, "Your time zone, if you live elsewhere"),)
PRESSES = (Press("tz.show", show), Press("tz.set", choose, (str,)))
ANSWERS = (Answer(KIND, answer),)
