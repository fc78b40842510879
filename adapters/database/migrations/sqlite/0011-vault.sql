-- A key per person, wrapped by the master key that lies outside the database, and what is sealed beside the ledger.
-- An erased person keeps a row without a key, so that none is made again.

CREATE TABLE person_keys (
    organization TEXT NOT NULL,
    person       TEXT NOT NULL,
    wrapped      BLOB,
    master       TEXT NOT NULL,
    made_at      TEXT NOT NULL CHECK (length(made_at) = 27),
    erased_at    TEXT CHECK (erased_at IS NULL OR length(erased_at) = 27),
    PRIMARY KEY (organization, person),
    CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
) WITHOUT ROWID;

CREATE TABLE person_profiles (
    organization TEXT NOT NULL,
    person       TEXT NOT NULL,
    box          TEXT NOT NULL,
    PRIMARY KEY (organization, person)
) WITHOUT ROWID;

CREATE TRIGGER person_keys_erased_for_good BEFORE UPDATE ON person_keys WHEN OLD.erased_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'UPDATE of person_keys is refused: who was erased stays erased'); END;

CREATE TRIGGER person_keys_stay BEFORE DELETE ON person_keys WHEN OLD.erased_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'DELETE of person_keys is refused: who was erased stays erased'); END;
