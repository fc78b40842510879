-- The ledgers: one per organization. Runs as jixiao_owner.
-- Every key begins with the organization and every statement names it, so that the tables can be distributed by it.

CREATE TABLE ledger_heads (
    organization uuid PRIMARY KEY,
    position     bigint NOT NULL CHECK (position >= 0),
    last_at      timestamptz
) WITH (fillfactor = 50);

CREATE TABLE ledger_events (
    organization       uuid        NOT NULL,
    position           bigint      NOT NULL CHECK (position > 0),
    originator_id      uuid        NOT NULL,
    originator_version bigint      NOT NULL CHECK (originator_version >= 0),
    topic              text        NOT NULL,
    state              text        NOT NULL,
    recorded_at        timestamptz NOT NULL,
    actor              text        NOT NULL,
    command            uuid        NOT NULL,
    causation          uuid        NOT NULL,
    correlation        uuid        NOT NULL,
    PRIMARY KEY (organization, position),
    UNIQUE (organization, originator_id, originator_version)
);

CREATE TABLE ledger_commands (
    organization uuid        NOT NULL,
    command      uuid        NOT NULL,
    fingerprint  text        NOT NULL,
    kind         text        NOT NULL,
    subject      uuid        NOT NULL,
    item         text        NOT NULL,
    version      bigint      NOT NULL,
    position     bigint      NOT NULL,
    recorded_at  timestamptz NOT NULL,
    PRIMARY KEY (organization, command)
);

-- A cache: whatever is in it can be made again from the events. `shape` tells which code made the snapshot.
CREATE TABLE ledger_snapshots (
    organization       uuid   NOT NULL,
    originator_id      uuid   NOT NULL,
    originator_version bigint NOT NULL,
    shape              text   NOT NULL,
    topic              text   NOT NULL,
    state              text   NOT NULL,
    PRIMARY KEY (organization, originator_id, originator_version)
);

-- How far a follower of the ledger has come.
CREATE TABLE ledger_tracking (
    organization uuid   NOT NULL,
    name         text   NOT NULL,
    position     bigint NOT NULL,
    PRIMARY KEY (organization, name)
);
