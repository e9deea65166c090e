"""Who may do what: people, their roles, requests for access, invitations."""
