-- INSERT OR REPLACE deletes what stands in its way without asking the DELETE triggers: what is there, stays.

CREATE TRIGGER ledger_events_are_not_replaced BEFORE INSERT ON ledger_events
WHEN EXISTS (
    SELECT 1 FROM ledger_events
    WHERE organization = NEW.organization
      AND (position = NEW.position
           OR (originator_id = NEW.originator_id AND originator_version = NEW.originator_version))
)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_events: a ledger only grows'); END;

CREATE TRIGGER ledger_commands_are_not_replaced BEFORE INSERT ON ledger_commands
WHEN EXISTS (SELECT 1 FROM ledger_commands WHERE organization = NEW.organization AND command = NEW.command)
BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: ledger_commands: a ledger only grows'); END;
