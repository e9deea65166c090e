"""Messages with pictures are edited by their captions, and sent with the bytes where a file id is not good."""

from __future__ import annotations

from dataclasses import replace

import pytest

from meetbot.handlers.keyboards import button
from meetbot.handlers.outgoing import Attachment, Outgoing, bare, edit, send, units
from meetbot.texts import Html
from tests.harness import Harness
from tests.localchat.pictures import png


async def test_a_message_with_a_picture_keeps_it_when_it_is_edited(service: Harness) -> None:
    sam, bot = service.person("Sam"), service.service.application.bot
    out = Outgoing(Html("<b>Before</b>"), attachment=Attachment(png(), "lamp.png", is_photo=True))
    sent = await send(bot, sam.id, out, 1)

    after = Outgoing(Html("<b>After</b>"), ((button("Go", "go"),),))
    assert await edit(bot, sam.id, sent.message_id, after, 1)
    assert await edit(bot, sam.id, sent.message_id, after, 1)

    assert (sam.last.html, sam.last.photo, sam.last.buttons) == ("<b>After</b>", png(), ["Go"])


async def test_a_message_that_is_gone_is_to_be_sent_anew(service: Harness) -> None:
    sam, bot = service.person("Sam"), service.service.application.bot

    assert not await edit(bot, sam.id, 999, Outgoing(Html("Hello")), 1)


async def test_a_file_id_that_is_not_good_here_is_replaced_by_the_bytes(service: Harness) -> None:
    sam, bot = service.person("Sam"), service.service.application.bot
    attachment = Attachment(png(), "lamp.png", is_photo=True, telegram_file_id="of-another-bot")

    await send(bot, sam.id, Outgoing(Html("Lamp"), attachment=attachment), 1)

    assert sam.last.photo == png()


@pytest.mark.parametrize("limit_of_caption", [True, False])
async def test_a_text_beyond_the_limit_is_cut_and_not_lost(service: Harness, limit_of_caption: bool) -> None:
    sam, bot = service.person("Sam"), service.service.application.bot
    long = Outgoing(Html("<b>" + "🔥&amp;" * 5000 + "</b>"))
    attachment = Attachment(png(), "lamp.png", is_photo=True)

    await send(bot, sam.id, replace(long, attachment=attachment) if limit_of_caption else long, 1)

    assert sam.last.text.startswith("🔥&🔥&")
    assert sam.last.text.endswith("…")


def test_length_is_counted_as_telegram_counts_it() -> None:
    assert units(bare("<b>&lt;a&gt;</b> 🔥")) == 6
