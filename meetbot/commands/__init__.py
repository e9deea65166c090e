"""
The operator's verbs: ``bot.py run``, ``check``, ``backup`` ... A file for each subject, all of them listed in ``verbs``.

What a verb needs is imported when it is used: ``check`` starts without Telegram, ``run`` without the demo.
"""

from meetbot.commands.verbs import main

__all__ = ["main"]
