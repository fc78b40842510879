-- Each transaction sees and touches the organization that it has set, and none where it has set none.

ALTER TABLE ledger_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON ledger_heads
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

ALTER TABLE ledger_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_events FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON ledger_events
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

ALTER TABLE ledger_commands ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_commands FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON ledger_commands
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

ALTER TABLE ledger_snapshots ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_snapshots FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON ledger_snapshots
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

ALTER TABLE ledger_tracking ENABLE ROW LEVEL SECURITY;
ALTER TABLE ledger_tracking FORCE ROW LEVEL SECURITY;
CREATE POLICY confined ON ledger_tracking
    USING (organization = nullif(current_setting('jixiao.organization', true), '')::uuid);

GRANT SELECT ON ledger_heads, ledger_events, ledger_commands TO jixiao_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ledger_snapshots, ledger_tracking TO jixiao_service;

REVOKE ALL ON FUNCTION ledger_append FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger_append TO jixiao_service;
