"""Core files: every shape of their headers, and lies in them."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import elf, vmcore_elf
from efitool.model.ranges import PhysRange
from tests import guest_memory as guest

RAM = guest.memory()
CORE = guest.elf(RAM)


def changed(at: int, form: str, *values: int) -> bytes:
    copy = bytearray(CORE)
    struct.pack_into(form, copy, at, *values)
    return bytes(copy)


def test_a_core_is_no_image() -> None:
    assert formats.identify(CORE) is vmcore_elf.FORMAT
    assert not elf.sniff(CORE)
    assert elf.sniff(CORE[:16] + b"\2\0")


def test_the_ranges_are_those_of_the_headers() -> None:
    dump = vmcore_elf.decode(CORE)

    assert list(dump.ranges) == [PhysRange(0, 0xA0000), PhysRange(0x100000, 8 << 20)]
    assert dump.size == 0xA0000 + (7 << 20)


def test_the_note_of_the_file_saves_the_search_for_it() -> None:
    ram = guest.memory(at_400000=bytes(4096))

    dump = vmcore_elf.decode(guest.elf(ram, note=guest.notes()))

    assert dump.release == "6.12.0-test"
    assert dump.kernel_log.startswith(b"[    0.000000] Linux version")
    assert dump.searched == (4 << 20) + 0xA0000 - (1 << 20)


def test_memory_that_is_named_twice_counts_once() -> None:
    ranges = ((0, 0x40_0000), (0x20_0000, 8 << 20), (0x10_0000, 0x20_0000))

    dump = vmcore_elf.decode(guest.elf(RAM, ranges))

    assert dump.size == 8 << 20
    assert dump.troubles == ()
    assert len(dump.landmarks) == 9


def test_a_dump_of_a_32_bit_guest() -> None:
    ident = b"\x7fELF\1\1\1".ljust(16, b"\0")
    head = struct.pack("<16sHHIIIIIHHHHHH", ident, 4, 3, 1, 0, 52, 0, 0, 52, 32, 1, 0, 0, 0)
    row = struct.pack("<IIIIIIII", 1, 84, 0, 0, len(RAM), len(RAM), 0, 0)

    dump = vmcore_elf.decode(head + row + RAM)

    assert dump.architecture == "i686"
    assert len(dump.landmarks) == 9


def test_headers_of_which_there_are_too_many_for_their_field() -> None:
    section = struct.pack("<44xI16x", 3)
    data = changed(40, "<Q", len(CORE))
    data = data[:56] + b"\xff\xff" + data[58:] + section

    assert len(vmcore_elf.decode(data).landmarks) == 9


def test_a_file_that_is_cut_in_the_middle() -> None:
    dump = vmcore_elf.decode(CORE[: 5 << 20])

    assert dump.troubles[0] == "of 1 pieces of memory not all is in the file: it is cut short"
    assert dump.release == "6.12.0-test"
    assert len(dump.log.unaccepted_tables) == 1
    assert dump.kernel_log == b""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (changed(4, "<BB", 2, 2), "e_ident at 0x4: found 02 02, expected 01 or 02"),
        (changed(54, "<H", 8), "e_phentsize at 0x36: found 8, expected at least 56"),
        (changed(32, "<Q", 1 << 62), "p_type at 0x4000000000000000: no program header holds"),
        (CORE[:40], "found 40 bytes of a structure of 64"),
    ],
)
def test_what_cannot_be_read(data: bytes, message: str) -> None:
    with pytest.raises(MalformedError, match=message):
        vmcore_elf.decode(data)


def test_absurd_headers() -> None:
    section = struct.pack("<44xI16x", (1 << 20) + 1)
    data = changed(40, "<Q", len(CORE))
    with pytest.raises(LimitError, match="1048577 program headers: more than 1048576"):
        vmcore_elf.decode(data[:56] + b"\xff\xff" + data[58:] + section)
    load = 64 + 56
    assert vmcore_elf.decode(changed(load + 8, "<Q", 1 << 63)).size == 7 << 20
    assert vmcore_elf.decode(changed(load + 24, "<Q", (1 << 64) - 1)).size == 7 << 20
    assert vmcore_elf.decode(changed(load + 32, "<Q", 1 << 63)).size == 8 << 20


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 64 + 56 * 3), st.binary(min_size=1, max_size=8), st.integers(0, len(CORE)))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes, end: int) -> None:
    data = CORE[:at] + noise + CORE[at + len(noise) :]
    for piece in (data, data[:end]):
        with suppress(InputError, LimitError):
            vmcore_elf.decode(piece)
