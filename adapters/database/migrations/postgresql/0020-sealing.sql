-- What a ledger's events were sealed under: signed checkpoints, which stay, and the Merkle tree's hashes.

CREATE TABLE ledger_checkpoints (
    organization uuid        NOT NULL,
    size         bigint      NOT NULL CHECK (size > 0),
    root         bytea       NOT NULL CHECK (length(root) = 32),
    note         text        NOT NULL,
    signed_at    timestamptz NOT NULL,
    PRIMARY KEY (organization, size)
);

CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON ledger_checkpoints
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ledger_checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();

-- A cache, in the tiles of C2SP tlog-tiles: up to 256 hashes of 32 bytes a row, level 0 the leaves, each level above the
-- roots of the full tiles below. Whatever is in it can be made again from the events and held against a signed root.
CREATE TABLE ledger_tree (
    organization uuid   NOT NULL,
    level        int    NOT NULL CHECK (level >= 0),
    number       bigint NOT NULL CHECK (number >= 0),
    hashes       bytea  NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
    PRIMARY KEY (organization, level, number)
);
ALTER TABLE ledger_tree ALTER COLUMN hashes SET STORAGE EXTERNAL;

ALTER TABLE ledger_checkpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_checkpoints FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON ledger_checkpoints
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

ALTER TABLE ledger_tree ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_tree FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON ledger_tree
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

GRANT SELECT, INSERT ON ledger_checkpoints TO jixiao_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger_tree TO jixiao_service;
