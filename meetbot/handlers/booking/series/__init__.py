"""Series in the conversation: how it repeats, its dates before they are confirmed, its card, changing several dates together."""
