"""The webhooks of one organization on either database; implements `application.delivering.webhooks.WebhookStore`.

Address and secret lie in one box: many receivers' addresses are secrets themselves.
"""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from adapters.database import Database, as_moment, as_uuid
from adapters.vault import MasterKey
from adapters.vault.boxes import bound_to, open_box, seal
from application.delivering.webhooks import Webhook

PURPOSE = "webhook"
SECRET_BYTES = 32

_COLUMNS = "SELECT webhook, box, since, made_by, made_at, ended_by, ended_at FROM webhooks WHERE organization = %s"
ALL = _COLUMNS + " ORDER BY made_at, webhook"
WORKING = _COLUMNS + " AND ended_at IS NULL ORDER BY made_at, webhook"
ADD = "INSERT INTO webhooks (organization, webhook, box, since, made_by, made_at) VALUES (%s, %s, %s, %s, %s, %s)"
END = """
UPDATE webhooks SET ended_by = %s, ended_at = %s WHERE organization = %s AND webhook = %s AND ended_at IS NULL
"""


class DatabaseWebhooks:
    """Costs nothing until it is asked."""

    def __init__(self, database: Database, organization: UUID, master: MasterKey) -> None:
        self._database = database
        self._organization = organization
        self._key = master.key_for(PURPOSE, organization)

    def add(self, webhook: UUID, url: str, since: int, by: str, at: datetime) -> Webhook:
        secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
        made = Webhook(webhook, url, secret, since, by, at)
        content = json.dumps({"url": url, "secret": secret}).encode()
        box = seal(self._key, content, self._bound(made.id))
        with self._database.transaction(self._organization) as session:
            session.execute(ADD, (self._organization, made.id, box, since, by, at))
        return made

    def all(self) -> Sequence[Webhook]:
        return self._found(ALL)

    def working(self) -> Sequence[Webhook]:
        return self._found(WORKING)

    def end(self, webhook: UUID, by: str, at: datetime) -> None:
        with self._database.transaction(self._organization) as session:
            session.execute(END, (by, at, self._organization, webhook))

    def _found(self, sql: str) -> list[Webhook]:
        return [self._webhook(row) for row in self._database.read(self._organization, sql, (self._organization,))]

    def _webhook(self, row: tuple[Any, ...]) -> Webhook:
        id, box, since, made_by, made_at, ended_by, ended_at = row
        content = json.loads(open_box(self._key, bytes(box), self._bound(as_uuid(id))))
        return Webhook(
            as_uuid(id), content["url"], content["secret"], since, made_by, as_moment(made_at), ended_by,
            None if ended_at is None else as_moment(ended_at),
        )  # fmt: skip

    def _bound(self, webhook: UUID) -> bytes:
        return bound_to(PURPOSE, self._organization, webhook.bytes)
