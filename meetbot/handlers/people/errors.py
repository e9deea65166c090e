"""Words for what can go wrong with people, with what to do instead."""

from __future__ import annotations

from meetbot.drafts.errors import StaleDraft
from meetbot.handlers.explain import explains
from meetbot.handlers.outgoing import Outgoing
from meetbot.handlers.people.words import role_name, role_names
from meetbot.people import errors
from meetbot.texts import Texts


@explains(errors.NoAccess)
def _no_access(texts: Texts, error: errors.NoAccess) -> Outgoing:
    if error.left_at is None and not error.is_member:
        return Outgoing(texts.t("I do not know you yet. Send /start to ask for access."))
    if error.left_at is None:
        return Outgoing(texts.t("You have no role here at present. Send /start to ask the office for one."))
    return Outgoing(
        texts.t(
            "Your access ended on {when}. If you need it again, send /start to ask for it.",
            when=texts.moment(error.left_at),
        )
    )


@explains(errors.BadText)
def _bad_text(texts: Texts, error: errors.BadText) -> Outgoing:
    values = {"length": error.length, "limit": error.limit}
    if error.field == "department":
        if error.length:
            return Outgoing(
                texts.t("A department has at most {limit} characters; this has {length}. Send a shorter one.", **values)
            )
        return Outgoing(texts.t("I need the department in words. Please type it."))
    if error.length:
        return Outgoing(
            texts.t("A name has at most {limit} characters; this has {length}. Send a shorter one.", **values)
        )
    return Outgoing(texts.t("I need the name in words. Please type it."))


@explains(errors.BadPhone)
def _bad_phone(texts: Texts, error: errors.BadPhone) -> Outgoing:
    return Outgoing(texts.t("That is no phone number I can read. Send digits, for example +86 10 5555 0100."))


@explains(errors.UnknownLanguage)
def _unknown_language(texts: Texts, error: errors.UnknownLanguage) -> Outgoing:
    return Outgoing(texts.t("I do not speak that language. Send /lang to choose one."))


@explains(errors.UnknownZone)
def _unknown_zone(texts: Texts, error: errors.UnknownZone) -> Outgoing:
    return Outgoing(texts.t("I do not know that time zone. Send /zone to choose one."))


@explains(errors.AlreadyMember)
def _already_member(texts: Texts, error: errors.AlreadyMember) -> Outgoing:
    return Outgoing(texts.t("You have access already ({roles}). Send /start.", roles=role_names(texts, error.roles)))


@explains(errors.AlreadyDecided)
def _already_decided(texts: Texts, error: errors.AlreadyDecided) -> Outgoing:
    values = {"name": error.by, "when": texts.moment(error.at)}
    if error.role is None:
        return Outgoing(texts.t("{name} has declined it already ({when}).", **values))
    role = role_name(texts, error.role)
    return Outgoing(texts.t("{name} has decided it already: {role} ({when}).", role=role, **values))


@explains(errors.InvitationUnknown)
def _invitation_unknown(texts: Texts, error: errors.InvitationUnknown) -> Outgoing:
    return Outgoing(
        texts.t("I do not know this invitation. Open the link once more, or send /start to ask for access.")
    )


@explains(errors.InvitationExpired)
def _invitation_expired(texts: Texts, error: errors.InvitationExpired) -> Outgoing:
    return Outgoing(
        texts.t(
            "This invitation was good until {when}. Ask the office for a new one, or send /start to ask for access.",
            when=texts.moment(error.expired_at),
        )
    )


@explains(errors.InvitationUsed)
def _invitation_used(texts: Texts, error: errors.InvitationUsed) -> Outgoing:
    return Outgoing(
        texts.t(
            "This invitation was used on {when}; each lets one person in. Ask the office for your own, or send /start "
            "to ask for access.",
            when=texts.moment(error.used_at),
        )
    )


@explains(errors.LastAdmin)
def _last_admin(texts: Texts, error: errors.LastAdmin) -> Outgoing:
    return Outgoing(
        texts.t(
            "{name} is the only admin. Make somebody else an admin first: else nobody could let anybody in.",
            name=error.name,
        )
    )


@explains(StaleDraft)
def _stale(texts: Texts, error: StaleDraft) -> Outgoing:
    return Outgoing(texts.t("This button is out of date. Send /start for the current menu."))
