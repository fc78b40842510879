"""The ledger on PostgreSQL and SQLite: own recorders for the `eventsourcing` library, one ledger an organization."""

from adapters.ledger.leaf import leaf_bytes, leaf_hash
from adapters.ledger.ledger import Ledgers, OrganizationLedger, recorded
from adapters.ledger.stored import Entry

__all__ = ["Entry", "Ledgers", "OrganizationLedger", "leaf_bytes", "leaf_hash", "recorded"]
