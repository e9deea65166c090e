"""What is to be done for a meeting, derived from standard x booking, and the facts of having done it."""
