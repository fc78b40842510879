"""Processes that deliver: several at once, and one that is killed in the middle."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.directory import DatabaseDirectory
from adapters.vault import MasterKey
from tests.adapters.mail.mailbox import Mailbox
from tests.adapters.webhooks.receiver import Receiver
from tests.application.delivering.mailroom import FROM, Mailroom

NOTICES = 12


def dying(room: Mailroom, url: str, data: Path, master: MasterKey, mailbox: Mailbox, at: str) -> int:
    """Let a process deliver that is killed there; how it ended."""
    arguments = [
        url, str(room.organization), str(data), master.encode(), mailbox.url, at, room.clock.now().isoformat(),
    ]  # fmt: skip
    command = [sys.executable, "-m", "tests.application.delivering.dying", *arguments]
    return subprocess.run(command, check=False, timeout=60).returncode


@pytest.mark.parametrize("at", ["sent", "recorded"])
def test_a_process_that_is_killed_loses_nothing(
    each_room: Mailroom, database_url: str, tmp_path: Path, master: MasterKey, mailbox: Mailbox, at: str
) -> None:
    """kill -9 between sending and recording: sent again, under the same id, by whoever comes when the lease is over.
    kill -9 after recording: not sent again.
    """
    room = each_room
    notice = room.tell()
    assert dying(room, database_url, tmp_path, master, mailbox, at) == -signal.SIGKILL
    assert mailbox.ids() == [str(notice)]
    assert room.delivered() == ([] if at == "sent" else [notice])
    assert not room.later(minutes=4).deliver()
    room.later(minutes=1).deliver()
    assert mailbox.ids() == [str(notice)] * (2 if at == "sent" else 1)
    assert len(set(mailbox.raw)) == 1
    assert room.delivered() == [notice]
    assert not room.deliver()


def test_several_processes_send_each_notice_once(
    each_room: Mailroom, database_url: str, tmp_path: Path, master: MasterKey, mailbox: Mailbox, receiver: Receiver
) -> None:
    """`jixiao deliver` in two processes at once, as two workers do."""
    room = each_room
    hook = room.webhook(receiver.url)
    notices = sorted(str(room.tell()) for _ in range(NOTICES))
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "JIXIAO_DATA": str(tmp_path),
        "JIXIAO_MASTER_KEY": master.encode(),
        "JIXIAO_SMTP_URL": mailbox.url,
        "JIXIAO_MAIL_FROM": FROM,
        "JIXIAO_WEBHOOK_INSIDE": "127.0.0.1",
    }
    code = "import sys; from web.cli.main import cli; cli()"
    command = [sys.executable, "-c", code, "deliver", "--json", "--organization", str(room.organization)]
    DatabaseDirectory(room.database).add_organization(room.organization, "示例")
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)
    ]
    outputs = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0, 0], outputs
    found = [json.loads(output)["delivered"][str(room.organization)] for output, _ in outputs]
    assert sum(one["sent"] for one in found) == 2 * NOTICES
    assert sorted(mailbox.ids()) == sorted(receiver.ids()) == notices
    assert sorted(map(str, room.delivered())) == sorted(map(str, room.delivered(hook.channel))) == notices
    assert room.outbox.states()[0].due == 0
