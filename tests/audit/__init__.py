"""``make audit``: known holes in the locked libraries, and secrets that were written into the tree or its history."""
