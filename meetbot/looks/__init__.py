"""How a room should look: a picture for each layout, set by those in charge, looked at by those who set the room."""
