"""Backups (备份): whole ledgers in files, between SQLite and PostgreSQL (ADR 0013)."""

from adapters.backup.checking import CheckedFile, check_backup
from adapters.backup.restoring import DatabaseRestorer
from adapters.backup.writing import DatabaseBackups

__all__ = ["CheckedFile", "DatabaseBackups", "DatabaseRestorer", "check_backup"]
