"""What is set at each place of a meeting, read from its checklist: the drawing shows what the attendants set."""

from __future__ import annotations

from meetbot.booking.meeting import Meeting
from meetbot.checklists.facts import facts_of
from meetbot.checklists.rulebook import Asked, rulebook
from meetbot.layouts.furniture import TABLE_DEPTH
from meetbot.layouts.setting import Cover, Drink, Setting, place_setting
from meetbot.papers.packing import plan_if_it_fits
from meetbot.standard.document import MeetingType, Standard, Words
from meetbot.standard.facts import Facts
from meetbot.standard.lookup import Chapter, chapter_of

_DISH_CLAUSE = "T2.5"
# The items whose outcome lies on the drawing of a set place.
_DRAWN = frozenset(
    {
        "room.chairs",
        "place.paper",
        "place.cups",
        "place.coasters",
        "place.bottles",
        "place.ashtrays",
        "place.nameplates",
    }
)
# Whose chapter speaks of one type of meeting.
_TYPE_OF = {Chapter.LEADERSHIP: "leadership", Chapter.PARTY_BRANCH: "party_branch", Chapter.TRAINING: "training"}


def cover_of(meeting: Meeting) -> Cover:
    """Saucers or coasters, paper, ashtrays, nameplates, as the standard has them for this meeting."""
    return cover_for(meeting.standard, facts_of(meeting))


def cover_for(standard: Standard, facts: Facts) -> Cover:
    """The same for a meeting with these facts."""
    asked = {each.rule.key: each for each in rulebook(standard).asked(facts)}
    place = standard.values.place
    ashtrays = asked.get("place.ashtrays")
    return Cover(
        drink=_drink(frozenset(asked)),
        paper=place.paper_in(facts.type) if "place.paper" in asked else None,
        has_ashtray=ashtrays is not None,
        has_dish=ashtrays is not None and ashtrays.words.clause == _DISH_CLAUSE,
        has_nameplate="place.nameplates" in asked,
    )


def types_drawn(standard: Standard, clause: str) -> tuple[MeetingType, ...]:
    """The types whose set place shows how the clause is carried out; none where no drawing does."""
    return tuple(kind for kind in standard.types if _carried_out(standard, kind, clause))


def drawn_words(standard: Standard, kind: str, clause: str) -> tuple[Words, ...]:
    """The words of what carries the clause out in meetings of this type, as far as the drawing shows it."""
    return tuple(each.words for each in _carried_out(standard, standard.type_(kind), clause))


def sample_setting(standard: Standard, kind: str, clause: str) -> tuple[Cover, Setting]:
    """
    The place setting of a usual meeting of this type with paper, and with ashtrays where the clause is about them.

    Raises KeyError for a type that the standard does not have.
    """
    of = standard.type_(kind)
    smoking = any(each.rule.key == "place.ashtrays" for each in _carried_out(standard, of, clause))
    cover = cover_for(standard, _usual(of, smoking))
    return cover, place_setting(cover, standard.values.place, TABLE_DEPTH * 100)


def _carried_out(standard: Standard, kind: MeetingType, clause: str) -> list[Asked]:
    if _TYPE_OF.get(chapter_of(clause)) not in (None, kind.key):
        return []
    return [
        each
        for each in rulebook(standard).asked(_usual(kind, smoking=True))
        if each.rule.key in _DRAWN and clause in (each.words.clause, each.rule.clause, *each.rule.also)
    ]


def _usual(kind: MeetingType, smoking: bool) -> Facts:
    needs = kind.needs.model_copy(update={"paper": True, "smoking": smoking})
    return Facts(heads=12, places=12, layout=kind.layouts[0], type=kind.key, needs=needs)


def _drink(asked: frozenset[str]) -> Drink:
    if "place.bottles" in asked:
        return "bottle"
    if "place.coasters" in asked:
        return "coaster"
    return "saucer" if "place.cups" in asked else ""


def setting_of(meeting: Meeting) -> Setting:
    """The meeting's place setting, on its own tables."""
    plan = plan_if_it_fits(meeting)
    depth = min((table.depth for table in plan.tables), default=TABLE_DEPTH) if plan else TABLE_DEPTH
    return place_setting(cover_of(meeting), meeting.standard.values.place, depth * 100)
