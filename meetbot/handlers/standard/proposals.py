"""Proposals to change a clause (X8): answered by the office on a live card, listed for it. A draft waits for the reason against one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from meetbot.drafts import service as drafts
from meetbot.drafts.models import Draft
from meetbot.handlers import lists
from meetbot.handlers.answering import conclude, is_about_something_else, is_concluded
from meetbot.handlers.cards import Reader, card, message_of
from meetbot.handlers.explain import explain, explains
from meetbot.handlers.keyboards import Button, Rows, button
from meetbot.handlers.outgoing import Outgoing, bare, lines
from meetbot.handlers.routing import Answer, Press
from meetbot.handlers.standard.browse import FROM_CHAPTER, to_chapters
from meetbot.handlers.standard.proposing import WAITS, await_words
from meetbot.handlers.turn import Turn
from meetbot.people.roles import Role
from meetbot.reminders.dues import Due
from meetbot.standard import proposals
from meetbot.standard.errors import ProposalAnswered, ProposalWordsMissing, ProposalWordsTooLong
from meetbot.standard.models import ProposalAnswer
from meetbot.standard.proposals import ProposalView
from meetbot.texts import Html, Texts, shorten

OFFICE = frozenset({Role.ADMIN})
_DRAFT = "st.reason"
PROPOSALS = "proposals"
_LABEL = 40


# -- the card ----------------------------------------------------------------------------------------------------------------


@card("proposal", of="proposal")
def proposal_card(session: Session, proposal_id: int, reader: Reader) -> Outgoing:
    """The clause as it reads today, what is proposed, by whom, and the answer. Raises NotFound."""
    found, texts = proposals.seen_by(session, proposal_id, reader.member), reader.texts
    values = {"name": found.maker, "when": texts.moment(found.proposal.made_at)}
    text = lines(
        texts.t("<b>💡 Proposal {number} on {clause}</b>", number=found.id, clause=found.clause.id),
        texts.t("Today: {wording}", wording=found.clause.text.in_(texts.language)),
        texts.t("<blockquote>{words}</blockquote>", words=found.proposal.words),
        texts.t("Proposed by {name}, {when}", **values),
        "",
        _status(texts, found),
    )
    return Outgoing(text, _rows(reader, found))


def _status(texts: Texts, found: ProposalView) -> Html:
    answered_at = found.proposal.answered_at
    if found.proposal.answer is None or answered_at is None:
        return texts.t("⏳ Waits for the office's answer.")
    values = {"name": found.answerer, "when": texts.moment(answered_at)}
    if found.proposal.answer is ProposalAnswer.ACCEPTED:
        return texts.t("✅ Noted for the next version ({name}, {when}).", **values)
    return texts.t("✖ Declined ({name}, {when}): “{reason}”", reason=found.proposal.reason, **values)


def _rows(reader: Reader, found: ProposalView) -> Rows:
    texts = reader.texts
    answer = (
        button(texts.plain("✅ Accept"), "pr.yes", found.id, style="success"),
        button(texts.plain("✖ Decline…"), "pr.no", found.id),
    )
    is_office = reader.member.has(Role.ADMIN)
    read = button(
        texts.plain("📖 {clause}", clause=found.clause.id), "st.c", found.proposal.standard_id, FROM_CHAPTER, 0,
        found.proposal.clause,
    )  # fmt: skip
    ways = (read, button(texts.plain("💡 All proposals"), "pr.list")) if is_office else (read,)
    return (*((answer,) if is_office and found.is_open else ()), ways)


@message_of("proposal_made", "proposal_answered")
def told(session: Session, due: Due, reader: Reader) -> Outgoing:
    """The live card."""
    return replace(proposal_card(session, due.subject_id, reader), card=("proposal", due.subject_id))


# -- answering ---------------------------------------------------------------------------------------------------------------


async def accept(turn: Turn, proposal_id: int) -> None:
    """Noted for the next version."""
    await _act(turn, proposal_id, proposals.accept, proposal_id, turn.me, turn.now)


async def ask_reason(turn: Turn, proposal_id: int) -> None:
    """Why not?"""
    found = await turn.read(proposals.seen_by, proposal_id, turn.me)
    if not found.is_open:
        await turn.card("proposal", proposal_id)
        return
    texts = turn.texts
    text = lines(
        texts.t("<b>✖ Why not?</b>"),
        texts.t("<blockquote>{words}</blockquote>", words=found.proposal.words),
        texts.t("Type the reason; {name} is told.", name=found.maker),
    )
    back = button(texts.plain("‹ Back"), "pr.show", proposal_id)
    message_id = await turn.ask(Outgoing(text, ((back,),)))
    await turn.write(await_words, _DRAFT, {"proposal": proposal_id}, message_id, turn)


async def take_reason(turn: Turn, draft: Draft) -> None:
    """Declined, for this reason."""
    if await is_about_something_else(turn, draft, WAITS):
        return
    proposal_id = int(draft.fields["proposal"])
    turn.answers_in = draft.message_id
    if is_concluded(draft):
        await turn.card("proposal", proposal_id)
        return
    await _act(turn, proposal_id, _decline, proposal_id, turn, draft)


def _decline(session: Session, proposal_id: int, turn: Turn, draft: Draft) -> None:
    proposals.decline(session, proposal_id, turn.text, turn.me, turn.now)
    conclude(session, draft, turn)


async def _act(turn: Turn, proposal_id: int, function: Callable[..., Any], *args: Any) -> None:
    """The outcome on the card; where somebody was faster, who it was, and the card as it is."""
    try:
        await turn.act("proposal", proposal_id, function, *args)
    except ProposalAnswered as error:
        await turn.toast(bare(explain(turn.texts, error).html), alert=True)
        await turn.card("proposal", proposal_id)


async def show(turn: Turn, proposal_id: int) -> None:
    """The card in place of the list, or of the question why not."""
    await turn.write(_forget, turn.user.id)
    await turn.card("proposal", proposal_id)


def _forget(session: Session, telegram_id: int) -> None:
    draft = drafts.draft(session, telegram_id, _DRAFT)
    if draft is not None:
        drafts.finish(session, draft)


# -- all of them -------------------------------------------------------------------------------------------------------------


async def listed(turn: Turn) -> None:
    """What waits for an answer, and what is noted for the next version."""
    await lists.whole(turn, PROPOSALS)


@lists.listed(PROPOSALS, OFFICE)
def _listed(session: Session, reader: Reader, words: str, page: int) -> Outgoing:
    """Both on the same pages: what waits comes first."""
    texts, waiting = reader.texts, proposals.open_proposals(session, reader.member)
    found = lists.matching([*waiting, *proposals.noted(session)], words, lambda each: _said(texts, each))
    part = lists.part_of(found, page)
    noted = [each for each in part.entries if not each.is_open]
    text = lines(
        texts.t("<b>💡 Proposals</b>"),
        texts.n("{count} waits for an answer.", "{count} wait for an answer.", len(waiting))
        if waiting
        else texts.t("None waits for an answer."),
        lists.looked_for(texts, words, len(found)),
        "" if noted else None,
        texts.t("<b>Noted for the next version</b>") if noted else None,
        *(_line(texts, each) for each in noted),
    )
    rows = tuple((_open(texts, each),) for each in part.entries if each.is_open)
    return Outgoing(text, (*rows, *lists.foot(texts, PROPOSALS, words, part), (to_chapters(texts),)))


def _said(texts: Texts, each: ProposalView) -> str:
    """What a search looks at: the clause and how it reads today, what is proposed, and by whom."""
    return f"{each.clause.id} {each.clause.text.in_(texts.language)} {each.proposal.words} {each.maker}"


def _line(texts: Texts, each: ProposalView) -> Html:
    return texts.t(
        "• <b>{clause}</b>: {words} ({name})",
        clause=each.clause.id,
        words=shorten(each.proposal.words, 150),
        name=each.maker,
    )


def _open(texts: Texts, each: ProposalView) -> Button:
    return button(shorten(f"{each.clause.id} {each.proposal.words}", _LABEL), "pr.show", each.id)


# -- words for what can go wrong ---------------------------------------------------------------------------------------------


@explains(ProposalWordsMissing)
def _words_missing(texts: Texts, error: ProposalWordsMissing) -> Outgoing:
    return Outgoing(texts.t("I found no words in that. Please type it in a few words."))


@explains(ProposalWordsTooLong)
def _too_long(texts: Texts, error: ProposalWordsTooLong) -> Outgoing:
    return Outgoing(
        texts.t(
            "That would be {length} characters; {limit} fit. Please say it more briefly.",
            length=error.length,
            limit=error.limit,
        )
    )


@explains(ProposalAnswered)
def _answered(texts: Texts, error: ProposalAnswered) -> Outgoing:
    values = {"name": error.by, "when": texts.moment(error.at)}
    if error.is_accepted:
        return Outgoing(texts.t("{name} has noted it for the next version already ({when}).", **values))
    return Outgoing(texts.t("{name} has answered already that it is declined ({when}).", **values))


PRESSES = (
    Press("pr.show", show, (int,), OFFICE),
    Press("pr.yes", accept, (int,), OFFICE),
    Press("pr.no", ask_reason, (int,), OFFICE),
    Press("pr.list", listed, (), OFFICE),
)
ANSWERS = (Answer(_DRAFT, take_reason, OFFICE),)
