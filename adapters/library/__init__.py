"""Schemes and plans from TOML: those that ship with the product, and a shop's own files."""

from adapters.library.packaged import PackagedLibrary
from adapters.library.toml_documents import plan_from_toml, scheme_from_toml

__all__ = ["PackagedLibrary", "plan_from_toml", "scheme_from_toml"]
