"""Meetings that repeat: their rule, their dates, booking them at once, changing one, some or all."""
