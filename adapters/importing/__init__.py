"""Facts from files: CSV as seller tools export it, and Excel, through a column mapping."""

from adapters.importing.column_mappings import (
    built_in_mapping,
    built_in_mappings,
    mapping_from_document,
    mapping_from_file,
)
from adapters.importing.reader import FactFiles, read_facts

__all__ = [
    "FactFiles",
    "built_in_mapping",
    "built_in_mappings",
    "mapping_from_document",
    "mapping_from_file",
    "read_facts",
]
