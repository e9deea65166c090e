"""Who is invited to a meeting by mail, from outside the house too, and what they answered."""
