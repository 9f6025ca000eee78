"""Order files and bar codes in."""
