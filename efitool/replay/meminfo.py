"""What the guest shows of its unaccepted memory once it is up: blocks that wait, each whole.

They are counted whole also where some of one is accepted, so that it is more than the table says:
the block in front of unaccepted memory is one of them.
Linux v6.12, fs/proc/meminfo.c and mm/vmstat.c.
"""

from __future__ import annotations

from efitool.model.memmap import PAGE


def nr_unaccepted(parked: int) -> int:
    """``nr_unaccepted`` of /proc/vmstat, in pages, of bytes that wait."""
    return parked // PAGE


def unaccepted_kib(parked: int) -> int:
    """``Unaccepted:`` of /proc/meminfo, of bytes that wait; ``MemFree:`` has it too."""
    return parked >> 10
