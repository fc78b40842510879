"""Organizations and tokens, known before an organization is."""

from adapters.directory.directory import DatabaseDirectory

__all__ = ["DatabaseDirectory"]
