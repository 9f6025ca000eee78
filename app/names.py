"""The names on the sign-in page, read before anything else is imported.

Opening the log properly takes a tenth of a second of imports; the first painted page needs only
the names, so it reads them with the standard library and leaves every judgement to the log.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path


def names_in(log: Path) -> tuple[str, ...]:
    """Return the names that may sign in, or () where the file is not there or cannot be read."""
    if not log.is_file():
        return ()
    query = (
        "SELECT name, data FROM event WHERE stream = 'people' "
        "AND name IN ('person-added', 'person-left') ORDER BY version"
    )
    try:
        with closing(sqlite3.connect(f"{log.absolute().as_uri()}?mode=ro", uri=True)) as file:
            rows = file.execute(query).fetchall()
    except sqlite3.Error:
        return ()
    names: dict[str, None] = {}
    try:
        for event, data in rows:
            if event == "person-added":
                names[json.loads(data)["name"]] = None
            elif event == "person-left":
                names.pop(json.loads(data)["name"], None)
        return tuple(sorted(names, key=str.casefold))
    except (KeyError, TypeError, ValueError):
        return ()
