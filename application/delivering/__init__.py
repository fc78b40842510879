"""Delivering (送达): notices go out of the house, by e-mail and by webhook; the inbox holds them in any case.

The ledger says what was told to whom; the outbox, what of it a channel has still to send. A notice comes into the
outbox when the ledger is read past it, which happens once a channel: no rebuild of read models sends anything again.
What went out is recorded in the ledger.
"""
