"""Updates taken in from the chat platform and not yet answered."""
