"""
The door: a stranger says who they are and asks for access; an admin decides with one tap.

What a stranger has said so far, and in which language, is a draft of the kind "access". It stays until they are let in, so
that whatever they write meanwhile is answered with how their request stands.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from sqlmodel import Session

from meetbot.drafts import service as drafts
from meetbot.drafts.errors import StaleDraft
from meetbot.drafts.models import Draft
from meetbot.errors import NotFound
from meetbot.handlers import lists
from meetbot.handlers.answering import begin_once, conclude, is_concluded, is_repeated, note
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.explain import explain
from meetbot.handlers.keyboards import Rows, button, in_rows
from meetbot.handlers.menus import publish_menu
from meetbot.handlers.outgoing import Outgoing, bare, lines
from meetbot.handlers.people.changes import changing_roles
from meetbot.handlers.people.words import language_button, other_language, role_name
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.people import service as people
from meetbot.people.access import decline_access, grant_access
from meetbot.people.errors import AlreadyDecided
from meetbot.people.models import AccessRequest
from meetbot.people.names import department_name, person_name, profile_name
from meetbot.people.roles import Role
from meetbot.texts import LANGUAGES, Html, Texts, one_line

KIND = "access"
WAITING = "access"
_ADMIN = frozenset({Role.ADMIN})
_NAME, _DEPARTMENT = "name", "department"
_Step = Callable[[Session, Draft, Turn, str | None], Draft]


# -- the stranger ------------------------------------------------------------------------------------------------------------


async def greet(turn: Turn) -> None:
    """Who I am and how to get in; how their request stands where they have asked already."""
    turn, _ = await _speaking(turn)
    await turn.show(await _standing(turn))


async def choose_language(turn: Turn, language: str) -> None:
    """A stranger's choice, kept with what they have said so far."""
    if language not in LANGUAGES:
        raise NotFound
    await turn.toast()
    draft = await turn.write(_in_language, turn, language)
    turn = turn.speaking(language)
    await turn.show(await _screen(turn, draft))


def _in_language(session: Session, turn: Turn, language: str) -> Draft:
    draft = drafts.draft(session, turn.user.id, KIND)
    if draft is None:
        return drafts.start(session, turn.user.id, KIND, {"language": language}, None, turn.now)
    return drafts.update(session, draft, turn.now, {"language": language}, awaiting=draft.awaiting)


async def ask(turn: Turn) -> None:
    """First the name."""
    if turn.member is not None and turn.member.roles:
        await turn.toast(turn.texts.plain("You have access already. Send /start."), alert=True)
        return
    await turn.toast()
    draft = await turn.write(_begin, turn)
    await turn.show(_question(turn.speaking(draft.fields["language"]), draft))


def _begin(session: Session, turn: Turn) -> Draft:
    before = drafts.draft(session, turn.user.id, KIND)
    language = (before.fields.get("language") if before else None) or turn.texts.language
    fields = {"language": language, "shown_as": _shown_as(turn)}
    return begin_once(session, turn, KIND, fields, _NAME)


def _shown_as(turn: Turn) -> str:
    """How Telegram shows them, so that an admin recognises who asks: "Wang Lei @wanglei"."""
    name = profile_name(turn.user.full_name, turn.user.id)
    return f"{name} @{turn.user.username}" if turn.user.username else name


async def name_as_shown(turn: Turn, draft_id: int, version: int) -> None:
    """The name is the one of the profile."""
    await _answered(turn, draft_id, version, _with_name, profile_name(turn.user.full_name, turn.user.id))


async def skip_department(turn: Turn, draft_id: int, version: int) -> None:
    """They belong to none, or do not say."""
    await _answered(turn, draft_id, version, _with_department, None)


async def _answered(turn: Turn, draft_id: int, version: int, step: _Step, value: str | None) -> None:
    """A step by a button; an old button shows how far they are."""
    await turn.toast()
    turn, draft = await _speaking(turn)
    with suppress(StaleDraft):
        draft = await turn.write(step, drafts.expect(draft, version, draft_id), turn, value)
    await turn.show(await _screen(turn, draft))


