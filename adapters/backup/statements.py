"""The SQL of backups; each statement names the organization, each list goes on after a key."""

ORGANIZATION = "SELECT name, made_at FROM organizations WHERE organization = %s"
HEAD = "SELECT position FROM ledger_heads WHERE organization = %s"
_COMMANDS = """
    SELECT command, fingerprint, kind, subject, item, version, position, recorded_at FROM ledger_commands
     WHERE organization = %s
"""
COMMANDS = _COMMANDS + "ORDER BY command LIMIT %s"
MORE_COMMANDS = _COMMANDS + "AND command > %s ORDER BY command LIMIT %s"
_CHECKPOINTS = "SELECT size, root, note, signed_at FROM ledger_checkpoints WHERE organization = %s "
CHECKPOINTS = _CHECKPOINTS + "ORDER BY size LIMIT %s"
MORE_CHECKPOINTS = _CHECKPOINTS + "AND size > %s ORDER BY size LIMIT %s"
_PEOPLE = """
    SELECT k.person, k.wrapped, k.master, k.made_at, k.erased_at, p.box
      FROM person_keys k LEFT JOIN person_profiles p ON p.organization = k.organization AND p.person = k.person
     WHERE k.organization = %s
"""
PEOPLE = _PEOPLE + "ORDER BY k.person LIMIT %s"
MORE_PEOPLE = _PEOPLE + "AND k.person > %s ORDER BY k.person LIMIT %s"

KNOWN = """
    SELECT EXISTS (SELECT 1 FROM organizations WHERE organization = %s)
        OR EXISTS (SELECT 1 FROM ledger_heads WHERE organization = %s)
        OR EXISTS (SELECT 1 FROM person_keys WHERE organization = %s)
"""
ADD_ORGANIZATION = "INSERT INTO organizations (organization, name, made_at) VALUES (%s, %s, %s)"
ADD_HEAD = "INSERT INTO ledger_heads (organization, position, last_at) VALUES (%s, %s, %s)"
ADD_EVENT = """
    INSERT INTO ledger_events (organization, position, recorded_at, actor, command, causation, correlation,
                               originator_id, originator_version, topic, state)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
ADD_COMMAND = """
    INSERT INTO ledger_commands (organization, command, fingerprint, kind, subject, item, version, position,
                                 recorded_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
ADD_CHECKPOINT = """
    INSERT INTO ledger_checkpoints (organization, size, root, note, signed_at) VALUES (%s, %s, %s, %s, %s)
"""
ADD_KEY = """
    INSERT INTO person_keys (organization, person, wrapped, master, made_at, erased_at)
    VALUES (%s, %s, %s, %s, %s, %s)
"""
ADD_PROFILE = "INSERT INTO person_profiles (organization, person, box) VALUES (%s, %s, %s)"

UNANSWERED = """
    SELECT count(*) FROM ledger_events e
      LEFT JOIN ledger_commands c ON c.organization = e.organization AND c.command = e.command
     WHERE e.organization = %s AND (c.command IS NULL OR c.position < e.position)
"""
WITHOUT_EVENT = """
    SELECT count(*) FROM ledger_commands c
      LEFT JOIN ledger_events e ON e.organization = c.organization AND e.position = c.position
     WHERE c.organization = %s AND (e.command IS NULL OR e.command <> c.command OR e.recorded_at <> c.recorded_at)
"""
WRONGLY_ANSWERED = """
    SELECT count(*) FROM ledger_commands c
     WHERE c.organization = %s AND (
           c.version > coalesce((SELECT max(e.originator_version) FROM ledger_events e
                                  WHERE e.organization = c.organization AND e.originator_id = c.subject
                                    AND e.position <= c.position), -1)
        OR c.version < (SELECT max(e.originator_version) FROM ledger_events e
                         WHERE e.organization = c.organization AND e.originator_id = c.subject
                           AND e.command = c.command))
"""
