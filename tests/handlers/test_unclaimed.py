"""Messages that nothing awaits are answered all the same."""

from meetbot.people.roles import Role
from tests.harness import Harness


async def test_a_stranger_is_pointed_to_the_door(service: Harness) -> None:
    sam = service.person("Sam")
    await service.settle()

    sam.says("hello?")
    await service.settle()

    assert sam.last.text == "I do not know you yet. Send /start to ask for access."


async def test_an_edited_message_is_not_read_again(service: Harness) -> None:
    olga = service.person("Olga", Role.ORGANISER)
    olga.says("hello")
    await service.settle()

    olga.edits(next(message for message in olga.messages if message.text == "hello"), "hallo")
    await service.settle()

    assert olga.last.text == "I read a message once, when it arrives. Please send the corrected text as a new message."


async def test_a_command_that_there_is_not_answers_no_question(service: Harness) -> None:
    """What was asked waits on: neither a title nor a name is called so."""
    olga = service.person("Olga", Role.ORGANISER)
    await service.settle()
    said = []
    for line in ("/book tomorrow 14:00-16:00 20 people general meeting", "/floor", "24 people"):
        olga.says(line)
        await service.settle()
        said.append(olga.last.text)

    assert said[1] == "There is no command /floor here. /help says what I can do."
    assert "for 24 people" in said[2]
