"""Half-finished conversations: what somebody began to enter, kept as a row so that a restart loses nothing."""
