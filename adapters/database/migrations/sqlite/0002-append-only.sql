-- What is written stays. (SQLite has no TRUNCATE; DELETE without WHERE fires the row triggers all the same.)

CREATE TRIGGER ledger_events_only_grow_update BEFORE UPDATE ON ledger_events
BEGIN SELECT RAISE(ABORT, 'UPDATE of ledger_events is refused: a ledger only grows'); END;

CREATE TRIGGER ledger_events_only_grow_delete BEFORE DELETE ON ledger_events
BEGIN SELECT RAISE(ABORT, 'DELETE of ledger_events is refused: a ledger only grows'); END;

CREATE TRIGGER ledger_commands_only_grow_update BEFORE UPDATE ON ledger_commands
BEGIN SELECT RAISE(ABORT, 'UPDATE of ledger_commands is refused: a ledger only grows'); END;

CREATE TRIGGER ledger_commands_only_grow_delete BEFORE DELETE ON ledger_commands
BEGIN SELECT RAISE(ABORT, 'DELETE of ledger_commands is refused: a ledger only grows'); END;

CREATE TRIGGER ledger_heads_stay BEFORE DELETE ON ledger_heads
BEGIN SELECT RAISE(ABORT, 'DELETE of ledger_heads is refused: a ledger only grows'); END;
