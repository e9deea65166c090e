"""Layouts as pure geometry in metres: what a room of this size can hold, where every table and chair stands, the drawing of it."""
