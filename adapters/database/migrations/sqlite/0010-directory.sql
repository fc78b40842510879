-- What must be known before an organization is: which there are, and whom a token stands for.

CREATE TABLE organizations (
    organization TEXT NOT NULL PRIMARY KEY,
    name         TEXT NOT NULL,
    made_at      TEXT NOT NULL CHECK (length(made_at) = 27)
) WITHOUT ROWID;

CREATE TABLE tokens (
    sha256       TEXT NOT NULL PRIMARY KEY CHECK (length(sha256) = 64),
    organization TEXT NOT NULL REFERENCES organizations,
    employee     TEXT NOT NULL,
    expires_at   TEXT NOT NULL CHECK (length(expires_at) = 27)
) WITHOUT ROWID;
CREATE INDEX tokens_of_a_person ON tokens (organization, employee);
