"""What somebody does to a backup file: take it apart, change it, put it together so that it looks whole again."""

import hashlib
import json
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tlog_scales.tiles import leaf_hash

from adapters.sealing.merkle import GrowingRoot

Change = Callable[[dict[str, Any]], None]


class Forger:
    """A backup's entries in memory."""

    def __init__(self, file: Path) -> None:
        with zipfile.ZipFile(file) as archive:
            self.manifest = json.loads(archive.read("manifest.json"))
            self.entries = {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}

    def records(self, name: str) -> list[dict[str, Any]]:
        """An entry's records."""
        return [json.loads(line) for line in self.entries[name].splitlines()]

    def put(self, name: str, records: Iterable[dict[str, Any]]) -> None:
        """Write an entry's records as a backup does."""
        lines = [json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for one in records]
        self.entries[name] = "".join(line + "\n" for line in lines).encode()

    def change(self, name: str, number: int, **fields: Any) -> None:
        """Change fields of one record (1 for the first, -1 for the last)."""
        records = self.records(name)
        records[number - 1 if number > 0 else number] |= fields
        self.put(name, records)

    def drop(self, name: str, *numbers: int) -> None:
        """Leave records out."""
        records = self.records(name)
        self.put(name, [record for number, record in enumerate(records, start=1) if number not in numbers])

    def write(self, file: Path, *, honest: bool = False) -> Path:
        """Put it together; the manifest fits, unless `honest`: then it still says what it said."""
        if not honest:
            self.manifest["entries"] = [
                {
                    "name": name,
                    "size": len(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "lines": content.count(b"\n") if name.endswith(".jsonl") else 0,
                }
                for name, content in self.entries.items()
            ]
            root, events = GrowingRoot(), self.entries["events.jsonl"].splitlines()
            for line in events:
                root.add(leaf_hash(line))
            self.manifest |= {"events": len(events), "root": b64encode(root.root()).decode()}
            for kind in ("commands", "checkpoints", "people"):
                self.manifest[kind] = self.entries.get(f"{kind}.jsonl", b"").count(b"\n")
        with zipfile.ZipFile(file, "w") as archive:
            for name, content in self.entries.items():
                archive.writestr(name, content)
            archive.writestr("manifest.json", json.dumps(self.manifest))
        return file
