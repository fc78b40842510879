-- The read models: JSON documents by key, in generations, so that a rebuild can lie beside what is live.
-- A body is the exact text of its canonical JSON.

CREATE TABLE read_rows (
    organization TEXT    NOT NULL,
    generation   INTEGER NOT NULL,
    model        TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    parent       TEXT    NOT NULL,
    sort         TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    PRIMARY KEY (organization, generation, model, key)
);
CREATE INDEX read_rows_in_order ON read_rows (organization, generation, model, sort, key);
CREATE INDEX read_rows_of_parent ON read_rows (organization, generation, model, parent, sort, key);

-- How far each generation has come, and where a projection failed; at most one is live. Dropped ones have no rows any
-- more and stay listed, so that no number is ever used twice.
CREATE TABLE projections (
    organization    TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    generation      INTEGER NOT NULL,
    state           TEXT    NOT NULL CHECK (state IN ('building', 'live', 'dropped')),
    position        INTEGER NOT NULL CHECK (position >= 0),
    row_count       INTEGER NOT NULL CHECK (row_count >= 0),
    failed_position INTEGER,
    failed_code     TEXT,
    PRIMARY KEY (organization, name, generation),
    UNIQUE (organization, generation),
    CHECK ((failed_position IS NULL) = (failed_code IS NULL))
) WITHOUT ROWID;
CREATE UNIQUE INDEX projections_one_live ON projections (organization, name) WHERE state = 'live';
