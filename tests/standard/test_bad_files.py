"""
Whatever is sent or put into the folder as a standard: each mistake is named by line with what mends it, in both languages,
nothing is half applied, and nothing takes the house's time.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session, func, select

from meetbot.mistakes import line as told
from meetbot.mistakes import said
from meetbot.people.models import Person
from meetbot.people.roles import Role
from meetbot.people.service import members
from meetbot.standard.loading import read_standards
from meetbot.standard.models import StandardVersion
from meetbot.standard.publishing import publish, read_upload
from meetbot.standard.service import seed
from meetbot.texts import Texts
from meetbot.yamlfiles import MAX_BYTES, ConfigProblems
from tests.factories import SHANGHAI
from tests.standard.samples import SHIPPED, SHIPPED_TEXT

SECOND = SHIPPED_TEXT.replace("version: 1\n", "version: 2\n", 1)
CHAIRS = "quantity: places + spare_chairs"
ALIASES = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 10)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def edited(before: str, after: str) -> bytes:
    assert before in SECOND, before
    return SECOND.replace(before, after, 1).encode()


CASES = [
    (edited("zh: 摆椅子}", "zh: '摆{places}把椅子'}"), "'{places}' stays as it is written", "会原样显示"),
    (
        edited("after: [lock.lights]", "after: [lock.door]"),
        "a circle: lock.air waits for lock.door",
        "先后顺序成了循环",
    ),
    (edited("key: lock.air", "key: lock.lights"), "key 'lock.lights' is already used on line", "行已用过"),
    (edited("- id: P8\n", "- id: P7\n"), "clause id 'P7' is already used on line", "条款编号“P7”"),
    (edited(CHAIRS, "quantity: places // (rostrum_places * 0)"), "it divides by zero", "会除以零"),
    (edited(CHAIRS, "quantity: places ** 9 ** 9"), "is not part of the language", "不能使用"),
    (edited(CHAIRS, "quantity: " + "(-" * 40 + "places" + ")" * 40), "nested over 25 levels", "嵌套超过 25 层"),
    (
        edited(CHAIRS, "quantity: places * places * places * places"),
        "a number grows over 1,000,000,000",
        "没有这么大的数",
    ),
    (edited(CHAIRS, "quantity: chairz"), "nothing is called 'chairz'", "没有“chairz”这个名称"),
    (b"x" * 5_000_000, "the file is over 2,000,000 bytes", "文件超过 2,000,000 字节"),
    (b"a: [" + b"b," * 60_000 + b"]", "over 50,000 lines and commas", "超过 50,000 个"),
    (SECOND.encode("gbk", "replace"), "the file is not UTF-8; save it as UTF-8", "请另存为 UTF-8"),
    (SECOND.encode("utf-16"), "the file is not UTF-8; save it as UTF-8", "请另存为 UTF-8"),
    (edited("version: 2", "version: [2"), "this is not valid YAML", "YAML 格式有误"),
    (b"- a\n- b\n", "a mapping of keys to values is expected here", "“键: 值”的结构"),
    (ALIASES.encode(), "nested or repeated beyond measure", "请不要使用别名"),
    (b"a: " + b"[" * 20_000, "this is not valid YAML", "YAML 格式有误"),
    (edited("phase: prepare", "phase: soon"), "it should be one of: prepare, before, during, break, after", "只能是"),
    (edited("short_notice_hours: 24", "short_notice_hours: soon"), "a whole number is expected here", "这里应为整数"),
    (edited("short_notice_hours: 24", "short_notice_hours: 0"), "it is too small; the least is 1", "数值太小"),
]


@pytest.mark.parametrize(("content", "english", "chinese"), CASES, ids=[english[:24] for _, english, _ in CASES])
def test_what_is_wrong_is_said_in_both_languages_and_nothing_is_published(
    session: Session, people: dict[Role, Person], now: datetime, content: bytes, english: str, chinese: str
) -> None:
    seed(session, SHIPPED, now)
    person = people[Role.ADMIN]
    assert person.id is not None
    by = members(session, [person.id])[person.id]

    with pytest.raises(ConfigProblems) as refused:
        publish(session, read_upload(content, "sent.yaml"), by, now)

    problems = refused.value.problems
    assert any(english in told(each) for each in problems), list(map(told, problems))
    assert any(chinese in said(Texts("zh", SHANGHAI), each.mistake) for each in problems)
    assert {each.file for each in problems} == {"sent.yaml"}
    assert session.exec(select(func.count()).select_from(StandardVersion)).one() == 1


@pytest.mark.parametrize(("content", "english", "chinese"), CASES, ids=[english[:24] for _, english, _ in CASES])
def test_the_same_file_in_the_folder_is_refused_by_name_and_line(
    tmp_path: Path, content: bytes, english: str, chinese: str
) -> None:
    (tmp_path / "conference-service@2.yaml").write_bytes(content)

    with pytest.raises(ConfigProblems) as refused:
        read_standards(tmp_path)

    lines = list(map(told, refused.value.problems))
    assert any(english in each and each.startswith(f"{tmp_path}/conference-service@2.yaml:") for each in lines), lines


# -- ids that are used again -------------------------------------------------------------------------------------------------


def with_clause(text: str, id: str, en: str, zh: str) -> str:
    start = text.index(f"  - id: {id}\n")
    end = text.index("  - id: ", start + 1)
    return text[:start] + f"  - id: {id}\n    text:\n      en: {en}\n      zh: {zh}\n" + text[end:]


FIRE = with_clause(SECOND, "B1", "Fire drill on the first Monday of every month.", "每月第一个周一组织消防演练")
BETTER = with_clause(SECOND, "B1", "Boiled water is ready in the room an hour before.", "会前一小时在会议室备好开水。")
DRILL = (
    SECOND.replace("key: before.water\n    clause: B1", "key: before.water\n    clause: D10")
    .replace("title: {en: Boiled water ready, zh: 备好开水}", "title: {en: Fire drill, zh: 消防演练}")
    .replace(
        'quality: {en: "Thermos flasks full, hot and clean outside, standing in the room.", zh: 暖瓶灌满、水够热、瓶身擦净，放入会议室。}',
        "quality: {en: Everybody out within three minutes., zh: 三分钟内全员撤离}",
    )
)


def in_folder(folder: Path, *texts: str) -> Callable[[], object]:
    for number, text in enumerate(texts, start=1):
        (folder / f"conference-service@{number}.yaml").write_text(text, encoding="utf-8")
    return lambda: read_standards(folder)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (FIRE, "'B1' was another clause in version 1 (“Boiled water is ready in the room before the meeting.”)"),
        (DRILL, "'before.water' was another item in version 1 (“Boiled water ready”)"),
    ],
)
def test_an_id_with_another_meaning_is_refused_in_the_folder_and_from_chat(
    tmp_path: Path, session: Session, people: dict[Role, Person], now: datetime, text: str, says: str
) -> None:
    seed(session, SHIPPED, now)
    person = people[Role.ADMIN]
    assert person.id is not None
    by = members(session, [person.id])[person.id]

    with pytest.raises(ConfigProblems) as from_chat:
        publish(session, read_upload(text.encode(), "sent.yaml"), by, now)
    with pytest.raises(ConfigProblems) as from_folder:
        in_folder(tmp_path, SHIPPED_TEXT, text)()

    assert says in told(from_chat.value.problems[0])
    assert says in told(from_folder.value.problems[0])
    assert text.splitlines()[from_chat.value.problems[0].line - 1].split()[-1] in ("B1", "before.water")


def test_an_improved_wording_keeps_its_id(tmp_path: Path) -> None:
    in_folder(tmp_path, SHIPPED_TEXT, BETTER)()


def test_an_id_that_was_withdrawn_does_not_come_back_as_something_else(tmp_path: Path) -> None:
    id = "T2.7"
    start = SECOND.index(f"  - id: {id}\n")
    end = SECOND.index("  - id: ", start + 1)
    without = (SECOND[:start] + SECOND[end:]).replace(f", {id}]", "]")
    third = SHIPPED_TEXT.replace("version: 1\n", "version: 3\n", 1)
    again = with_clause(third, id, "Fire drill on the first Monday of every month.", "每月第一个周一组织消防演练")

    with pytest.raises(ConfigProblems) as refused:
        in_folder(tmp_path, SHIPPED_TEXT, without, again)()
    assert f"'{id}' was another clause in version 1" in told(refused.value.problems[0])

    in_folder(tmp_path, SHIPPED_TEXT, without, third)()


def test_a_folder_that_reuses_an_id_of_a_version_published_from_chat_is_not_seeded(
    tmp_path: Path, session: Session, people: dict[Role, Person], now: datetime
) -> None:
    shutil.copytree(SHIPPED, tmp_path / "standard")
    seed(session, tmp_path / "standard", now)
    person = people[Role.ADMIN]
    assert person.id is not None
    by = members(session, [person.id])[person.id]
    line = "  - id: T2.7\n"
    more = SECOND.replace(line, "  - id: X99\n    text:\n      en: Umbrellas at the door.\n      zh: 门口备伞\n" + line)
    publish(session, read_upload(more.encode(), "sent.yaml"), by, now)
    third = more.replace("version: 2\n", "version: 3\n", 1)
    reused = with_clause(third, "X99", "Fire drill on the first Monday.", "每月第一个周一组织消防演练")
    (tmp_path / "standard" / "conference-service@3.yaml").write_text(reused, encoding="utf-8")

    with pytest.raises(ConfigProblems) as refused:
        seed(session, tmp_path / "standard", now)

    assert "'X99' was another clause in version 2" in told(refused.value.problems[0])
    assert session.exec(select(func.count()).select_from(StandardVersion)).one() == 2


def test_a_very_large_file_in_the_folder_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "conference-service@1.yaml"
    with path.open("wb") as file:
        file.truncate(50 * MAX_BYTES)

    with pytest.raises(ConfigProblems, match="TooManyBytes"):
        read_standards(tmp_path)
