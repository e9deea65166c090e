"""The words that the reader knows, in both languages, by what they are. Longer phrases win over shorter ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Phrase, then the items it stands for: "今晚" is a day and a part of the day.
Phrase = tuple[str, tuple[tuple[str, Any], ...]]
Vocabulary = Mapping[str, Sequence[Phrase]]

MORNING, NIGHT, NOON, AFTERNOON, EVENING, AM, PM = "morning", "night", "noon", "afternoon", "evening", "am", "pm"


@dataclass(frozen=True)
class RoomName:
    """What a room is called: its code and its names. Pass the rooms that can be booked."""

    code: str
    en: str
    zh: str


_WORDS: tuple[tuple[str, Any, str], ...] = (
    # Days
    ("relative", -1, "yesterday|昨天|昨日"),
    ("relative", 0, "today|今天|今日|今儿|当天"),
    ("relative", 1, "tomorrow|tmr|tmrw|tmw|tomorow|明天|明日|明儿"),
    ("relative", 2, "the day after tomorrow|day after tomorrow|the day after tmr|day after tmr|后天|后日"),
    ("relative", 3, "大后天"),
    ("weekday", 0, "monday|mon|周一|星期一|礼拜一"),
    ("weekday", 1, "tuesday|tues|tue|周二|星期二|礼拜二"),
    ("weekday", 2, "wednesday|wed|周三|星期三|礼拜三"),
    ("weekday", 3, "thursday|thurs|thur|thu|周四|星期四|礼拜四"),
    ("weekday", 4, "friday|fri|周五|星期五|礼拜五"),
    ("weekday", 5, "saturday|sat|周六|星期六|礼拜六"),
    ("weekday", 6, "sunday|sun|周日|周天|星期日|星期天|礼拜日|礼拜天"),
    ("shift", -1, "last|上|上个"),
    ("shift", 0, "this|这|这个|本"),
    ("shift", 1, "next|下|下个"),
    ("shift", 2, "下下|下下个"),
    ("week", None, "weeks|week|周|星期|礼拜"),
    ("month_shift", 0, "this month|本月|这个月"), ("month_shift", 1, "next month|下月|下个月"),
    ("days_unit", None, "days|day|天"),
    ("floor", None, "floor|楼|层"),
    ("next_day", None, "the next day|next day|the following day|次日|第二天|翌日|隔天"),
    ("month", 1, "january|jan"), ("month", 2, "february|feb"), ("month", 3, "march|mar"), ("month", 4, "april|apr"),
    ("month", 5, "may"), ("month", 6, "june|jun"), ("month", 7, "july|jul"), ("month", 8, "august|aug"),
    ("month", 9, "september|sept|sep"), ("month", 10, "october|oct"), ("month", 11, "november|nov"),
    ("month", 12, "december|dec"),
    ("year_unit", None, "年"), ("month_unit", None, "月|月份"), ("day_unit", None, "日|号"),
    ("ordinal", None, "st|nd|rd|th"),
    # What repeats
    ("every", None, "every|each|每|每个|每逢|逢"),
    ("every_other", None, "every other|隔|每隔一|每隔1"), ("every_second", None, "every second"),
    ("recurring", None, "biweekly|bi-weekly|bimonthly|hourly|每隔|双周|单周|每小时"), ("yearly", None, "yearly|annually|每年"),
    ("daily", None, "daily|每日|天天|每天一次|每日一次"), ("weekly", None, "weekly|once a week|每周一次|每星期一次|每礼拜一次"),
    ("monthly", None, "monthly|once a month|每月一次|每个月一次"), ("fortnightly", None, "fortnightly|every fortnight"),
    ("quarterly", None, "quarterly|每季度|每个季度"),
    ("workdays", None, "weekday|workday|workdays|working day|working days|business day|business days|工作日"), ("workdays_plural", None, "weekdays"),
    ("weekend", None, "weekend|weekends|周末"),
    ("mondays", 0, "mondays"), ("mondays", 1, "tuesdays"), ("mondays", 2, "wednesdays"), ("mondays", 3, "thursdays"),
    ("mondays", 4, "fridays"), ("mondays", 5, "saturdays"), ("mondays", 6, "sundays"),
    ("nth", 1, "first|第一个|第1个|首个"), ("nth", 2, "second|第二个|第2个"), ("nth", 3, "third|第三个|第3个"),
    ("nth", 4, "fourth|第四个|第4个"), ("nth", 5, "fifth|第五个|第5个"), ("nth", -1, "最后一个|最后1个"),
    ("last_day", None, "the last day|last day|最后一天"), ("months_unit", None, "months|month"), ("years_unit", None, "years|year"),
    ("times_unit", None, "times|occurrences|次|场"),
    ("year_end", None, "the end of the year|end of the year|end of year|the end of this year|end of this year|year end|year-end|年底|年末|今年年底|今年底"),
    ("month_end", 0, "the end of the month|end of the month|end of month|the end of this month|end of this month|month end|月底|月末|本月底|这个月底"),
    ("month_end", 1, "the end of next month|end of next month|下月底|下个月底"),
    ("month_part", None, "月初|月上旬|月中|月中旬|月下旬"),
    ("holiday", (12, 25), "christmas|christmas day|xmas|圣诞|圣诞节"), ("holiday", (1, 1), "new year|new year's day|new years day|元旦"),
    ("holiday", (12, 31), "new year's eve|new years eve"), ("holiday", (10, 1), "国庆|国庆节|national day"), ("holiday", (5, 1), "五一|劳动节|labour day|labor day"),
    ("excepted", None, "除外|excepted"),
    ("next_year", None, "明年|next year"),
    ("closed", "skip", "节假日除外|节假日跳过|跳过节假日|遇节假日取消|except holidays|except on holidays|skip holidays|skipping holidays|not on holidays"),
    ("closed", "next", "遇节假日顺延|节假日顺延|遇假日顺延|遇节假日往后顺延|moved to the next working day|moved to the next open day"),
    ("closed", "previous", "遇节假日提前|节假日提前|moved to the previous working day|moved to the previous open day"),
    ("not", None, "not|except|without|no|除了|除|不是|不要|别|非"),
    # Clock times
    ("part", MORNING, "in the morning|morning|上午|早上|早晨|清晨|一早|早"),
    ("part", NIGHT, "凌晨"),
    ("part", NOON, "中午"),
    ("part", AFTERNOON, "in the afternoon|afternoon|after lunch|下午|午后|午饭后|午餐后|中饭后|午休后|饭后"),
    ("part", EVENING, "in the evening|evening|at night|night|after work|傍晚|晚上|晚间|夜里|夜晚|下班后|晚饭后|晚"),
    ("ampm", AM, "am|a.m.|a.m"),
    ("ampm", PM, "pm|p.m.|p.m"),
    ("noon", None, "noon|midday|正午"),
    ("midnight", None, "midnight|午夜|半夜"),
    ("zero_hour", None, "零点"),
    ("clock_unit", None, "点|点钟|时|o'clock|o’clock|oclock"),
    ("exactly", None, "整"), ("quarter_unit", None, "刻"), ("past", None, "past"), ("quarter", None, "a quarter|quarter"),
    ("now", None, "right now|now|现在|马上|立刻"),
    ("all_day", None, "all day|all-day|whole day|the whole day|full day|全天|整天|一整天"),
    ("begin", None, "starting|starts|start|begins|beginning|开始|起"),
    ("finish", None, "ending|ends|end|finishing|finishes|结束|为止"),
    ("after", None, "after|later than"), ("before", None, "before|earlier than|by"),
    ("later", None, "以后|之后|后|later|from now"), ("earlier", None, "以前|之前|前|earlier|ago"),
    # Lengths
    ("hour", None, "hours|hour|hrs|hr|h|小时|钟头"),
    ("minute", None, "minutes|minute|mins|min|分钟"),
    ("m", None, "m|分"), ("quarter_hours", 15, "一刻钟"), ("quarter_hours", 45, "三刻钟"),
    ("half", None, "half|半"),
    ("ge", None, "个"),
    # Heads
    (
        "people", None,
        (
            "people|persons|person|pax|participants|participant|attendees|guests|ppl|seats|人|个人|人员|位|位客人|位领导|名|"
            "人参加|人参会|人出席|口人|党员|学员|同事|领导|代表|嘉宾|来宾|干部|员工|students|colleagues|members|delegates|visitors"
        ),
    ),
    ("headcount", None, "人数|参会人数|与会人数|heads|headcount|attendance"),
    ("more", None, "多|来|几|余|+|plus|or so|or more"),
    ("bound", None, "at least|more than|less than|fewer than|over|under|minimum|至少|最少|不到|不足|超过|以上|以下"),
    # Layouts and types: the keys of the catalogue and of the standard
    (
        "layout", "classroom",
        "classroom|classroom style|classroom layout|class room style|课桌式|课桌型|课桌形|课堂式|教室式|课桌",
    ),
    (
        "layout", "hollow_square",
        "hollow square|hollow-square|hollow_square|hollowsquare|回字式|回字型|回字形|回字|回型|回形|回式",
    ),
    ("layout", "oval", "oval|oval table|ovals|椭圆式|椭圆型|椭圆形|椭圆桌|椭圆"),
    (
        "type", "leadership",
        "leadership|leadership meeting|leadership team meeting|领导班子会议|领导班子会|班子会议|班子会|班子成员会议",
    ),
    (
        "type", "party_branch",
        "party branch meeting|party branch|branch meeting|party_branch|党支部会议|党支部会|党支部大会|党支部|支部会议|支部会|支部大会|支委会",
    ),
    ("type", "training", "training|training session|training course|trainings|lecture|培训|培训会|培训班|培训课|讲座"),
    ("type", "general", "general|general meeting|ordinary meeting|普通会议|普通会|一般会议|一般会|常规会议"),
    # Titles
    ("label", ":", "title|topic|subject"),  # only with a colon after it
    ("label", "", "titled|called|主题|会议主题|标题|会议标题|议题|题目|会议名称|名称"),
    ("about", None, "about|关于|regarding"),
    ("title_end", None, "的会议|的会|的讨论会|的座谈会|的讨论|的研讨会|的专题会|的专题会议"),
    # Small words that rules look at
    ("to", None, "to|till|until|through|thru|到|至|一直到|直到|截至|截止|截止到|截止至|-|–|—|−|~|〜|→|--|——"),
    ("at", None, "at|@"), ("in", None, "in|within"), ("from", None, "from|从|自"), ("the", None, "the"), ("a", None, "a|an"),
    ("of", None, "of"), ("and", None, "and|&|和"), ("between", None, "between"), ("or", None, "or|或|或者|还是"),
    ("colon", None, ":"), ("dot", None, "."), ("slash", None, "/"), ("comma", None, ",|、"),
    ("stop", None, ";|。|!|?|\n|\r"),
    (
        "filler", None,
        (
            "for|on|with|t|up to|at most|no more than|maximum|最多|至多|不超过|以内|book|booking|reserve|please|a room|room|meeting|meeting room|a meeting|we|we are|we need|i|i need|need|"
            "want|i want|i'd like|would like|like|us|me|my|our|is|are|will be|there|around|approximately|approx|circa|"
            "layout|style|seating|set-up|setup|arrangement|shape|time|date|lasting|duration|have|hold|coming|session|"
            "订|预订|预定|定|订个|订一个|预订一个|预定一个|约个|约一个|开一个|订一间|一间|请|请帮我|帮我|帮忙|我|我们|我要|我想|要|想|需要|在|于|的|有|用|安排|一下|吧|"
            "共|共计|总共|一共|大约|约|左右|大概|布置|摆|摆成|排|形式|布局|会议室|会议|开会|开个会|开|召开|举行|会场|地点|时间|日期|"
            "时长|持续|连续|为期|的会议室|会|例会|重复|参加|参会|出席|使用|借|借用|坐|(|)|[|]|…"
        ),
    ),
    # Words that begin like others and are none of them
    ("unknown", None, "晚宴|晚会|晚餐|晚点|早餐|早会|早点|人工|人事|人力|人才|人民|人大|点评|时事|后勤|前台|名单|名额|位置|到位|半导体|月度|年度|周年|周报|日常|上海|下属|本部|分享"),
)  # fmt: skip

_TWO_AT_ONCE: tuple[tuple[int, str, str], ...] = (
    (0, MORNING, "this morning|今早|今晨"), (0, AFTERNOON, "this afternoon"), (0, EVENING, "this evening|tonight|今晚|今夜"), (1, MORNING, "明早|明晨"), (1, EVENING, "明晚"),
    (2, MORNING, "后天早上"), (2, EVENING, "后天晚上"),
)  # fmt: skip
_EVERY_PART: tuple[tuple[str, str], ...] = (
    (MORNING, "every morning|每早"), (AFTERNOON, "every afternoon"), (EVENING, "every evening|every night|每晚|每晚上"),
)  # fmt: skip


def _phrases() -> Iterable[Phrase]:
    for kind, value, phrases in _WORDS:
        for phrase in phrases.split("|"):
            yield phrase, ((kind, value),)
    for days, part, phrases in _TWO_AT_ONCE:
        for phrase in phrases.split("|"):
            yield phrase, (("relative", days), ("part", part))
    for part, phrases in _EVERY_PART:
        for phrase in phrases.split("|"):
            yield phrase, (("daily", None), ("part", part))
    yield "|", (("stop", None),)


def by_first_letter(phrases: Iterable[Phrase]) -> Vocabulary:
    """The phrases by their first character, the longest first; of equal ones the one that came first."""
    found: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        found.setdefault(phrase[0][0], []).append(phrase)
    for same in found.values():
        same.sort(key=lambda phrase: -len(phrase[0]))
    return found


WORDS = by_first_letter(_phrases())
# What may be left over without a word to the writer.
SMALL_WORDS = frozenset(
    "filler title_end about to at in from the a of and between colon dot slash comma stop begin finish ge exactly m".split()  # noqa: SIM905
)
