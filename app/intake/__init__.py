"""Order files, histories and bar codes in."""
