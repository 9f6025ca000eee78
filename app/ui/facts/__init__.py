"""What the window shows, worked out from the state; the drawings only draw it."""
