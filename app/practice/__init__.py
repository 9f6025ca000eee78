"""Practice: drills with an error put in on purpose, in the real program, for no patient."""
