-- The log of Umbra. Run once, by the first migration, on an empty file.
--
-- One table is written, at its end, and nowhere else. `seq` counts the events of the log, `version`
-- those of one stream (one preparation, say); neither has a hole. Each event carries the hash of the
-- one before it and its own: SHA-256 over its other columns in the order below, each as UTF-8 text
-- (a number in decimal digits) with its length in bytes and a colon in front: 2:17 then 4:abcd ...
-- The triggers stop mistakes; the hashes show what was done by someone who removed the triggers.

PRAGMA application_id = 0x556D6272;  -- "Umbr"
PRAGMA user_version = 1;

CREATE TABLE event (
  seq         INTEGER PRIMARY KEY,
  stream      TEXT NOT NULL CHECK (stream <> ''),
  version     INTEGER NOT NULL,
  at          TEXT NOT NULL,
  clock       TEXT NOT NULL,
  workstation TEXT NOT NULL,
  actor       TEXT NOT NULL,
  name        TEXT NOT NULL CHECK (name <> ''),
  data        TEXT NOT NULL CHECK (json_valid(data)),
  previous    TEXT NOT NULL,
  hash        TEXT NOT NULL CHECK (length(hash) = 64),
  UNIQUE (stream, version)
) STRICT;

-- The events of one name, oldest or newest first, and the streams that hold them.
CREATE INDEX event_name ON event (name, seq, stream, version);

-- The streams there are, without walking through all their events.
CREATE INDEX event_beginning ON event (version, stream) WHERE version = 1;

CREATE TRIGGER event_is_final BEFORE UPDATE ON event
BEGIN
  SELECT RAISE(ABORT, 'the log is append-only: an event is never changed');
END;

CREATE TRIGGER event_is_kept BEFORE DELETE ON event
BEGIN
  SELECT RAISE(ABORT, 'the log is append-only: an event is never removed');
END;

-- Also what stops REPLACE: it removes a row without asking the trigger above when
-- recursive_triggers is off, as it is in most programs.
CREATE TRIGGER event_is_next BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
  OR NEW.version IS NOT
    (SELECT coalesce(max(version), 0) + 1 FROM event WHERE stream = NEW.stream)
  OR NEW.previous IS NOT
    coalesce((SELECT hash FROM event ORDER BY seq DESC LIMIT 1), printf('%064d', 0))
BEGIN
  SELECT RAISE(ABORT, 'the log is append-only: an event is added only at the end');
END;
