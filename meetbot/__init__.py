"""meetbot: the service around meetings, from the booking to the closed room."""
