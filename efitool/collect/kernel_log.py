"""The kernel's log: /dev/kmsg, and the journal for what has dropped out of it.

A record of /dev/kmsg is ``priority,sequence,microseconds,flags;text`` with properties in further
lines that begin with a space. Programs may write there too: their records have a facility and are
left out, from the journal as well.

Reference: Linux v6.12, Documentation/ABI/testing/dev-kmsg; journalctl(1).
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

LIMIT = 32 << 20
"""Bytes of a log: rings are a few MiB at most."""
RECORD = 16 << 10
"""Bytes of a record at most: the kernel refuses smaller reads of a larger one."""
PATIENCE = 60
"""Seconds that the journal may take."""

JOURNALCTL = (
    *("journalctl", "--dmesg", "--boot", "--no-hostname", "--no-pager", "--quiet"),
    "--output=short-monotonic",
)

KMSG = re.compile(rb"^(\d+),(\d+),(\d+),[^;\n]*;([^\n]*)$", re.MULTILINE)
JOURNAL = re.compile(rb"^(\[ *\d+\.\d+\]) kernel: ([^\n]*)$", re.MULTILINE)
KERNEL = 0
"""The facility of the kernel's own messages."""


def ring(path: Path) -> bytes:
    """Return the records that the kernel still has. Raises `OSError`."""
    content = bytearray()
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        while len(content) < LIMIT:
            try:
                record = os.read(file, RECORD)
            except BrokenPipeError:  # it was overwritten before we came to it
                continue
            except BlockingIOError:
                break
            if not record:
                break
            content += record
    finally:
        os.close(file)
    return bytes(content)


def is_whole(records: bytes) -> bool:
    """Whether the first record there is was the first that was written."""
    first = KMSG.search(records)
    return first is not None and int(first[2]) == 0


def from_ring(records: bytes) -> bytes:
    """Return the kernel's own messages as `dmesg` prints them."""
    return b"".join(
        b"[%5d.%06d] %s\n" % (*divmod(int(time), 10**6), text.replace(rb"\x5c", b"\\"))
        for priority, _, time, text in KMSG.findall(records)
        if int(priority) >> 3 == KERNEL
    )


def from_journal(command: Sequence[str] = JOURNALCTL) -> bytes:
    """Return the kernel's own messages of this boot as the journal has them; its start, if long.

    Raises `OSError`, also if the program fails or hangs.
    """
    try:
        done = subprocess.run(
            command, capture_output=True, timeout=PATIENCE, stdin=subprocess.DEVNULL, check=True
        )
    except subprocess.SubprocessError as e:
        raise OSError(str(e)) from e
    return b"".join(
        b"%s %s\n" % (time, text) for time, text in JOURNAL.findall(done.stdout[:LIMIT])
    )
