"""Telegram HTML: what it becomes, and what is refused in which words."""

from __future__ import annotations

from typing import Any

import pytest

from meetbot.localchat.entities import as_html, found_in, parse_html, trimmed, units
from meetbot.localchat.errors import Refused


def entity(type: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": type, "offset": offset, "length": length, **more}


REFUSED = [
    ("a < b", 'Unsupported start tag "" at byte offset 2'),
    ("<br>", 'Unsupported start tag "br" at byte offset 0'),
    ("Tea & <Sam>", 'Unsupported start tag "sam" at byte offset 6'),
    ("😀 茶<x>", 'Unsupported start tag "x" at byte offset 8'),
    ("<b", "Unclosed start tag at byte offset 0"),
    ("<a href", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
    ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
    ('<a href="x', "Unclosed start tag at byte offset 0"),
    ('<a href="x"', "Unclosed start tag at byte offset 0"),
    ("<a href=abc", "Unclosed start tag at byte offset 0"),
    ("<a href=x/y>", "Unexpected end of name token at byte offset 8"),
    ('<a ="x">', 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<b disabled>x</b>", 'Expected equal sign in declaration of an attribute of the tag "b" at byte offset 0'),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("<b><i>x</i>", 'Can\'t find end tag corresponding to start tag "b"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
    ('<tg-emoji emoji-id="x">x</tg-emoji>', "Invalid custom emoji identifier specified"),
    ('<tg-time unix="soon">x</tg-time>', "Invalid Unix time specified"),
    ('<tg-time unix="5" format="quick">x</tg-time>', "Invalid date-time format specified"),
    (
        "&#xD83D;",
        "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
    ),
]

READ = [
    ("", "", []),
    ("plain", "plain", []),
    ("<b></b>", "", []),
    ("Sam &amp; Co &lt;3 &quot;hi&quot; &#65;&#x42;", 'Sam & Co <3 "hi" AB', []),
    ("Q&A &nbsp; &copy &", "Q&A &nbsp; &copy &", []),
    ("<B>x</b >", "x", [entity("bold", 0, 1)]),
    ("<b>x</>", "x", [entity("bold", 0, 1)]),
    ("😀<b>茶😀</b>!", "😀茶😀!", [entity("bold", 2, 3)]),
    ("<b>a<i>b</i></b>", "ab", [entity("bold", 0, 2), entity("italic", 1, 1)]),
    ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", "abcd", [
        entity("bold", 0, 1), entity("italic", 1, 1), entity("underline", 2, 1), entity("strikethrough", 3, 1),
    ]),
    ("<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>", "ab", [
        entity("spoiler", 0, 1), entity("spoiler", 1, 1),
    ]),
    ("<blockquote>a</blockquote><blockquote expandable>b</blockquote>", "ab", [
        entity("blockquote", 0, 1), entity("expandable_blockquote", 1, 1),
    ]),
    ('<a href="https://e.org/?a=1&amp;b=2">x</a>', "x", [entity("text_link", 0, 1, url="https://e.org/?a=1&b=2")]),
    ('<a href="nowhere">x</a>', "x", []),
    ("<a>https://e.org/</a>", "https://e.org/", [entity("text_link", 0, 14, url="https://e.org/")]),
    ("<pre>a</pre>", "a", [entity("pre", 0, 1)]),
    ('<pre><code class="language-python">a</code></pre>', "a", [entity("pre", 0, 1, language="python")]),
    ("<code>a</code>", "a", [entity("code", 0, 1)]),
    ('<tg-time unix="1796112000" format="wDT">Tue</tg-time>', "Tue", [
        entity("date_time", 0, 3, unix_time=1796112000, date_time_format="wDT"),
    ]),
    ('<tg-emoji emoji-id="5">x</tg-emoji>', "x", [entity("custom_emoji", 0, 1, custom_emoji_id="5")]),
]  # fmt: skip


@pytest.mark.parametrize(("html", "words"), REFUSED)
def test_markup_that_telegram_refuses_is_refused_in_its_words(html: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_html(html)

    assert refused.value == Refused(400, f"Bad Request: can't parse entities: {words}")


@pytest.mark.parametrize(("html", "text", "entities"), READ)
def test_markup_becomes_text_and_entities(html: str, text: str, entities: list[dict[str, Any]]) -> None:
    assert parse_html(html) == (text, entities)


@pytest.mark.parametrize(
    "html",
    [
        "<b>a<i>b</i></b> &lt;c&gt;",
        '😀 <a href="https://e.org/?a=1&amp;b=2">茶</a>',
        "<blockquote expandable>a\nb</blockquote>",
        '<tg-time unix="5" format="wDT">now</tg-time>',
        '<pre><code class="language-python">x</code></pre>',
        '<tg-emoji emoji-id="5">x</tg-emoji><tg-spoiler>y</tg-spoiler>',
    ],
)
def test_written_out_again_it_is_the_same(html: str) -> None:
    assert as_html(*parse_html(html)) == html


def test_an_emoji_of_another_plane_counts_two_units() -> None:
    assert [units(text) for text in ("", "a", "茶", "😀", "👩‍💼")] == [0, 1, 1, 2, 5]


def test_blanks_around_a_text_go_and_its_entities_move_along() -> None:
    assert trimmed(" \n😀 x \n", [entity("bold", 0, 7), entity("italic", 5, 1), entity("code", 6, 2)]) == (
        "😀 x",
        [entity("bold", 0, 4), entity("italic", 3, 1)],
    )


def test_commands_and_addresses_are_found_but_paths_are_not() -> None:
    assert found_in("/book a/b 1/2 (/my) https://e.org/x?y=/z.") == [
        entity("bot_command", 0, 5),
        entity("bot_command", 15, 3),
        entity("url", 20, 20),
    ]
