"""Invitations by mail: words, MIME and SMTP. Who gets what and when is decided by the reminders' rules."""
