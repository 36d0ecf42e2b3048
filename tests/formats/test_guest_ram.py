"""Memory as it is: what is taken for it, and what is not."""

from __future__ import annotations

import pytest

from efitool import formats
from efitool.errors import MalformedError, UnknownFormatError
from efitool.formats import guest_ram
from tests import guest_memory as guest


@pytest.mark.parametrize("part", ["at_10000", "at_300018", "at_400000"])
def test_one_thing_in_it_is_enough(part: str) -> None:
    ram = guest.memory()
    start = int(part[3:], 16)
    alone = bytes(start) + ram[start : start + 8192] + bytes(len(ram) - start - 8192)

    assert formats.identify(alone) is guest_ram.FORMAT


@pytest.mark.parametrize(
    "data", [bytes(8 << 20), guest.memory()[:-1], guest.memory()[: 1 << 19], b""]
)
def test_what_is_claimed_by_nobody(data: bytes) -> None:
    assert not guest_ram.sniff(data)
    with pytest.raises(UnknownFormatError):
        formats.identify(data)


def test_a_dump_that_says_so_is_none_even_if_it_has_whole_pages() -> None:
    for dump in (guest.elf(guest.memory()), guest.kdump(guest.memory())):
        padded = dump + bytes(-len(dump) % 4096) + bytes(1 << 20)
        assert formats.identify(padded) is not guest_ram.FORMAT


def test_nothing_cannot_be_decoded() -> None:
    with pytest.raises(MalformedError, match="it is empty"):
        guest_ram.decode(b"")
