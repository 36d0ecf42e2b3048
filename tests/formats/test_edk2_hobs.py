"""Resource blocks in edk2's debug log: both forms, several lists, damaged lines."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, MalformedError
from efitool.formats import edk2_hobs, guest_log
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange

OWNER = "00000000-0000-0000-0000-000000000000"
GUEST = f"""\
Intel Tdx Started with (GPAW: 52, Cpus: 4)

ResourceType: 0x7
ResourceAttribute: 0x7
PhysicalStart: 0x0
ResourceLength: 0x800000
Owner: {OWNER}


ResourceType: 0x0

ResourceType: 0x7
ResourceAttribute: 0x7
PhysicalStart: 0x100000000
ResourceLength: 0x1C0000000
Owner: {OWNER}

"""
PAYLOAD = f"""\
HOB[9]: Type = EFI_HOB_TYPE_RESOURCE_DESCRIPTOR, Offset = 0x1C0, Length = 0x30
   ResourceType      = EFI_RESOURCE_SYSTEM_MEMORY
   ResourceAttribute = 0x3C07
   PhysicalStart     = 0x0
   ResourceLength    = 0x20000000
HOB[10]: Type = EFI_HOB_TYPE_MEMORY_ALLOCATION, Offset = 0x228, Length = 0x30
   MemoryBaseAddress = 0x1FFF8000
   MemoryLength      = 0x8000
HOB[11]: Type = EFI_HOB_TYPE_RESOURCE_DESCRIPTOR, Offset = 0x258, Length = 0x30
   ResourceType      = EFI_RESOURCE_MEMORY_RESERVED
   Owner             = {OWNER}
   ResourceAttribute = 0x3C07
   PhysicalStart     = 0xFD000000
   ResourceLength    = 0x3000000
"""


def lists(text: str) -> tuple[RangeList, ...]:
    return edk2_hobs.FORMAT.decode(text.encode()).ranges


def test_a_tdx_guest() -> None:
    [found] = guest_log.decode(GUEST.replace("\n", "\r\n").encode()).ranges

    assert (found.label, found.lines, found.unread) == ("line 3", (3, 12), ())
    assert found.ranges == (
        NamedRange(PhysRange(0, 0x80_0000), "EFI_RESOURCE_MEMORY_UNACCEPTED"),
        NamedRange(PhysRange(0x1_0000_0000, 0x2_C000_0000), "EFI_RESOURCE_MEMORY_UNACCEPTED"),
    )


def test_a_payload() -> None:
    [found] = lists(PAYLOAD)

    assert found.lines == (2, 10)
    assert found.ranges == (
        NamedRange(PhysRange(0, 0x2000_0000), "EFI_RESOURCE_SYSTEM_MEMORY"),
        NamedRange(PhysRange(0xFD00_0000, 0x1_0000_0000), "EFI_RESOURCE_MEMORY_RESERVED"),
    )


def test_a_list_ends_where_one_of_its_blocks_comes_again() -> None:
    assert [r.lines for r in lists(GUEST + PAYLOAD + GUEST)] == [(3, 12, 19, 27), (34, 43)]


def test_a_damaged_block_is_kept() -> None:
    [found] = lists(PAYLOAD.replace("0x20000000", "0x2000??"))

    assert found.lines == (10,)
    assert [(u.line, u.text) for u in found.unread] == [
        (
            2,
            "ResourceType EFI_RESOURCE_SYSTEM_MEMORY, PhysicalStart 0x0, ResourceLength 0x2000??",
        )
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ResourceType: AWS::EC2::Instance\n",
        "ResourceType: 0x7\n" + "\n" * 5 + "PhysicalStart: 0x0\nResourceLength: 0x1\n",
        "ResourceType: ?\nPhysicalStart: 0x0\nResourceLength: 0x1\n",
    ],
)
def test_what_is_no_block(text: str) -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        lists(text)


@settings(deadline=None)
@given(st.integers(0, len(GUEST) - 1), st.binary(max_size=9))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    data = GUEST.encode()
    for piece in (data[:at] + noise, data[:at] + noise + data[at:]):
        with suppress(InputError):
            found = edk2_hobs.FORMAT.decode(piece).ranges
            assert sum(len(r.ranges) + len(r.unread) for r in found) <= 2