async def answer(turn: Turn, draft: Draft) -> None:
    """What a stranger types: the name, then the department; afterwards, how their request stands."""
    if turn.member is not None and turn.member.roles:
        await turn.write(drafts.finish, draft)
        await turn.unclaimed()
        return
    turn = turn.speaking(draft.fields["language"])
    if not is_repeated(turn, draft) and not is_concluded(draft):
        step = _with_name if draft.awaiting == _NAME else _with_department
        draft = await turn.write(step, draft, turn, turn.text)
    await turn.reply(await _screen(turn, draft))


def _with_name(session: Session, draft: Draft, turn: Turn, typed: str | None) -> Draft:
    """The name is known; next comes the department. Raises BadText."""
    return drafts.update(session, draft, turn.now, note(turn, {"name": person_name(typed or "")}), _DEPARTMENT)


def _with_department(session: Session, draft: Draft, turn: Turn, typed: str | None) -> Draft:
    """Everything is known: the request is made. Raises BadText, AlreadyMember."""
    department = None if typed is None else department_name(typed)
    fields = draft.fields
    people.ask_access(session, turn.user.id, fields["name"], department, fields["language"], turn.now)
    return conclude(session, draft, turn)


async def _screen(turn: Turn, draft: Draft | None) -> Outgoing:
    return _question(turn, draft) if draft and draft.awaiting in {_NAME, _DEPARTMENT} else await _standing(turn)


async def _speaking(turn: Turn) -> tuple[Turn, Draft | None]:
    """The turn in the language they chose, and what they have said so far."""
    draft = await turn.read(drafts.draft, turn.user.id, KIND)
    language = draft.fields.get("language") if draft else None
    return (turn.speaking(language) if language else turn), draft


async def _standing(turn: Turn) -> Outgoing:
    request = await turn.read(people.open_request_of, turn.user.id)
    return _greeting(turn) if request is None else _asked(turn.texts, request)


def _greeting(turn: Turn) -> Outgoing:
    texts, site = turn.texts, turn.parts.site
    return Outgoing(
        lines(
            texts.t("<b>Welcome to {site}</b>", site=site.name.in_(texts.language)),
            texts.t("Here you book meeting rooms, and everything in them is prepared and served."),
            "",
            texts.t("I do not know you yet. Ask for access: the office decides, and I tell you at once."),
        ),
        (
            (button(texts.plain("🔑 Ask for access"), "ac.ask", style="primary"),),
            (button(language_button(texts.language), "lang", other_language(texts.language)),),
        ),
    )


def _question(turn: Turn, draft: Draft) -> Outgoing:
    texts, code = turn.texts, (draft.id, draft.version)
    if draft.awaiting == _NAME:
        shown = profile_name(turn.user.full_name, turn.user.id)
        return Outgoing(
            lines(
                texts.t("<b>What is your name?</b>"),
                texts.t("Take the one on the button, or type it as colleagues know you."),
            ),
            ((button(shown, "ac.name", *code),),),
        )
    return Outgoing(
        lines(
            texts.t("<b>Which department are you in, {name}?</b>", name=draft.fields["name"]),
            texts.t("Type it, for example: Finance. Things left behind find their way back by it."),
        ),
        ((button(texts.plain("Skip"), "ac.skip", *code),),),
    )


def _asked(texts: Texts, request: AccessRequest) -> Outgoing:
    return Outgoing(
        lines(
            texts.t("<b>⏳ Your request is with the office</b>"),
            _name_and_department(texts, request),
            texts.t("Asked on {when}. I write to you as soon as it is decided.", when=texts.moment(request.asked_at)),
        ),
        (
            (button(texts.plain("✏️ Correct it"), "ac.ask"),),
            (button(language_button(texts.language), "lang", other_language(texts.language)),),
        ),
    )


def _name_and_department(texts: Texts, request: AccessRequest) -> Html:
    if not request.department:
        return texts.t("👤 {name}", name=request.name)
    return texts.t("👤 {name} · {department}", name=request.name, department=request.department)


# -- the admin ---------------------------------------------------------------------------------------------------------------


