"""Evidence bundles (证据包) as bytes: archives, the sealed form of events, readable reports."""

from adapters.bundles.archive import pack, unpack
from adapters.bundles.craft import BundleCraft

__all__ = ["BundleCraft", "pack", "unpack"]
