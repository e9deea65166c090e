"""The door: ``python bot.py`` runs the bot; ``python bot.py --help`` lists the other verbs."""

import sys

if sys.version_info < (3, 11):
    sys.exit(f"meetbot needs Python 3.11 or newer; this is {sys.version.split()[0]}")

from meetbot.commands import main

if __name__ == "__main__":
    sys.exit(main())
