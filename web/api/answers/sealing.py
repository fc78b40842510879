"""Answers about proofs: checkpoints, paths through the tree, keys."""

from web.api.answers import FAR, Answer
from web.api.fields import Moment, Text, Whole
from web.api.objects import Many

HASH = "SHA-256, base64."


class Checkpoint(Answer):
    """A signed statement of what the ledger holds."""

    size = Whole("How many events it covers, from the first on.", required=True, most=FAR)
    root = Text(f"Root of their RFC 6962 tree. {HASH}", required=True)
    note = Text(
        "The statement with its signatures (C2SP tlog-checkpoint), as `Accept: text/plain` gives it.",
        required=True,
        longest=70_000,
    )
    signed_at = Moment("When; kept beside the note, not signed.", required=True)


class Inclusion(Answer):
    """That an event is covered by a checkpoint."""

    position = Whole("Of the event; its leaf is the one before it, counted from 0.", required=True, most=FAR)
    size = Whole("Of the checkpoint.", required=True, most=FAR)
    leaf = Text(f"The event's leaf hash. {HASH}", required=True)
    hashes = Many("The path from the leaf to the root (RFC 6962 section 2.1.1).", Text(HASH), required=True)
    root = Text(f"The checkpoint's root. {HASH}", required=True)


class Consistency(Answer):
    """That one checkpoint grew out of another."""

    from_ = Whole("Size of the earlier one.", required=True, most=FAR, attribute="from", data_key="from")
    to = Whole("Size of the later one.", required=True, most=FAR)
    hashes = Many("The proof (RFC 6962 section 2.1.2).", Text(HASH), required=True)
    from_root = Text(f"Root of the earlier one. {HASH}", required=True)
    to_root = Text(f"Root of the later one. {HASH}", required=True)


class VerifierKeys(Answer):
    """What verifies the ledger's checkpoints; a verifier gets it by a way that does not lead through this server."""

    origin = Text("The ledger's name in checkpoints.", required=True)
    keys = Many("`name+hash+base64`: one, or two during a rotation.", Text("A key."), required=True)
