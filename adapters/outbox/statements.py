"""The outbox's SQL, for both databases. Every statement names the organization."""

CHANNELS = """
SELECT channel, since, position, rests_until FROM notice_channels WHERE organization = %s ORDER BY channel
"""
OPEN = """
INSERT INTO notice_channels (organization, channel, since, position) VALUES (%s, %s, %s, %s)
ON CONFLICT (organization, channel) DO NOTHING
"""
CLOSE = "DELETE FROM notice_channels WHERE organization = %s AND channel = %s"
EMPTY = "DELETE FROM notice_outbox WHERE organization = %s AND channel = %s"
BEHIND = """
SELECT channel, position FROM notice_channels WHERE organization = %s AND position >= %s AND position < %s
"""
ADVANCE = "UPDATE notice_channels SET position = %s WHERE organization = %s AND channel = %s"
REST = "UPDATE notice_channels SET rests_until = %s WHERE organization = %s AND channel = %s"

ADD = """
INSERT INTO notice_outbox (organization, channel, notice, position, given_at, state, due_at, attempts, failure)
VALUES (%s, %s, %s, %s, %s, 'due', %s, 0, '') ON CONFLICT (organization, channel, notice) DO NOTHING
"""
NEXT = """
SELECT notice, position, attempts FROM notice_outbox
WHERE organization = %s AND channel = %s AND state = 'due' AND due_at <= %s
AND (leased_until IS NULL OR leased_until <= %s)
ORDER BY due_at, position LIMIT 1
"""
ALONE = " FOR UPDATE SKIP LOCKED"
"""After `NEXT` on PostgreSQL: what another process is just claiming is passed over, not waited for."""

CLAIM = """
UPDATE notice_outbox SET lease = %s, leased_until = %s, attempts = %s
WHERE organization = %s AND channel = %s AND notice = %s
"""
DONE = "DELETE FROM notice_outbox WHERE organization = %s AND channel = %s AND notice = %s AND lease = %s"
POSTPONE = """
UPDATE notice_outbox SET lease = NULL, leased_until = NULL, due_at = %s, failure = %s
WHERE organization = %s AND channel = %s AND notice = %s AND lease = %s
"""
BURY = """
UPDATE notice_outbox SET lease = NULL, leased_until = NULL, state = 'dead', failure = %s
WHERE organization = %s AND channel = %s AND notice = %s AND lease = %s
"""
REVIVE = """
UPDATE notice_outbox SET state = 'due', attempts = 0, due_at = %s WHERE organization = %s AND state = 'dead'
"""
DROP_DEAD = "DELETE FROM notice_outbox WHERE organization = %s AND state = 'dead'"

STATES = """
SELECT c.channel, count(CASE WHEN o.state = 'due' THEN 1 END), count(CASE WHEN o.state = 'dead' THEN 1 END),
       min(CASE WHEN o.state = 'due' THEN o.given_at END), coalesce(max(o.failure), '')
FROM notice_channels c LEFT JOIN notice_outbox o ON o.organization = c.organization AND o.channel = c.channel
WHERE c.organization = %s GROUP BY c.channel ORDER BY c.channel
"""
