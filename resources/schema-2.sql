-- The second shape of the log: which preparations a lot or a package went to, without walking
-- through all of them. What bears no lot stands under '': SQLite would not look for a NULL this way.
-- Nothing is added to an event; both are lists of what stands there already.

PRAGMA user_version = 2;

CREATE INDEX event_material_lot
  ON event (coalesce(json_extract(data, '$.lot'), '') COLLATE NOCASE, json_extract(data, '$.gtin'))
  WHERE name = 'material-scanned';

CREATE INDEX event_material_serial
  ON event (json_extract(data, '$.serial') COLLATE NOCASE, json_extract(data, '$.gtin'))
  WHERE name = 'material-scanned';
