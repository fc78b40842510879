-- Addresses of other programs that are told of notices. Address and secret are sealed with the master key; an ended
-- webhook keeps its row, which says who made and who ended it.

CREATE TABLE webhooks (
    organization TEXT    NOT NULL,
    webhook      TEXT    NOT NULL,
    box          BLOB    NOT NULL,
    since        INTEGER NOT NULL CHECK (since >= 0),
    made_by      TEXT    NOT NULL,
    made_at      TEXT    NOT NULL CHECK (length(made_at) = 27),
    ended_by     TEXT    NOT NULL DEFAULT '',
    ended_at     TEXT    CHECK (ended_at IS NULL OR length(ended_at) = 27),
    PRIMARY KEY (organization, webhook),
    CHECK ((ended_at IS NULL) = (ended_by = ''))
) WITHOUT ROWID;
