-- Addresses of other programs that are told of notices. Address and secret are sealed with the master key; an ended
-- webhook keeps its row, which says who made and who ended it.

CREATE TABLE webhooks (
    organization uuid        NOT NULL,
    webhook      uuid        NOT NULL,
    box          bytea       NOT NULL,
    since        bigint      NOT NULL CHECK (since >= 0),
    made_by      text        NOT NULL,
    made_at      timestamptz NOT NULL,
    ended_by     text        NOT NULL DEFAULT '',
    ended_at     timestamptz,
    PRIMARY KEY (organization, webhook),
    CHECK ((ended_at IS NULL) = (ended_by = ''))
);

ALTER TABLE webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON webhooks
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

GRANT SELECT, INSERT ON webhooks TO jixiao_service;
GRANT UPDATE (ended_by, ended_at) ON webhooks TO jixiao_service;
