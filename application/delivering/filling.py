"""From the ledger into the outbox: each notice once a channel, as the ledger is read past it."""

from collections.abc import Sequence

from application.delivering.outbox import Channel, Entry, Outbox
from application.delivering.sending import Sender
from application.ports import Ledger, Recorded
from domain.notice import NoticeGiven

BATCH = 500
WEBHOOK = "webhook/"
"""What the name of a webhook's channel begins with."""


def fill(outbox: Outbox, ledger: Ledger, senders: Sequence[Sender]) -> Sequence[Channel]:
    """Open the channels that are new, close those whose webhook ended, take in what the ledger holds.

    A channel that this process cannot send by, such as e-mail where only another process knows the mail server, takes
    in its notices all the same: that other process sends them.

    Returns:
        The open channels.
    """
    channels = _as_wanted(outbox, ledger, senders)
    if channels:
        after = min(channel.position for channel in channels)
        while batch := list(ledger.read(after=after, limit=BATCH)):
            until = batch[-1].position
            outbox.add(_entries(batch), after=after, until=until)
            after = until
    return channels


def _as_wanted(outbox: Outbox, ledger: Ledger, senders: Sequence[Sender]) -> Sequence[Channel]:
    """The channels, one a sender at least, none of a webhook that ended: every process knows all webhooks."""
    channels = outbox.channels()
    known, wanted = {channel.name for channel in channels}, {sender.name for sender in senders}
    new = [sender for sender in senders if sender.name not in known]
    ended = [name for name in known - wanted if name.startswith(WEBHOOK)]
    for sender in new:
        outbox.open(sender.name, ledger.head() if sender.since is None else sender.since)
    for name in ended:
        outbox.close(name)
    return outbox.channels() if new or ended else channels


def _entries(batch: Sequence[Recorded]) -> list[Entry]:
    return [
        Entry(one.originator_id, one.position, one.event.timestamp)
        for one in batch
        if isinstance(one.event, NoticeGiven)
    ]
