"""
The door: a stranger says who they are and asks for access (``letting_in`` is where an admin decides).

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
from meetbot.handlers.answering import begin_once, conclude, is_concluded, is_repeated, note
from meetbot.handlers.keyboards import button
from meetbot.handlers.outgoing import Outgoing, lines
from meetbot.handlers.people.words import language_button, other_language
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.turn import Turn
from meetbot.people import service as people
from meetbot.people.models import AccessRequest
from meetbot.people.names import department_name, person_name, profile_name
from meetbot.texts import LANGUAGES, Html, Texts

KIND = "access"
_NAME, _DEPARTMENT = "name", "department"
_Step = Callable[[Session, Draft, Turn, str | None], Draft]


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
            _why_not(turn),
        ),
        (
            (button(texts.plain("🔑 Ask for access"), "ac.ask", style="primary"),),
            (button(language_button(texts.language), "lang", other_language(texts.language)),),
        ),
    )


def _why_not(turn: Turn) -> Html:
    if turn.left_at is None:
        return turn.texts.t("I do not know you yet. Ask for access: the office decides, and I tell you at once.")
    return turn.texts.t(
        "Your access ended on {when}. Ask for it again: the office decides, and I tell you at once.",
        when=turn.texts.moment(turn.left_at),
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
            name_and_department(texts, request),
            texts.t("Asked on {when}. I write to you as soon as it is decided.", when=texts.moment(request.asked_at)),
        ),
        (
            (button(texts.plain("✏️ Correct it"), "ac.ask"),),
            (button(language_button(texts.language), "lang", other_language(texts.language)),),
        ),
    )


def name_and_department(texts: Texts, request: AccessRequest) -> Html:
    if not request.department:
        return texts.t("👤 {name}", name=request.name)
    return texts.t("👤 {name} · {department}", name=request.name, department=request.department)


PRESSES = (
    Press("ac.ask", ask, roles=None),
    Press("ac.name", name_as_shown, (int, int), roles=None),
    Press("ac.skip", skip_department, (int, int), roles=None),
)
ANSWERS = (Answer(KIND, answer, roles=None),)
