-- What must be known before an organization is: which there are, and whom a token stands for. The only tables outside
-- row-level security. Scaled out, both are reference tables: small, and read by a token's hash.

CREATE TABLE organizations (
    organization uuid        PRIMARY KEY,
    name         text        NOT NULL,
    made_at      timestamptz NOT NULL
);

CREATE TABLE tokens (
    sha256       text        PRIMARY KEY CHECK (length(sha256) = 64),
    organization uuid        NOT NULL REFERENCES organizations,
    employee     uuid        NOT NULL,
    expires_at   timestamptz NOT NULL
);
CREATE INDEX tokens_of_a_person ON tokens (organization, employee);

GRANT SELECT, INSERT ON organizations TO jixiao_service;
GRANT SELECT, INSERT, DELETE ON tokens TO jixiao_service;
