"""Attacks made from the lists of what the bot answers to: other people's buttons, forged and replayed ones, hostile words."""
