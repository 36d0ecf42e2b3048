"""The GCD map of edk2's debug log: names, damaged rows, and the EFI shell's rows beside it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, MalformedError
from efitool.formats import edk2_gcd, guest_log
from efitool.model.named_ranges import NamedRange, RangeList
from efitool.model.ranges import PhysRange

SHELL = Path(__file__).parents[2] / "samples/recordings/shell"
LOG = """\
GCD:Initial GCD Memory Space Map
GCDMemType Range                             Capabilities     Attributes      \

========== ================================= ================ ================
SystemMem  0000000000000000-000000000009FFFF 800000000002600F 0000000000000008*
Reserved   00000000000A0000-00000000000FFFFF 0000000000000000 0000000000000000 \

MMIO       00000000FFC00000-00000000FFC83FFF C700000000027001 8000000000000001 \

Unaccepte  0000000100000000-000000017FFFFFFF 0000000000000001 0000000000000000 \

NonExist   0000000180000000-0000000FFFFFFFFF 0000000000000000 0000000000000000 \

"""
TABLE = LOG.partition("\n")[2]


def maps(text: str) -> tuple[RangeList, ...]:
    return edk2_gcd.FORMAT.decode(text.encode()).ranges


@pytest.mark.parametrize("text", [LOG, LOG.lower().replace("gcdmemtype range", "GCDMemType Range")])
def test_a_map(text: str) -> None:
    for name in edk2_gcd.TYPES:
        text = text.replace(name.lower(), name)

    [found] = maps(text.replace("\n", "\r\n"))

    assert (found.label, found.lines, found.unread) == ("line 4", (4, 5, 6, 7, 8), ())
    assert found.ranges == (
        NamedRange(PhysRange(0, 0xA_0000), "EfiGcdMemoryTypeSystemMemory"),
        NamedRange(PhysRange(0xA_0000, 0x10_0000), "EfiGcdMemoryTypeReserved"),
        NamedRange(PhysRange(0xFFC0_0000, 0xFFC8_4000), "EfiGcdMemoryTypeMemoryMappedIo"),
        NamedRange(PhysRange(0x1_0000_0000, 0x1_8000_0000), "EfiGcdMemoryTypeUnaccepted"),
        NamedRange(PhysRange(0x1_8000_0000, 0x10_0000_0000), "EfiGcdMemoryTypeNonExistent"),
    )


def test_no_other_reader_takes_its_rows() -> None:
    log = guest_log.decode(LOG.encode())

    assert (len(log.ranges), log.maps, log.e820) == (1, (), ())


def test_the_columns_of_patina() -> None:
    row = "MMIO       0000000000100000-000000004fffffff c700000000027001 0000000000000001"

    [found] = maps(f"{TABLE[:190]}\n{row} 0x00000000000000 0x00000000000002\n")

    assert found.ranges[-1].range == PhysRange(0x10_0000, 0x5000_0000)


def test_each_dump_is_a_map() -> None:
    assert [m.lines[0] for m in maps(TABLE + "\nsomething\n" + TABLE)] == [3, 12]


def test_a_damaged_row_is_kept() -> None:
    [found] = maps(
        TABLE.replace("FFC83FFF C7", "FFC8").replace("0000000180000000", "0000010180000000")
    )

    assert [u.line for u in found.unread] == [5, 7]


def test_rows_without_the_heading_are_the_shells() -> None:
    with pytest.raises(MalformedError, match="no line of it is there"):
        maps("\n".join(TABLE.splitlines()[1:]))
    assert guest_log.decode((SHELL / "memmap-utf16.txt").read_bytes()).ranges == ()


@settings(deadline=None)
@given(st.integers(0, len(TABLE) - 1), st.binary(max_size=9))
def test_noise_can_only_raise_an_input_error(at: int, noise: bytes) -> None:
    data = TABLE.encode()
    for piece in (data[:at] + noise, data[:at] + noise + data[at:]):
        with suppress(InputError):
            found = edk2_gcd.FORMAT.decode(piece).ranges
            assert sum(len(m.ranges) + len(m.unread) for m in found) <= 5