@card("access", of="access")
def access_card(session: Session, request_id: int, reader: Reader) -> Outgoing:
    """A request: who asks, and what was decided. Admins only."""
    reader.member.require(Role.ADMIN)
    request, texts = people.access_request(session, request_id), reader.texts
    about = lines(
        _name_and_department(texts, request),
        _seen_in_telegram(session, request, texts),
        texts.t("🕑 {when}", when=texts.moment(request.asked_at)),
    )
    if request.decided_at is not None:
        return Outgoing(lines(texts.t("<b>🔑 Request for access</b>"), about, "", _decision(session, request, texts)))
    question = texts.t("What are they here for? One tap lets them in.")
    return Outgoing(
        lines(texts.t("<b>🔑 Somebody asks for access</b>"), about, "", question), _choices(texts, request_id)
    )


def _seen_in_telegram(session: Session, request: AccessRequest, texts: Texts) -> Html | None:
    draft = drafts.draft(session, request.telegram_id, KIND)
    shown = one_line(str(draft.fields.get("shown_as", ""))) if draft else ""
    return texts.t("💬 In Telegram: {name}", name=shown) if shown and shown != request.name else None


def _decision(session: Session, request: AccessRequest, texts: Texts) -> Html:
    assert request.decided_at is not None
    admin = people.names(session, [request.decided_by]).get(request.decided_by or 0, "")
    values = {"admin": admin, "when": texts.moment(request.decided_at)}
    if request.granted_role is None:
        return texts.t("✖ Declined by {admin}, {when}", **values)
    return texts.t("✅ Let in as {role} by {admin}, {when}", role=role_name(texts, request.granted_role), **values)


def _choices(texts: Texts, request_id: int) -> Rows:
    roles = [button(role_name(texts, role), "ac.grant", request_id, role.value) for role in Role]
    return (*in_rows(roles, 2), (button(texts.plain("✖ Decline"), "ac.deny", request_id, style="danger"),))


async def grant(turn: Turn, request_id: int, role: str) -> None:
    """They are in, with this role."""
    if role not in set(Role):
        raise NotFound
    try:
        newcomer = await turn.act("access", request_id, _grant, request_id, Role(role), turn)
    except AlreadyDecided as error:
        await _too_late(turn, request_id, error)
        return
    await publish_menu(turn, newcomer)


def _grant(session: Session, request_id: int, role: Role, turn: Turn) -> people.Member:
    with changing_roles(session, turn.now):
        return grant_access(session, request_id, role, turn.me, turn.now)


async def decline(turn: Turn, request_id: int) -> None:
    """They are not let in."""
    try:
        await turn.act("access", request_id, decline_access, request_id, turn.me, turn.now)
    except AlreadyDecided as error:
        await _too_late(turn, request_id, error)


async def _too_late(turn: Turn, request_id: int, error: AlreadyDecided) -> None:
    """Another admin was first: say who, and show it."""
    await turn.toast(bare(explain(turn.texts, error).html), alert=True)
    await turn.card("access", request_id)


async def waiting(turn: Turn) -> None:
    """Everybody who waits for a decision."""
    await lists.whole(turn, WAITING)


@lists.listed(WAITING, _ADMIN)
def _waiting(session: Session, reader: Reader, words: str, page: int) -> Outgoing:
    texts, everybody = reader.texts, people.open_requests(session)
    if not everybody:
        return Outgoing(texts.t("Nobody waits for access."), _back(texts))
    found = lists.matching(everybody, words, lambda each: f"{each.name} {each.department or ''}")
    part = lists.part_of(found, page)
    text = lines(texts.t("<b>Who waits for access</b>"), lists.looked_for(texts, words, len(found)))
    shown = tuple((button(each.name, "ac.show", each.id),) for each in part.entries)
    return Outgoing(text, (*shown, *lists.foot(texts, WAITING, words, part), *_back(texts)))


def _back(texts: Texts) -> Rows:
    return ((button(texts.plain("‹ People"), "pp.list", 0),),)


async def show(turn: Turn, request_id: int) -> None:
    """A request from the list."""
    await turn.card("access", request_id)


PRESSES = (
    Press("ac.ask", ask, roles=None),
    Press("ac.name", name_as_shown, (int, int), roles=None),
    Press("ac.skip", skip_department, (int, int), roles=None),
    Press("ac.grant", grant, (int, str), _ADMIN),
    Press("ac.deny", decline, (int,), _ADMIN),
    Press("ac.wait", waiting, (), _ADMIN),
    Press("ac.show", show, (int,), _ADMIN),
)
ANSWERS = (Answer(KIND, answer, roles=None),)
