"""Whoever asks for access, before the admins: one tap lets them in; a list of those who wait."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.drafts import service as drafts
from meetbot.errors import NotFound
from meetbot.handlers import lists
from meetbot.handlers.cards import Reader, card
from meetbot.handlers.explain import explain
from meetbot.handlers.keyboards import Rows, button, in_rows
from meetbot.handlers.menus import publish_menu
from meetbot.handlers.outgoing import Outgoing, bare, lines
from meetbot.handlers.people.access import KIND, name_and_department
from meetbot.handlers.people.changes import changing_roles
from meetbot.handlers.people.words import role_name
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.people import service as people
from meetbot.people.access import decline_access, grant_access
from meetbot.people.errors import AlreadyDecided
from meetbot.people.models import AccessRequest
from meetbot.people.roles import Role
from meetbot.texts import Html, Texts, one_line

WAITING = "access"
_ADMIN = frozenset({Role.ADMIN})


@card("access", of="access")
def access_card(session: Session, request_id: int, reader: Reader) -> Outgoing:
    """A request: who asks, and what was decided. Admins only."""
    reader.member.require(Role.ADMIN)
    request, texts = people.access_request(session, request_id), reader.texts
    about = lines(
        name_and_department(texts, request),
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
    Press("ac.grant", grant, (int, str), _ADMIN),
    Press("ac.deny", decline, (int,), _ADMIN),
    Press("ac.wait", waiting, (), _ADMIN),
    Press("ac.show", show, (int,), _ADMIN),
)
