"""The item kinds: one module a kind holds its data, its arithmetic, its sentence and its document keys."""
