-- What a ledger's events were sealed under: signed checkpoints, which stay, and the Merkle tree's hashes.

CREATE TABLE ledger_checkpoints (
    organization TEXT    NOT NULL,
    size         INTEGER NOT NULL CHECK (size > 0),
    root         BLOB    NOT NULL CHECK (length(root) = 32),
    note         TEXT    NOT NULL,
    signed_at    TEXT    NOT NULL CHECK (length(signed_at) = 27),
    PRIMARY KEY (organization, size)
) WITHOUT ROWID;

CREATE TRIGGER ledger_checkpoints_only_grow_update BEFORE UPDATE ON ledger_checkpoints
BEGIN SELECT RAISE(ABORT, 'UPDATE of ledger_checkpoints is refused: what was signed stays'); END;

CREATE TRIGGER ledger_checkpoints_only_grow_delete BEFORE DELETE ON ledger_checkpoints
BEGIN SELECT RAISE(ABORT, 'DELETE of ledger_checkpoints is refused: what was signed stays'); END;

-- A cache, in the tiles of C2SP tlog-tiles: up to 256 hashes of 32 bytes a row, level 0 the leaves, each level above the
-- roots of the full tiles below. Whatever is in it can be made again from the events and held against a signed root.
CREATE TABLE ledger_tree (
    organization TEXT    NOT NULL,
    level        INTEGER NOT NULL CHECK (level >= 0),
    number       INTEGER NOT NULL CHECK (number >= 0),
    hashes       BLOB    NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
    PRIMARY KEY (organization, level, number)
);
