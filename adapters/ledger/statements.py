"""The SQL of the ledger's reads, the same on both databases. Every statement names the organization."""

ALL = 2**63 - 1
"""A limit, position or version that nothing reaches."""

_ENTRIES = """
    SELECT position, recorded_at, actor, command, causation, correlation, originator_id, originator_version,
           topic, state
      FROM ledger_events WHERE organization = %s
"""
BY_POSITION = _ENTRIES + "AND position > %s AND position <= %s ORDER BY position LIMIT %s"
STREAM = _ENTRIES + "AND originator_id = %s AND position <= %s ORDER BY originator_version"
_OF_TOPICS = {
    "postgresql": "AND topic IN (SELECT json_array_elements_text(%s::json))",
    "sqlite": "AND topic IN (SELECT value FROM json_each(%s))",
}
BY_POSITION_AND_TOPIC = {
    dialect: " ".join((_ENTRIES, "AND position > %s AND position <= %s", of_topics, "ORDER BY position LIMIT %s"))
    for dialect, of_topics in _OF_TOPICS.items()
}
VERSIONS = """
    SELECT originator_version, topic, state, actor FROM ledger_events
     WHERE organization = %s AND originator_id = %s AND originator_version > %s AND originator_version <= %s
     ORDER BY originator_version LIMIT %s
"""
VERSIONS_BACKWARDS = """
    SELECT originator_version, topic, state, actor FROM ledger_events
     WHERE organization = %s AND originator_id = %s AND originator_version > %s AND originator_version <= %s
     ORDER BY originator_version DESC LIMIT %s
"""
HEAD = "SELECT position FROM ledger_heads WHERE organization = %s"
COMMAND = """
    SELECT fingerprint, kind, subject, item, version, position FROM ledger_commands
     WHERE organization = %s AND command = %s
"""
RECORDED_AT = "SELECT recorded_at FROM ledger_events WHERE organization = %s AND position = %s"

# The newest snapshot that this code made, and the events since; the snapshot comes first.
AGGREGATE = """
    WITH base AS (
        SELECT max(originator_version) AS version FROM ledger_snapshots
         WHERE organization = %s AND originator_id = %s AND shape = %s AND originator_version <= %s
    )
    SELECT originator_version, topic, state, NULL AS actor FROM ledger_snapshots
     WHERE organization = %s AND originator_id = %s AND originator_version = (SELECT version FROM base)
     UNION ALL
    SELECT originator_version, topic, state, actor FROM ledger_events
     WHERE organization = %s AND originator_id = %s AND originator_version <= %s
       AND originator_version > coalesce((SELECT version FROM base), 0)
     ORDER BY originator_version
"""
KEEP_SNAPSHOT = """
    INSERT INTO ledger_snapshots (organization, originator_id, originator_version, shape, topic, state)
    VALUES (%s, %s, %s, %s, %s, %s)
    ON CONFLICT (organization, originator_id, originator_version)
    DO UPDATE SET shape = excluded.shape, topic = excluded.topic, state = excluded.state
"""
ADD_SNAPSHOT = """
    INSERT INTO ledger_snapshots (organization, originator_id, originator_version, shape, topic, state)
    VALUES (%s, %s, %s, '', %s, %s)
"""
SNAPSHOTS = """
    SELECT originator_version, topic, state FROM ledger_snapshots
     WHERE organization = %s AND originator_id = %s AND originator_version > %s AND originator_version <= %s
     ORDER BY originator_version LIMIT %s
"""
SNAPSHOTS_BACKWARDS = """
    SELECT originator_version, topic, state FROM ledger_snapshots
     WHERE organization = %s AND originator_id = %s AND originator_version > %s AND originator_version <= %s
     ORDER BY originator_version DESC LIMIT %s
"""
TRACK = """
    INSERT INTO ledger_tracking (organization, name, position) VALUES (%s, %s, %s)
    ON CONFLICT (organization, name) DO UPDATE SET position = excluded.position
     WHERE ledger_tracking.position < excluded.position
"""
TRACKED = "SELECT position FROM ledger_tracking WHERE organization = %s AND name = %s"
