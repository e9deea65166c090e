"""Who sits where: the names that the organiser gave, in order of rank, and how far their cards are (P10, T1.9)."""
