"""What is known about a person: handed out as a file, and forgotten once they have left. The office does both, when asked."""

from __future__ import annotations

from sqlmodel import Session

from meetbot.handlers.explain import explains
from meetbot.handlers.keyboards import button
from meetbot.handlers.outgoing import Attachment, Outgoing, lines
from meetbot.handlers.people.directory import show_person
from meetbot.handlers.routing import Press
from meetbot.handlers.turn import Turn
from meetbot.people import service as people
from meetbot.people.roles import Role
from meetbot.privacy import service as privacy
from meetbot.privacy.archive import archive
from meetbot.privacy.errors import NoSuchPerson, StillHere
from meetbot.texts import Texts

# What a bot may send.
_LARGEST = 50 * 1024 * 1024


async def hand_out(turn: Turn, person_id: int) -> None:
    """Everything about the person, as a file in the office's chat."""
    turn.me.require(Role.ADMIN)
    name, packed = await turn.read(_packed, person_id)
    await turn.toast()
    texts = turn.texts
    if len(packed) > _LARGEST:
        says = texts.t(
            "It is too large for a chat. At the machine: bot.py person export {number} FILE", number=person_id
        )
        await turn.reply(Outgoing(says))
        return
    caption = lines(
        texts.t("📤 <b>Everything I know about {name}</b>", name=name),
        texts.t("Hand it to them alone, then delete this message."),
    )
    await turn.reply(Outgoing(caption, attachment=Attachment(packed, f"person-{person_id}.zip")))


def _packed(session: Session, person_id: int) -> tuple[str, bytes]:
    return people.profile(session, person_id).member.name, archive(privacy.known(session, person_id))


async def ask_to_forget(turn: Turn, person_id: int) -> None:
    """It cannot be taken back, so it is asked once more."""
    name = (await turn.read(people.profile, person_id)).member.name
    texts = turn.texts
    yes = button(texts.plain("🫥 Yes, forget them"), "pv.gone", person_id, style="danger")
    question = lines(
        texts.t("<b>🫥 Forget who {name} was?</b>", name=name),
        texts.t("Name, department, phone and chat go, with everything half-finished and every calendar address."),
        texts.t("What they did stays in the record, done by nobody in particular. This cannot be taken back."),
    )
    await turn.show(Outgoing(question, ((yes,), (button(texts.plain("‹ Keep"), "pp.who", person_id),))))


async def forget(turn: Turn, person_id: int) -> None:
    """Nobody can tell any more who it was."""
    await turn.write(privacy.forget, person_id, turn.me)
    await show_person(turn, person_id)


@explains(StillHere)
def _still_here(texts: Texts, error: StillHere) -> Outgoing:
    return Outgoing(
        texts.t("{name} is still here. Let them leave first, so that bookings and open work pass on.", name=error.name)
    )


@explains(NoSuchPerson)
def _no_such_person(texts: Texts, error: NoSuchPerson) -> Outgoing:
    return Outgoing(texts.t("I do not know this person any more. /people shows who is here."))


_ADMIN = frozenset({Role.ADMIN})
PRESSES = (
    Press("pv.out", hand_out, (int,), _ADMIN),
    Press("pv.ask", ask_to_forget, (int,), _ADMIN),
    Press("pv.gone", forget, (int,), _ADMIN),
)
