-- The ledgers, in the same shape as on PostgreSQL. Ids are lower-case text with hyphens, times UTC text of fixed width.

CREATE TABLE ledger_heads (
    organization TEXT    NOT NULL PRIMARY KEY,
    position     INTEGER NOT NULL CHECK (position >= 0),
    last_at      TEXT    CHECK (last_at IS NULL OR length(last_at) = 27)
) WITHOUT ROWID;

CREATE TABLE ledger_events (
    organization       TEXT    NOT NULL,
    position           INTEGER NOT NULL CHECK (position > 0),
    originator_id      TEXT    NOT NULL,
    originator_version INTEGER NOT NULL CHECK (originator_version >= 0),
    topic              TEXT    NOT NULL,
    state              TEXT    NOT NULL CHECK (typeof(state) = 'text' AND instr(state, char(0)) = 0),
    recorded_at        TEXT    NOT NULL CHECK (length(recorded_at) = 27),
    actor              TEXT    NOT NULL,
    command            TEXT    NOT NULL,
    causation          TEXT    NOT NULL,
    correlation        TEXT    NOT NULL,
    PRIMARY KEY (organization, position),
    UNIQUE (organization, originator_id, originator_version)
) WITHOUT ROWID;

CREATE TABLE ledger_commands (
    organization TEXT    NOT NULL,
    command      TEXT    NOT NULL,
    fingerprint  TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    subject      TEXT    NOT NULL,
    item         TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    position     INTEGER NOT NULL,
    recorded_at  TEXT    NOT NULL CHECK (length(recorded_at) = 27),
    PRIMARY KEY (organization, command)
) WITHOUT ROWID;

-- A cache: whatever is in it can be made again from the events. `shape` tells which code made the snapshot.
CREATE TABLE ledger_snapshots (
    organization       TEXT    NOT NULL,
    originator_id      TEXT    NOT NULL,
    originator_version INTEGER NOT NULL,
    shape              TEXT    NOT NULL,
    topic              TEXT    NOT NULL,
    state              TEXT    NOT NULL,
    PRIMARY KEY (organization, originator_id, originator_version)
) WITHOUT ROWID;

-- How far a follower of the ledger has come.
CREATE TABLE ledger_tracking (
    organization TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    position     INTEGER NOT NULL,
    PRIMARY KEY (organization, name)
) WITHOUT ROWID;
