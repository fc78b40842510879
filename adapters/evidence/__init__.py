"""Files that support a fact, by the hash of their bytes, encrypted."""

from adapters.evidence.store import FolderEvidenceStore

__all__ = ["FolderEvidenceStore"]
