"""What people left behind: found, told to the organising department, handed over (F1)."""
