"""The pages of a step, one for each kind."""
