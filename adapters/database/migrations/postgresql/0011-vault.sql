-- A key per person, wrapped by the master key that lies outside the database, and what is sealed beside the ledger.
-- An erased person keeps a row without a key, so that none is made again.

CREATE TABLE person_keys (
    organization uuid        NOT NULL,
    person       uuid        NOT NULL,
    wrapped      bytea,
    master       text        NOT NULL,
    made_at      timestamptz NOT NULL,
    erased_at    timestamptz,
    PRIMARY KEY (organization, person),
    CHECK ((wrapped IS NULL) = (erased_at IS NOT NULL))
);

CREATE TABLE person_profiles (
    organization uuid NOT NULL,
    person       uuid NOT NULL,
    box          text NOT NULL,
    PRIMARY KEY (organization, person)
);

CREATE FUNCTION vault_refuse_revival() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % is refused: who was erased stays erased', tg_op, tg_table_name USING ERRCODE = 'JX405';
END
$$;

CREATE TRIGGER erased_for_good BEFORE UPDATE ON person_keys
    FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION vault_refuse_revival();
CREATE TRIGGER tombstones_stay BEFORE DELETE ON person_keys
    FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL) EXECUTE FUNCTION vault_refuse_revival();

ALTER TABLE person_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON person_keys
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

ALTER TABLE person_profiles ENABLE ROW LEVEL SECURITY;
ALTER TABLE person_profiles FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON person_profiles
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

GRANT SELECT, INSERT, UPDATE ON person_keys TO jixiao_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON person_profiles TO jixiao_service;
