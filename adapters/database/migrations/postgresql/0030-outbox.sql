-- Ways out of the house for notices, and what each has still to send. What went out is in the ledger, not here: no
-- rebuild of read models touches these tables.

CREATE TABLE notice_channels (
    organization uuid   NOT NULL,
    channel      text   COLLATE "C" NOT NULL,
    since        bigint NOT NULL CHECK (since >= 0),
    position     bigint NOT NULL CHECK (position >= since),
    rests_until  timestamptz,
    PRIMARY KEY (organization, channel)
);

-- A row is claimed while its lease lasts; then it is free again.
CREATE TABLE notice_outbox (
    organization uuid        NOT NULL,
    channel      text        COLLATE "C" NOT NULL,
    notice       uuid        NOT NULL,
    position     bigint      NOT NULL CHECK (position > 0),
    given_at     timestamptz NOT NULL,
    state        text        NOT NULL CHECK (state IN ('due', 'dead')),
    due_at       timestamptz NOT NULL,
    attempts     int         NOT NULL CHECK (attempts >= 0),
    failure      text        NOT NULL,
    lease        uuid,
    leased_until timestamptz,
    PRIMARY KEY (organization, channel, notice),
    CHECK ((lease IS NULL) = (leased_until IS NULL)),
    CHECK (state = 'due' OR lease IS NULL)
);
CREATE INDEX notice_outbox_due ON notice_outbox (organization, channel, due_at, position) WHERE state = 'due';

ALTER TABLE notice_channels ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_channels FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON notice_channels
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

ALTER TABLE notice_outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_outbox FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON notice_outbox
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON notice_channels, notice_outbox TO jixiao_service;
