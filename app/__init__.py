"""Umbra: a compounding assistant for light-sensitive, short-lived hazardous infusions."""

__version__ = "0.2.0"
