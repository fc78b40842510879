-- The read models: JSON documents by key, in generations, so that a rebuild can lie beside what is live.
-- Text is ordered by its bytes, as on SQLite; a body is the exact text of its canonical JSON.

CREATE TABLE read_rows (
    organization uuid   NOT NULL,
    generation   bigint NOT NULL,
    model        text   COLLATE "C" NOT NULL,
    key          text   COLLATE "C" NOT NULL,
    parent       text   COLLATE "C" NOT NULL,
    sort         text   COLLATE "C" NOT NULL,
    body         text   NOT NULL,
    PRIMARY KEY (organization, generation, model, key)
);
CREATE INDEX read_rows_in_order ON read_rows (organization, generation, model, sort, key);
CREATE INDEX read_rows_of_parent ON read_rows (organization, generation, model, parent, sort, key);

-- How far each generation has come, and where a projection failed; at most one is live. Dropped ones have no rows any
-- more and stay listed, so that no number is ever used twice.
CREATE TABLE projections (
    organization    uuid    NOT NULL,
    name            text    NOT NULL,
    generation      bigint  NOT NULL,
    state           text    NOT NULL CHECK (state IN ('building', 'live', 'dropped')),
    position        bigint  NOT NULL CHECK (position >= 0),
    row_count       bigint  NOT NULL CHECK (row_count >= 0),
    failed_position bigint,
    failed_code     text,
    PRIMARY KEY (organization, name, generation),
    UNIQUE (organization, generation),
    CHECK ((failed_position IS NULL) = (failed_code IS NULL))
);
CREATE UNIQUE INDEX projections_one_live ON projections (organization, name) WHERE state = 'live';

ALTER TABLE read_rows ENABLE ROW LEVEL SECURITY;
ALTER TABLE read_rows FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON read_rows
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

ALTER TABLE projections ENABLE ROW LEVEL SECURITY;
ALTER TABLE projections FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON projections
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE, DELETE ON read_rows, projections TO jixiao_service;
