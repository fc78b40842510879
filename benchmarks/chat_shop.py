"""A company of its own for `benchmarks.chat_import`, on SQLite."""

from datetime import date
from pathlib import Path
from uuid import uuid4

from adapters.database import migrate, open_database
from adapters.read_store import DatabaseReadStore
from adapters.vault import MasterKey
from application.chat.importing import ImportTranscript
from application.projections import project
from domain.chat.transcript import TranscriptRead
from tests.application.chat.desk import CHATS, SCHEMES, equipped, opened
from tests.application.handlers.firm import Firm


class ChatShop:
    """`people` of the staff, called S000, S001, …, are scored by their chats."""

    def __init__(self, folder: Path, people: int, month: date) -> None:
        url = f"sqlite:///{folder / 'jixiao.db'}"
        migrate(url)
        database = open_database(url)
        organization = uuid4()
        self._firm = equipped(Firm(database, organization, folder / "evidence", MasterKey.generate()).founded())
        numbers = [f"S{number:03d}" for number in range(people)]
        for number in numbers:
            self._firm.hire(number, "service", "L1")
        opened(self._firm, {**SCHEMES, **dict.fromkeys(numbers, CHATS)}, f"{month:%Y-%m}")
        self._models = DatabaseReadStore(database, organization)
        self.catch_up()

    def import_transcript(self, path: Path) -> int:
        """Import a file; how many proposals came of it."""
        self._firm.do("H1", ImportTranscript(self._firm.cycle(), path.read_bytes(), path.name))
        return sum(len(read.proposals) for read in self._firm.events(TranscriptRead))

    def catch_up(self) -> None:
        """Bring the read models up to the ledger's head."""
        self._models.catch_up(self._firm.ledger, project)
