"""Words that the screens about people share: roles, who somebody is, languages."""

from __future__ import annotations

from collections.abc import Collection

from meetbot.people.members import Member
from meetbot.people.roles import Role
from meetbot.texts import Html, Texts, escape, shorten

# The languages' own names, in which everybody finds theirs.
LANGUAGE_NAMES = {"en": "English", "zh": "中文"}
_LONGEST_LABEL = 30


def role_name(texts: Texts, role: Role) -> str:
    """What the role is called."""
    return {
        Role.ORGANISER: texts.plain("Organiser"),
        Role.ATTENDANT: texts.plain("Attendant"),
        Role.SUPERVISOR: texts.plain("Supervisor"),
        Role.MAINTENANCE: texts.plain("Maintenance"),
        Role.CLEANER: texts.plain("Cleaner"),
        Role.ADMIN: texts.plain("Admin"),
    }[role]


def role_names(texts: Texts, roles: Collection[Role]) -> str:
    """The roles in one line; says so where there are none."""
    named = [role_name(texts, role) for role in Role if role in roles]
    return texts.plain(", ").join(named) or texts.plain("no role")


def what_it_does(texts: Texts, role: Role) -> Html:
    """What somebody with this role does here, for those who are new."""
    return {
        Role.ORGANISER: texts.t("📅 Book rooms; layout, tea and everything else come with them."),
        Role.ATTENDANT: texts.t("🍵 Prepare and serve meetings, one tap for each thing done."),
        Role.SUPERVISOR: texts.t("🧭 See the work of all rooms and what is still open."),
        Role.MAINTENANCE: texts.t("🔧 Learn at once what is broken, and mend it."),
        Role.CLEANER: texts.t("🧹 Tidy up when you are called."),
        Role.ADMIN: texts.t("🗂 Let people in, and look after rooms and defects."),
    }[role]


def who(texts: Texts, member: Member) -> Html:
    """Roles and department in one line: "Organiser · Finance"."""
    roles = role_names(texts, member.roles)
    if not member.department:
        return escape(roles)
    return texts.t("{roles} · {department}", roles=roles, department=member.department)


def person_label(texts: Texts, member: Member) -> str:
    """A person on a button: "Olga · Organiser"."""
    name = shorten(member.name, _LONGEST_LABEL)
    return texts.plain("{name} · {roles}", name=name, roles=role_names(texts, member.roles))


def language_button(language: str) -> str:
    """How to get to the other language: named in itself."""
    return "🌐 English" if language == "zh" else "🌐 中文"


def other_language(language: str) -> str:
    """The language that ``language_button`` leads to."""
    return "en" if language == "zh" else "zh"
