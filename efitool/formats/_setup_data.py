"""*setup_data*: what a loader hands to the kernel besides its page of parameters.

Reference: Linux v6.12, Documentation/arch/x86/boot.rst (setup_data).
"""

from __future__ import annotations

from efitool.formats._dump_layouts import SETUP_DATA
from efitool.model.guest_memory import GuestMemory

NODE_LIMIT = 64
"""Nodes of the list: a chain that bites its own tail has no end."""

SIZE_LIMIT = 16 << 20
"""Bytes of a node: eight hundred thousand entries."""

E820_EXTENSION = 1
"""``SETUP_E820_EXT``."""


def more_e820(memory: GuestMemory, node: int) -> bytes:
    """Return the e820 entries that had no room in the page, from the list that begins at a node."""
    entries = b""
    for _ in range(NODE_LIMIT):
        head = memory.read(node, SETUP_DATA.size) if node else b""
        if len(head) < SETUP_DATA.size:
            break
        fields = SETUP_DATA.parse("setup_data", head, 0)
        if fields["type"] == E820_EXTENSION and fields["len"] <= SIZE_LIMIT:
            entries += memory.read(node + SETUP_DATA.size, fields["len"])
        node = fields["next"]
    return entries
