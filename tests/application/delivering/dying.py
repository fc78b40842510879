"""A process that delivers and is killed in the middle: `python -m … URL ORGANIZATION DATA KEY SMTP AT MOMENT`.

AT is `sent` (between sending and recording) or `recorded` (between recording and forgetting); MOMENT, the time.
"""

import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID

from application.commanding import Request
from application.delivering import email
from application.delivering.email import EmailSender
from application.delivering.sending import Told
from application.ports import Answer
from application.sealed_commands import SealedCommands
from tests.application.delivering.mailroom import ADDRESS, FROM, SetClock
from web import wiring
from web.settings import Settings

post, execute = EmailSender.send, SealedCommands.execute


def die() -> None:
    """Nothing is cleaned up, nothing is said."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_after_sending(self: EmailSender, told: Told) -> None:
    """The letter is with the server."""
    post(self, told)
    die()


def die_after_recording(self: SealedCommands, command: object, request: Request) -> Answer:
    """The event is in the ledger."""
    answer = execute(self, command, request)
    die()
    return answer


def main(url: str, organization: str, data: str, key: str, smtp: str, at: str, moment: str) -> None:
    """Deliver until killed."""
    if at == "sent":
        email.EmailSender.send = die_after_sending  # type: ignore[method-assign]  # that is what this is for
    else:
        SealedCommands.execute = die_after_recording  # type: ignore[method-assign]  # so is this
    settings = Settings(url, Path(data), key, smtp=smtp, mail_from=FROM, address=ADDRESS)
    wiring.open_services(settings, SetClock(datetime.fromisoformat(moment))).deliver(UUID(organization))


if __name__ == "__main__":
    main(*sys.argv[1:])
