"""The read models of one organization, as JSON documents, and the projector that keeps them."""

from adapters.read_store.history import History
from adapters.read_store.store import DatabaseReadStore
from adapters.read_store.tracking import Tracked

__all__ = ["DatabaseReadStore", "History", "Tracked"]
