"""Hand-off blocks: a TDX guest's, PEI's, and what is damaged."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import td_hob
from efitool.model.guest_log import GuestLog
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange

END = struct.pack("<HHI", 0xFFFF, 8, 0)
OWNER = bytes(range(16))


def block(type: int, content: bytes) -> bytes:
    return struct.pack("<HHI", type, 8 + len(content), 0) + content


def resource(type: int, start: int, size: int) -> bytes:
    return block(3, OWNER + struct.pack("<IIQQ", type, 7, start, size))


def allocation(type: int, start: int, size: int) -> bytes:
    return block(2, OWNER + struct.pack("<QQI4x", start, size, type))


def blocks(*parts: bytes, version: int = 9) -> bytes:
    return block(1, struct.pack("<II5Q", version, 0, 0, 0, 0, 0, 0)) + b"".join(parts)


GUEST = blocks(
    resource(7, 0, 0x80_0000),
    resource(0, 0x80_9000, 0x2000),
    resource(1, 0x8000_0000, 0x6000_0000),
    block(4, OWNER + b"ACPI...."),
    resource(7, 0x1_0000_0000, 0x8000_0000),
    resource(9, 1 << 40, (1 << 64) - 1),
    END,
)


def test_what_a_tdx_guest_is_told() -> None:
    found = formats.decode(GUEST + bytes(8192 - len(GUEST)))

    assert found == GuestLog(
        ranges=(
            RangeList(
                "td-hob",
                "resources",
                (
                    NamedRange(PhysRange(0, 0x80_0000), "EFI_RESOURCE_MEMORY_UNACCEPTED"),
                    NamedRange(PhysRange(0x80_9000, 0x80_B000), "EFI_RESOURCE_SYSTEM_MEMORY"),
                    NamedRange(
                        PhysRange(0x8000_0000, 0xE000_0000), "EFI_RESOURCE_MEMORY_MAPPED_IO"
                    ),
                    NamedRange(
                        PhysRange(0x1_0000_0000, 0x1_8000_0000), "EFI_RESOURCE_MEMORY_UNACCEPTED"
                    ),
                    NamedRange(PhysRange(1 << 40, (1 << 40) + (1 << 64) - 1), "resource 0x9"),
                ),
            ),
        )
    )


def test_what_pei_hands_on() -> None:
    found = td_hob.decode(
        blocks(
            allocation(4, 0x7F00_0000, 0x20_0000),
            resource(0, 0, 0x8000_0000),
            block(5, struct.pack("<QQ", 0xFFC0_0000, 0x8_4000)),
            block(9, struct.pack("<QQ", 0x90_0000, 0x1000) + OWNER * 2),
            END,
        )
    )

    assert [(r.label, r.ranges) for r in found.ranges] == [
        ("resources", (NamedRange(PhysRange(0, 0x8000_0000), "EFI_RESOURCE_SYSTEM_MEMORY"),)),
        ("allocations", (NamedRange(PhysRange(0x7F00_0000, 0x7F20_0000), "EfiBootServicesData"),)),
        (
            "firmware volumes",
            (
                NamedRange(PhysRange(0xFFC0_0000, 0xFFC8_4000), "firmware volume"),
                NamedRange(PhysRange(0x90_0000, 0x90_1000), "firmware volume"),
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "HobType at 0x0: the first block is no hand-off table"),
        (blocks(END, version=8), "HobType at 0x0: the first block is no hand-off table"),
        (blocks(END), "HobType at 0x0: no block tells of memory"),
        (GUEST[:-8], f"HobType at {len(GUEST) - 8:#x}: found 0 bytes of a structure of 8"),
        (GUEST[:-9], f"HobLength at {len(GUEST) - 54:#x}: found 48, 47 bytes are left"),
        (blocks(struct.pack("<HHI", 4, 7, 0)), "HobLength at 0x3a: found 7, 8 bytes are left"),
        (blocks(block(3, bytes(39)), END), "HobLength at 0x3a: found 47, expected at least 48"),
        (blocks(block(2, bytes(31)), END), "HobLength at 0x3a: found 39, expected at least 48"),
        (blocks(block(5, bytes(15)), END), "HobLength at 0x3a: found 23, expected at least 24"),
    ],
)
def test_what_is_damaged(data: bytes, says: str) -> None:
    with pytest.raises(MalformedError, match=says):
        td_hob.decode(data)


def test_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(td_hob, "BLOCK_LIMIT", 8)

    with pytest.raises(LimitError, match="more than 8 hand-off blocks"):
        td_hob.decode(GUEST[:-8] + block(4, OWNER) + END)
    assert td_hob.decode(GUEST)


@settings(deadline=None)
@given(st.integers(0, len(GUEST) - 1), st.binary(max_size=4))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    for data in (GUEST[:at] + noise, GUEST[:at] + noise + GUEST[at + len(noise) :]):
        with suppress(InputError):
            assert sum(len(r.ranges) for r in td_hob.decode(data).ranges) <= 6
