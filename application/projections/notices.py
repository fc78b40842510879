"""Notices: each person's inbox; what they were told, when, and until when they may act on it."""

from application.projections.plain import Body, fields, in_order
from application.projections.projecting import Entry, StreamModel
from domain.notice import NoticeDelivered, NoticeGiven, NoticeRead

NOTICES = "notices"


def _given(event: NoticeGiven, entry: Entry) -> Body:
    return {**fields(event), "given": entry.mark(), "delivered": [], "read": None}


def _delivered(event: NoticeDelivered, body: Body, entry: Entry) -> Body:
    return {**body, "delivered": [*body["delivered"], entry.mark(channel=event.channel)]}


def _read(_event: NoticeRead, body: Body, entry: Entry) -> Body:
    return {**body, "read": entry.mark()}


def _place(body: Body, _entry: Entry) -> tuple[str, str]:
    return body["person"], in_order(body["given"]["position"])


NOTICES_MODEL = StreamModel(
    NOTICES,
    begins={NoticeGiven: _given},
    changes={NoticeDelivered: _delivered, NoticeRead: _read},
    place=_place,
)
MODELS = (NOTICES_MODEL,)
