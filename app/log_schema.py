"""The shape of the log: how it is made, and whether a file still has it."""

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sqlite_utils import Database, Migrations

import resources
from app.core.refused import Refused
from app.log_fault import NOT_A_LOG

# A migration adds a table, an index or a view. It never transforms `event`: sqlite-utils would
# rewrite the table and leave its triggers out.
migrations = Migrations("umbra-log")


@migrations(name="1-event")
def _event(database: Database) -> None:
    database.executescript(resources.text("schema.sql"))


@migrations(name="2-materials")
def _materials(database: Database) -> None:
    database.executescript(resources.text("schema-2.sql"))


# The migration that a log of each version lacks; the newest version lacks none.
_LACKING = {1: "2-materials"}


def wrap(connection: sqlite3.Connection) -> Database:
    """Return `connection` as a sqlite-utils database into which no plugin is let."""
    return Database(connection, execute_plugins=False)


def build(database: Database) -> None:
    """Bring `database` up to the newest shape: all of it, or nothing when that fails."""
    with database.atomic():
        migrations.apply(database)


def is_to_renew(database: Database) -> bool:
    """Tell whether an earlier Umbra made this log, and it is as that Umbra made it.

    One that is not is left alone: `alteration` says what is wrong with it.
    """
    return version(database) in _LACKING and alteration(database) is None


def version(database: Database) -> int:
    """Return which shape of the log this is."""
    return _made_by(database)[1]


def refuse_other_files(database: Database, path: Path) -> None:
    """Raise Refused unless `database` is an Umbra log of a version that this program knows."""
    application, version = _made_by(database)
    (our_application, our_version), _ = _ours()
    if application != our_application:
        raise Refused(NOT_A_LOG.format(path=path))
    if version > our_version:
        raise Refused(
            f"The log {path} was made by a newer Umbra: it is of version {version}, and this "
            f"program knows {our_version}. Install that Umbra or a later one on this computer; "
            "this one leaves the log alone."
        )


def alteration(database: Database) -> str | None:
    """Return a sentence on the first difference from what we make; None if there is none."""
    found_by = _made_by(database)
    made_by, ours = _ours(_LACKING.get(found_by[1], ""))
    if found_by != made_by:
        return "It does not say which Umbra made it."
    found = _definitions(database)
    for thing in sorted(ours.keys() | found.keys()):
        sentence = _difference(thing, ours.get(thing), found.get(thing))
        if sentence is not None:
            return sentence
    return None


def table_alteration(database: Database) -> str | None:
    """Return a sentence if the table of events is not the one that we make, else None."""
    thing = ("table", "event")
    return _difference(thing, _ours()[1].get(thing), _definitions(database).get(thing))


def _difference(thing: tuple[str, str], ours: str | None, found: str | None) -> str | None:
    kind, name = thing
    if found is None:
        return f"Its {kind} {name} is missing."
    if ours is None:
        return f"It has a {kind} {name} that Umbra did not make."
    return None if found == ours else f"Its {kind} {name} has been altered."


@cache
def _ours(
    lacking: str = "",
) -> tuple[tuple[int, int], MappingProxyType[tuple[str, str], str]]:
    """Return what we make, or made before the migration `lacking` was added."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        model = wrap(connection)
        migrations.apply(model, stop_before=lacking or None)
        return _made_by(model), MappingProxyType(_definitions(model))


def _made_by(database: Database) -> tuple[int, int]:
    numbers = (
        database.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("application_id", "user_version")
    )
    application, version = numbers
    return application, version


def _definitions(database: Database) -> dict[tuple[str, str], str]:
    # As bytes, for in a damaged file they need not be text.
    columns = ", ".join(f"CAST({column} AS BLOB)" for column in ("type", "name", "sql"))
    rows = database.execute(
        f"SELECT {columns} FROM sqlite_master WHERE sql IS NOT NULL"
        " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND tbl_name <> ?",
        [Migrations.migrations_table],
    )
    texts = ([column.decode(errors="replace") for column in row] for row in rows)
    # Spaces and line ends may differ between the systems on which a log was made and is read.
    return {(kind, name): " ".join(sql.split()) for kind, name, sql in texts}
