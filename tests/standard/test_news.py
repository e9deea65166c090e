"""What a version changes is told clause by clause to those who work by the clause, against the version that they knew."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from meetbot.errors import NotAllowed
from meetbot.people.models import Person, RoleGrant
from meetbot.people.roles import Role
from meetbot.people.service import Member, members
from meetbot.standard.differences import Change, Difference, FieldChange
from meetbot.standard.loading import parse_standard
from meetbot.standard.models import StandardVersion
from meetbot.standard.news import ClauseNews, concerning, news
from meetbot.standard.publishing import publish, read_upload
from meetbot.standard.readings import asked_again_at, confirm, everything_new, news_for, readers, unread_by
from meetbot.standard.service import seed
from meetbot.texts import Wording
from tests.standard.samples import SHIPPED, SHIPPED_TEXT, SMALL

OLD = parse_standard(SMALL, "small@1.yaml")
DAY = timedelta(days=1)
SERVE = (Role.ATTENDANT, Role.SUPERVISOR)


def edited(*changes: tuple[str, str]) -> tuple[ClauseNews, ...]:
    text = SMALL
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return news(OLD, parse_standard(text, "small@2.yaml"))


def test_a_changed_clause_is_told_with_its_old_and_its_new_wording() -> None:
    assert edited(("text: {en: Lock, zh: 锁门}", "text: {en: Lock twice, zh: 锁两道}")) == (
        ClauseNews("F5", SERVE, Change.CHANGED, Wording(en="Lock", zh="锁门"), Wording(en="Lock twice", zh="锁两道")),
    )


def test_a_new_clause_has_no_old_wording_and_a_withdrawn_one_no_new() -> None:
    line = "  - {id: M5, text: {en: Refill, zh: 补水}}\n"
    added = edited((line, line + "  - {id: X1, text: {en: Ledger, zh: 台账}}\n"))
    text = SMALL.replace(line, line + "  - {id: X1, text: {en: Ledger, zh: 台账}}\n")

    assert added == (ClauseNews("X1", SERVE, Change.ADDED, None, Wording(en="Ledger", zh="台账")),)
    assert news(parse_standard(text, "small@1.yaml"), OLD) == (
        ClauseNews("X1", SERVE, Change.WITHDRAWN, Wording(en="Ledger", zh="台账"), None),
    )


def test_an_item_a_round_and_a_figure_are_told_under_the_clause_they_carry_out() -> None:
    figure = "spare_chairs_percent: 10", "spare_chairs_percent: 20"
    clause = (
        "  - {id: M5, text: {en: Refill, zh: 补水}}\n",
        ("  - {id: M5, text: {en: Refill, zh: 补水}}\n  - {id: T1.3, text: {en: Spare, zh: 备用}}\n"),
    )
    found = edited(("minutes: -40", "minutes: -35"), ("every_minutes: 20", "every_minutes: 15"), figure, clause)

    assert [(each.id, each.change, each.work) for each in found] == [
        ("P7", None, (Difference("items", "place.cups", Change.CHANGED, (FieldChange("due.minutes", "-40", "-35"),)),)),
        ("M5", None, (Difference("rounds", "refill", Change.CHANGED, (FieldChange("every_minutes", "20", "15"),)),)),
        (
            "T1.3",
            Change.ADDED,
            (Difference("values", "spare_chairs_percent", Change.CHANGED, (FieldChange("", "10", "20"),)),),
        ),
    ]


def test_a_clause_concerns_those_who_work_by_it_now_or_did_before() -> None:
    found = edited(("{id: F3, text: {en: Count, zh: 清点}}", "{id: F3, roles: [cleaner], text: {en: Tidy, zh: 整理}}"))

    assert found[0].roles == (Role.ATTENDANT, Role.SUPERVISOR, Role.CLEANER)
    assert concerning(found, [Role.CLEANER]) == concerning(found, [Role.ATTENDANT]) == found
    assert concerning(found, [Role.MAINTENANCE, Role.ORGANISER, Role.ADMIN]) == ()


def test_who_works_by_a_clause_is_no_change_of_its_wording() -> None:
    assert edited(("{id: F3, text", "{id: F3, roles: [cleaner], text")) == ()


# -- in the house ------------------------------------------------------------------------------------------------------------


def _text(number: int, **clauses: str) -> bytes:
    text = SHIPPED_TEXT.replace("version: 1\n", f"version: {number}\n", 1)
    for id, zh in clauses.items():
        start = text.index(f"  - id: {id}\n")
        place = text.index("zh: ", start)
        text = text[:place] + f"zh: {zh}" + text[text.index("\n", place) :]
    return text.encode()


def _publish(session: Session, number: int, by: Member, now: datetime, **clauses: str) -> int:
    row: StandardVersion = publish(session, read_upload(_text(number, **clauses), "v.yaml"), by, now)
    assert row.id is not None
    return row.id


@pytest.fixture
def house(session: Session, people: dict[Role, Person], now: datetime) -> dict[Role, Member]:
    seed(session, SHIPPED, now - 30 * DAY)
    return {role: members(session, [person.id])[person.id] for role, person in people.items() if person.id is not None}


def test_those_who_work_by_a_changed_clause_have_to_read_it_and_nobody_else(
    session: Session, house: dict[Role, Member], now: datetime
) -> None:
    second = _publish(session, 2, house[Role.ADMIN], now + DAY, F3="请保洁整理，逐件清点。")

    wanted = {house[role].id for role in (Role.ATTENDANT, Role.SUPERVISOR, Role.CLEANER) if role in house}
    assert set(unread_by(session, second)) == wanted
    assert [each.id for each in news_for(session, second, house[Role.ATTENDANT]).clauses] == ["F3"]
    assert news_for(session, second, house[Role.ORGANISER]).clauses == ()


def test_confirming_takes_one_tap_and_a_second_one_changes_nothing(
    session: Session, house: dict[Role, Member], now: datetime
) -> None:
    alan = house[Role.ATTENDANT]
    second = _publish(session, 2, house[Role.ADMIN], now + DAY, F3="请保洁整理，逐件清点。")

    first = confirm(session, second, alan, now + 2 * DAY)
    again = confirm(session, second, alan, now + 3 * DAY)

    assert (first.read_at, again.read_at, first.is_to_confirm) == (now + 2 * DAY, now + 2 * DAY, False)
    assert alan.id not in unread_by(session, second)
    assert [(each.name, each.read_at) for each in readers(session, second, house[Role.ADMIN])][-1] == (
        alan.name,
        now + 2 * DAY,
    )


def test_somebody_who_began_later_is_not_chased_for_what_they_found(
    session: Session, house: dict[Role, Member], now: datetime
) -> None:
    second = _publish(session, 2, house[Role.ADMIN], now + DAY, F3="请保洁整理，逐件清点。")
    new = Person(telegram_id=99, name="Nora", joined_at=now + 2 * DAY)
    session.add(new)
    session.flush()
    assert new.id is not None
    session.add(RoleGrant(person_id=new.id, role=Role.ATTENDANT, granted_at=now + 2 * DAY))
    session.flush()
    nora = members(session, [new.id])[new.id]

    assert nora.id not in unread_by(session, second)
    assert not confirm(session, second, nora, now + 3 * DAY).is_to_confirm
    third = _publish(session, 3, house[Role.ADMIN], now + 4 * DAY, F3="请保洁整理，逐件清点。", B1="备好开水，灌满。")
    assert [(each.id, news_for(session, third, nora).since) for each in news_for(session, third, nora).clauses] == [
        ("B1", 2)
    ]


def test_what_was_not_confirmed_before_the_next_version_is_told_with_it(
    session: Session, house: dict[Role, Member], now: datetime
) -> None:
    second = _publish(session, 2, house[Role.ADMIN], now + DAY, F3="请保洁整理，逐件清点。")
    confirm(session, second, house[Role.SUPERVISOR], now + DAY)
    third = _publish(session, 3, house[Role.ADMIN], now + 2 * DAY, F3="请保洁整理，逐件清点。", B1="备好开水，灌满。")

    told = {role: news_for(session, third, house[role]) for role in (Role.ATTENDANT, Role.SUPERVISOR)}

    assert {role: (found.since, [each.id for each in found.clauses]) for role, found in told.items()} == {
        Role.ATTENDANT: (1, ["B1", "F3"]),
        Role.SUPERVISOR: (2, ["B1"]),
    }
    assert [each.id for each in everything_new(session, third)] == ["B1"]


def test_a_version_that_comes_from_the_folder_is_told_too(
    session: Session, house: dict[Role, Member], now: datetime, tmp_path: Path
) -> None:
    (tmp_path / "conference-service@1.yaml").write_text(SHIPPED_TEXT, encoding="utf-8")
    (tmp_path / "conference-service@2.yaml").write_bytes(_text(2, B1="备好开水，灌满两壶。"))

    [second] = seed(session, tmp_path, now + DAY, chased_from=now + 3 * DAY).added

    assert second.id is not None
    assert set(unread_by(session, second.id)) == {house[Role.ATTENDANT].id, house[Role.SUPERVISOR].id}
    assert asked_again_at(second) == now + 3 * DAY


def test_an_organiser_is_told_of_the_clauses_that_organisers_carry_out(
    session: Session, house: dict[Role, Member], now: datetime
) -> None:
    second = _publish(session, 2, house[Role.ADMIN], now + DAY, P10="席位卡须由会议组织部门制作并摆放到位。")

    assert house[Role.ORGANISER].id in unread_by(session, second)


def test_the_first_version_is_news_to_nobody(session: Session, house: dict[Role, Member]) -> None:
    assert unread_by(session, 1) == ()
    assert readers(session, 1, house[Role.ADMIN]) == []
    assert everything_new(session, 1) == ()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_only_the_office_sees_who_has_read(session: Session, house: dict[Role, Member], role: Role) -> None:
    with pytest.raises(NotAllowed):
        readers(session, 1, house[role])
