-- Ways out of the house for notices, and what each has still to send. What went out is in the ledger, not here: no
-- rebuild of read models touches these tables.

CREATE TABLE notice_channels (
    organization TEXT    NOT NULL,
    channel      TEXT    NOT NULL,
    since        INTEGER NOT NULL CHECK (since >= 0),
    position     INTEGER NOT NULL CHECK (position >= since),
    rests_until  TEXT    CHECK (rests_until IS NULL OR length(rests_until) = 27),
    PRIMARY KEY (organization, channel)
) WITHOUT ROWID;

-- A row is claimed while its lease lasts; then it is free again.
CREATE TABLE notice_outbox (
    organization TEXT    NOT NULL,
    channel      TEXT    NOT NULL,
    notice       TEXT    NOT NULL,
    position     INTEGER NOT NULL CHECK (position > 0),
    given_at     TEXT    NOT NULL CHECK (length(given_at) = 27),
    state        TEXT    NOT NULL CHECK (state IN ('due', 'dead')),
    due_at       TEXT    NOT NULL CHECK (length(due_at) = 27),
    attempts     INTEGER NOT NULL CHECK (attempts >= 0),
    failure      TEXT    NOT NULL,
    lease        TEXT,
    leased_until TEXT    CHECK (leased_until IS NULL OR length(leased_until) = 27),
    PRIMARY KEY (organization, channel, notice),
    CHECK ((lease IS NULL) = (leased_until IS NULL)),
    CHECK (state = 'due' OR lease IS NULL)
) WITHOUT ROWID;
CREATE INDEX notice_outbox_due ON notice_outbox (organization, channel, due_at, position) WHERE state = 'due';
