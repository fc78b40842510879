"""A notice as a CloudEvent (1.0, structured JSON): thin, so that a receiver asks the API for what it may see.

Ids, kinds, days and a position; never a name, a figure or a reason.
"""

import json

from application.delivering.sending import Told
from application.projections.plain import moment

MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"


def event_of(told: Told) -> bytes:
    """The body, the same to the byte in every attempt."""
    event = {
        "specversion": "1.0",
        "id": str(told.id),
        "source": f"urn:jixiao:organization:{told.organization}",
        "type": f"jixiao.notice.{told.kind}.v1",
        "subject": f"{told.subject_kind}/{told.subject}",
        "time": moment(told.given_at),
        "datacontenttype": "application/json",
        "data": {
            "notice": str(told.id),
            "person": str(told.person),
            "kind": told.kind,
            "subject_kind": told.subject_kind,
            "subject": str(told.subject),
            "given_on": told.given_on.isoformat(),
            "deadline": told.deadline.isoformat() if told.deadline else None,
            "position": told.position,
        },
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
