"""The ring buffer: texts that wrap, messages that are not there, rings that make no sense."""

from __future__ import annotations

import struct

import pytest

from efitool.formats import _printk_buffer, _vmcoreinfo
from efitool.formats._kernel_addresses import KernelAddresses
from efitool.formats._printk_buffer import Log
from efitool.formats._ram_extents import Extent, ExtentMemory, plain
from tests import guest_memory as guest

NOTES = _vmcoreinfo.parse(guest.notes())
IMAGE = guest.IMAGE


def read(changes: dict[int, bytes]) -> Log | None:
    ram = bytearray(guest.memory())
    for at, data in changes.items():
        ram[IMAGE + at : IMAGE + at + len(data)] = data
    memory = ExtentMemory(plain(bytes(ram)), [Extent(0, len(ram), 0)])
    return _printk_buffer.read(KernelAddresses(memory, NOTES), NOTES)


def test_texts_that_wrap_are_at_the_start_of_the_ring() -> None:
    lines = [(n * 1_000_000_000, b"message %d, and some more" % n) for n in range(5)]

    log = read(guest.ring(lines))

    assert log is not None
    assert log.text.splitlines()[0] == b"[    0.000000] message 0, and some more"
    assert log.text.splitlines()[4] == b"[    4.000000] message 4, and some more"
    assert (log.messages, log.lost) == (5, 0)


def test_a_text_that_ends_where_the_ring_does_has_not_wrapped() -> None:
    log = read(guest.ring([(0, b"12345678"), (0, b"abc")]))

    assert log is not None
    assert log.text == b"[    0.000000] 12345678\n[    0.000000] abc\n"


def test_a_message_that_is_being_written_and_one_without_text() -> None:
    log = read({0xA000: struct.pack("<Q", 0x80), 0xA000 + 7 * 24 + 8: struct.pack("<QQ", 1, 1)})

    assert log is not None
    assert log.text == b"[    0.000000] Linux version 6.12.0-test (builder) #1\n"
    assert (log.messages, log.lost) == (1, 0)


def test_a_descriptor_of_another_message_is_lost() -> None:
    log = read({0xA000: struct.pack("<Q", 2 << 62 | 0x88)})

    assert log is not None
    assert (log.messages, log.lost) == (2, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {0x9000: struct.pack("<I", 40)},
        {0x9000 + 48: struct.pack("<I", 60)},
        {0x9000 + 24: struct.pack("<Q", 1 << 50)},
        {0x8000: bytes(8)},
    ],
    ids=["count", "size", "numbers", "pointer"],
)
def test_rings_that_make_no_sense(changes: dict[int, bytes]) -> None:
    assert read(changes) is None


def test_a_kernel_without_such_a_buffer() -> None:
    memory = ExtentMemory(plain(guest.memory()), [Extent(0, guest.SIZE, 0)])
    notes = {name: value for name, value in NOTES.items() if "prb_desc_ring" not in name}
    assert _printk_buffer.read(KernelAddresses(memory, NOTES), notes) is None
