"""Calendars as TOML: the built-in ones, and a shop's own."""
