"""/people: who is here, found by page or by words; a person's card with their roles; /admin."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from meetbot.booking.service import bookings_of
from meetbot.checklists.service import release_all
from meetbot.defects.service import MENDERS, return_to_pool
from meetbot.drafts import service as drafts
from meetbot.errors import NotFound
from meetbot.handlers import lists
from meetbot.handlers.cards import Reader
from meetbot.handlers.keyboards import Button, Rows, button, in_rows
from meetbot.handlers.menus import publish_menu
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.people.changes import changing_roles
from meetbot.handlers.people.words import LANGUAGE_NAMES, person_label, role_name, role_names
from meetbot.handlers.routing import Command, Press
from meetbot.handlers.turn import Turn
from meetbot.people import service as people
from meetbot.people.roles import Role
from meetbot.requests.cleaning import ANSWERERS
from meetbot.requests.pool import return_calls, return_requests
from meetbot.texts import Html, Texts, escape

PEOPLE = "people"
_ADMIN = frozenset({Role.ADMIN})


# -- the list ----------------------------------------------------------------------------------------------------------------


async def people_command(turn: Turn, words: str) -> None:
    """The first page, or whom the words find."""
    await lists.open_list(turn, PEOPLE, words)


async def show_list(turn: Turn, page: int) -> None:
    """Everybody, in place of what was pressed."""
    await lists.whole(turn, PEOPLE)


async def ask_words(turn: Turn) -> None:
    """For whom?"""
    await lists.ask(turn, PEOPLE)


@lists.listed(PEOPLE, _ADMIN)
def _listed(session: Session, reader: Reader, words: str, page: int) -> Outgoing:
    texts, everybody = reader.texts, people.people(session)
    found = people.matching(everybody, words) if words else everybody
    part = lists.part_of(found, page)
    count = texts.n("{count} person has access.", "{count} people have access.", len(everybody))
    text = lines(texts.t("<b>🪪 People</b>"), count, lists.looked_for(texts, words, len(found)))
    labels = tuple((button(person_label(texts, each), "pp.who", each.id),) for each in part.entries)
    ways = (*_asked(texts, _waiting(session)), (button(texts.plain("✉️ Invite"), "in.who"),))
    return Outgoing(text, (*labels, *lists.foot(texts, PEOPLE, words, part), *ways))


def _waiting(session: Session) -> int:
    return len(people.open_requests(session))


def _asked(texts: Texts, waiting: int) -> Rows:
    asked = button(texts.plain("🔑 Requests: {count}", count=waiting), "ac.wait", style="primary")
    return ((asked,),) if waiting else ()


def _back(texts: Texts) -> Button:
    return button(texts.plain("‹ People"), "pp.list", 0)


# -- one person --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Seen:
    profile: people.Profile
    bookings: int


async def show_person(turn: Turn, person_id: int) -> None:
    """Everything about one person, and their roles as switches."""
    await turn.show(person_card(turn.texts, await turn.read(_seen, person_id, turn)))


def _seen(session: Session, person_id: int, turn: Turn) -> _Seen:
    profile = people.profile(session, person_id)
    return _Seen(profile, len(bookings_of(session, person_id, turn.now)))


def person_card(texts: Texts, seen: _Seen) -> Outgoing:
    """The card of one person, also of one who left: a role brings them back."""
    profile, member = seen.profile, seen.profile.member
    switches = [_switch(texts, member, role) for role in Role]
    if profile.is_forgotten:
        return Outgoing(
            lines(
                texts.t("<b>👤 {name}</b> · № {number}", name=member.name, number=member.id), *_facts(texts, profile)
            ),
            ((_back(texts),),),
        )
    data = button(texts.plain("📤 Their data"), "pv.out", member.id)
    going = (
        button(texts.plain("🚪 They leave…"), "pp.out", member.id, style="danger")
        if profile.deactivated_at is None
        else button(texts.plain("🫥 Forget them…"), "pv.ask", member.id, style="danger")
    )
    rows = (*in_rows(switches, 2), (data, going), (_back(texts),))
    return Outgoing(
        lines(
            texts.t("<b>👤 {name}</b> · № {number}", name=member.name, number=member.id),
            escape(role_names(texts, member.roles)),
            *_facts(texts, profile),
            _coming(texts, seen),
            "",
            texts.t("A role brings them back.")
            if profile.deactivated_at
            else texts.t("Tap a role to give it or take it away."),
        ),
        rows,
    )


def _facts(texts: Texts, profile: people.Profile) -> list[Html]:
    member = profile.member
    facts: list[Html] = []
    if profile.is_forgotten:
        return [texts.t("🫥 Who it was is forgotten, as they asked. What they did stays in the record.")]
    if member.department:
        facts.append(texts.t("🏢 {department}", department=member.department))
    facts.append(texts.t("☎ {phone}", phone=member.phone) if member.phone else texts.t("☎ no phone number"))
    facts.append(texts.t("🌐 {language}", language=LANGUAGE_NAMES[member.language]))
    facts.append(texts.t("🕑 here since {day}", day=texts.day(profile.joined_at)))
    if profile.unreachable_since:
        facts.append(texts.t("📵 not reached since {when}", when=texts.moment(profile.unreachable_since)))
    if profile.deactivated_at:
        facts.append(texts.t("🚪 left on {when}", when=texts.moment(profile.deactivated_at)))
    return facts


def _coming(texts: Texts, seen: _Seen) -> Html | None:
    return (
        texts.n("📅 {count} booking to come", "📅 {count} bookings to come", seen.bookings) if seen.bookings else None
    )


def _switch(texts: Texts, member: people.Member, role: Role) -> Button:
    has = role in member.roles
    label = (
        texts.plain("✅ {role}", role=role_name(texts, role))
        if has
        else texts.plain("⬜ {role}", role=role_name(texts, role))
    )
    return button(label, "pp.role", member.id, role.value, int(not has))


async def switch_role(turn: Turn, person_id: int, role: str, wanted: int) -> None:
    """Give the role (1) or take it away (0); pressed twice it stays as wanted."""
    if role not in set(Role) or wanted not in {0, 1}:
        raise NotFound
    member, seen = await turn.write(_switched, person_id, Role(role), turn, bool(wanted))
    await turn.show(person_card(turn.texts, seen))
    await turn.toast()
    await publish_menu(turn, member)


def _switched(session: Session, person_id: int, role: Role, turn: Turn, wanted: bool) -> tuple[people.Member, _Seen]:
    with changing_roles(session, turn.now):
        if wanted:
            member = people.grant_role(session, person_id, role, turn.me, turn.now)
        else:
            member = people.take_role(session, person_id, role, turn.me)
            _give_back(session, member, turn)
    return member, _seen(session, person_id, turn)


def _give_back(session: Session, member: people.Member, turn: Turn) -> None:
    """What they had in hand and may no longer end: half-made things, meetings they took, defects that were theirs to mend."""
    drafts.finish_all(session, member.telegram_id)
    if not member.is_staff:
        release_all(session, member.id, turn.now)
        return_requests(session, member.id, turn.now)
    if not member.has(*ANSWERERS):
        return_calls(session, member.id, turn.now)
    if not member.has(*MENDERS):
        return_to_pool(session, member.id, turn.me, turn.now)


# -- the office --------------------------------------------------------------------------------------------------------------


async def admin(turn: Turn, _words: str) -> None:
    """The office's menu."""
    texts = turn.texts
    waiting = await turn.read(_waiting)
    rows = (
        (button(texts.plain("🪪 People"), "pp.list", 0), button(texts.plain("✉️ Invite"), "in.who")),
        *_asked(texts, waiting),
        *(((button(texts.plain("🔧 Defects"), "go", "defects"),),) if "defects" in turn.parts.routes.commands else ()),
        (button(texts.plain("‹ Menu"), "home"),),
    )
    says = texts.n("{count} person waits for access.", "{count} people wait for access.", waiting)
    await turn.show(
        Outgoing(lines(texts.t("<b>🗂 Office</b>"), says if waiting else texts.t("Nobody waits for access.")), rows)
    )


COMMANDS = (
    Command("people", people_command, "People: roles, invitations, who leaves", _ADMIN),
    Command("admin", admin, "The office's menu", _ADMIN),
)
PRESSES = (
    Press("pp.list", show_list, (int,), _ADMIN),
    Press("pp.find", ask_words, (), _ADMIN),
    Press("pp.who", show_person, (int,), _ADMIN),
    Press("pp.role", switch_role, (int, str, int), _ADMIN),
)
