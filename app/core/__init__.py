"""The clinical core: pure functions on frozen values; no clock, no files, no Qt."""
