"""Nodes of *setup_data* in a guest's memory."""

from __future__ import annotations

from collections.abc import Iterator

from efitool.formats._setup_data import more_e820
from efitool.model.guest_memory import Piece
from efitool.model.ranges import PhysRange


class Memory:
    """Bytes from address 0 on."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size = len(content)

    def ranges(self) -> Iterator[PhysRange]:
        raise AssertionError("not asked for")

    def pieces(self) -> Iterator[Piece]:
        raise AssertionError("not asked for")

    def read(self, address: int, size: int) -> bytes:
        return self._content[address : address + size]


def node(following: int, type: int, content: bytes) -> bytes:
    header = following.to_bytes(8, "little") + type.to_bytes(4, "little")
    return header + len(content).to_bytes(4, "little") + content


def test_only_entries_of_the_table_are_taken() -> None:
    memory = Memory(bytes(8) + node(28, 1, b"abcd") + node(48, 3, b"seed") + node(0, 1, b"efgh"))

    assert more_e820(memory, 8) == b"abcdefgh"
    assert more_e820(memory, 0) == b""


def test_a_ring_and_a_node_outside_of_memory_end() -> None:
    assert more_e820(Memory(bytes(8) + node(8, 1, b"ab")), 8) == b"ab" * 64
    assert more_e820(Memory(bytes(8) + node(1 << 40, 1, b"ab")), 8) == b"ab"
