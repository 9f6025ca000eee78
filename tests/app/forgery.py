"""What someone does who knows the log well: change a fact, and make every hash after it again."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from app.store import Recorded

COLUMNS = Recorded.__slots__
TRIGGERS = ("event_is_final", "event_is_kept", "event_is_next")


def change_raw(log: Path, *statements: str) -> None:
    """Run statements behind the back of Umbra, the triggers taken away and put back."""
    with closing(sqlite3.connect(log, isolation_level=None)) as file:
        query = "SELECT sql FROM sqlite_master WHERE name = ?"
        saved = [file.execute(query, [name]).fetchone()[0] for name in TRIGGERS]
        for name in TRIGGERS:
            file.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            file.execute(statement)
        for trigger in saved:
            file.execute(trigger)


def forge(log: Path, seq: int, change: Callable[[str], str]) -> None:
    """Change the data of one event and make its hash, and all that follow, again."""
    with closing(sqlite3.connect(log)) as file:
        rows = file.execute(f"SELECT {', '.join(COLUMNS)} FROM event ORDER BY seq").fetchall()
    statements, previous = [], "0" * 64
    for row in rows:
        values = dict(zip(COLUMNS, row, strict=True)) | {"previous": previous}
        if values["seq"] == seq:
            values["data"] = change(values["data"])
        texts = [str(values[name]).encode() for name in COLUMNS[:-1]]
        previous = sha256(b"".join(b"%d:%b" % (len(text), text) for text in texts)).hexdigest()
        data = values["data"].replace("'", "''")
        statements.append(
            f"UPDATE event SET data = '{data}', previous = '{values['previous']}',"
            f" hash = '{previous}' WHERE seq = {values['seq']}"
        )
    change_raw(log, *statements)
