"""Personal text and contact data under a key per person; erasing a person is destroying the key."""

from adapters.vault.keys import master_needed
from adapters.vault.master import MasterKey, MasterKeyUnusable, find_master_key, load_master_key
from adapters.vault.vault import DatabaseVault

__all__ = ["DatabaseVault", "MasterKey", "MasterKeyUnusable", "find_master_key", "load_master_key", "master_needed"]
