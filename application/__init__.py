"""Use cases: one command a handler, queries, projections, replay. Knows the domain; knows no adapter."""
