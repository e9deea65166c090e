"""Who plays the day, and what they write; names and words are those of the language it is played in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from meetbot.demo.stage import Stage
from meetbot.localchat.people import User
from meetbot.people.grants import Newcomer, admit
from meetbot.people.roles import Role
from meetbot.people.service import ensure_admins
from meetbot.texts import Texts

_NINA, _OLGA, _ALAN, _ADA, _MAX = 1004, 1001, 1002, 1003, 1005


@dataclass(frozen=True)
class Cast:
    """Nina is a stranger at first; Olga organises, Alan attends, Ada runs the office, Max mends."""

    nina: User
    olga: User
    alan: User
    ada: User
    max: User


def enter(stage: Stage) -> Cast:
    """Everybody in the chat; all but Nina are known to the house."""
    texts = stage.transcript.texts
    names = {
        _NINA: texts.plain("Nina"),
        _OLGA: texts.plain("Olga"),
        _ALAN: texts.plain("Alan"),
        _ADA: texts.plain("Ada"),
        _MAX: texts.plain("Max"),
    }
    with stage.database.writing() as session:
        _admit(session, stage, texts, names)
    app_language = "zh-hans" if texts.language == "zh" else "en"
    users = [stage.chat.user(number, name, app_language) for number, name in names.items()]
    return Cast(*users)


def _admit(session: Session, stage: Stage, texts: Texts, names: Mapping[int, str]) -> None:
    admins = ensure_admins(session, [_ADA], stage.now, name=names[_ADA], language=texts.language)
    office, service = texts.plain("Office"), texts.plain("Service")
    for number, role, department in (
        (_OLGA, Role.ORGANISER, texts.plain("Training")),
        (_ALAN, Role.ATTENDANT, service),
        (_MAX, Role.MAINTENANCE, office),
    ):
        newcomer = Newcomer(number, names[number], department, texts.language)
        admit(session, newcomer, role, admins[0].id, stage.now)
