"""Rooms, reservations and bookings; the one-line reader; calendar files."""
