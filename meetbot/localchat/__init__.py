"""
A stand-in for the Bot API with a chat page, for running, showing and testing the bot without a token.

It knows nothing of meetings: of meetbot it imports the clock alone. Where Telegram refuses, it refuses, in
Telegram's words; a method it does not know is answered 404, so that a new call shows up in the tests.
"""
