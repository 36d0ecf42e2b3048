"""Tables that QEMU and a compiler of ASL made, tables that make no sense, and noise."""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool import formats
from efitool.errors import InputError, LimitError, MalformedError
from efitool.formats import acpi_table
from efitool.model.acpi import AcpiTable, CxlWindow, MemoryAffinity, MemoryDevice, PrmHandler
from efitool.model.artifact import as_log
from efitool.model.ranges import PhysRange

CXL = Path(__file__).parents[2] / "samples/recordings/linux-6.12-cxl"
GIB = 1 << 30


def table(signature: bytes, body: bytes) -> bytes:
    data = bytearray(struct.pack("<4sI28x", signature, 36 + len(body)) + body)
    data[9] = -sum(data) & 0xFF
    return bytes(data)


def srat(*entries: bytes) -> bytes:
    return table(b"SRAT", bytes(12) + b"".join(entries))


def affinity(start: int, size: int, flags: int = 1, domain: int = 0) -> bytes:
    return struct.pack("<BBIHQQIIQ", 1, 40, domain, 0, start, size, 0, flags, 0)


def window(start: int, size: int, ways: int = 0) -> bytes:
    return struct.pack("<BxHIQQBBHIHHI", 1, 40, 0, start, size, ways, 0, 0, 0, 0xF, 0, 12)


def prmt(*handlers: tuple[int, int, int], least: int = 44) -> bytes:
    infos = b"".join(struct.pack("<HH16sQQQ", 0, least, b"g" * 16, *h) for h in handlers)
    module = struct.pack("<HH16sHHHIQ", 0, 38 + len(infos), bytes(16), 1, 0, len(handlers), 38, 0)
    return table(b"PRMT", struct.pack("<16sII", bytes(16), 60, 1) + module + infos)


def test_memory_of_a_guest_with_slots() -> None:
    data = (CXL / "SRAT").read_bytes()

    assert formats.identify(data) is acpi_table.FORMAT
    decoded = acpi_table.decode(data)
    assert decoded.affinities == (
        MemoryAffinity(PhysRange(0, 0xA0000), 0, True, False, False),
        MemoryAffinity(PhysRange(1 << 20, GIB), 0, True, False, False),
        MemoryAffinity(PhysRange(0, 0), 0, False, False, False),
        MemoryAffinity(PhysRange(4 * GIB, 15 * GIB), 0, True, True, False),
    )
    assert [n.name for n in decoded.ranges.ranges] == [
        "domain 0",
        "domain 0",
        "domain 0, disabled",
        "domain 0, hot-pluggable",
    ]
    assert list(decoded.hot_pluggable) == [PhysRange(4 * GIB, 15 * GIB)]
    assert decoded.belonging.size == 12 * GIB - 0x60000


def test_flags_and_domains() -> None:
    processor = struct.pack("<BB14x", 0, 16)
    [entry] = acpi_table.decode(srat(processor, affinity(0, GIB, 7, 0x01020304))).affinities

    assert entry == (PhysRange(0, GIB), 0x01020304, True, True, True)
    assert str(entry) == "domain 16909060, hot-pluggable, non-volatile"


def test_a_window_of_cxl_memory() -> None:
    expected = CxlWindow(PhysRange(0x3D0000000, 0x4D0000000), 1, 0xF)

    assert acpi_table.decode((CXL / "CEDT").read_bytes()).windows == (expected,)
    assert str(expected) == "CXL window, 1-way, restrictions 0xf"


@pytest.mark.parametrize(
    ("encoded", "ways"), [(1, 2), (4, 16), (5, 0), (7, 0), (8, 3), (9, 6), (10, 12), (11, 0)]
)
def test_interleave_ways(encoded: int, ways: int) -> None:
    assert acpi_table.decode(table(b"CEDT", window(0, GIB, encoded))).windows[0].ways == ways


def test_handlers() -> None:
    guid = UUID(bytes_le=b"g" * 16)

    assert acpi_table.decode(prmt((0x1000, 0x2000, 0), (0x3000, 0, 0x4000))).handlers == (
        PrmHandler(guid, 0x1000, 0x2000, 0),
        PrmHandler(guid, 0x3000, 0, 0x4000),
    )


def test_devices_whose_ranges_are_computed() -> None:
    decoded = acpi_table.decode((CXL / "DSDT").read_bytes())

    assert decoded.devices == tuple(MemoryDevice(f"MP0{n}", None) for n in range(4))
    log = as_log(decoded)
    assert log.acpi == (decoded,)
    assert [r.label for r in log.ranges] == ["DSDT, unread: _CRS of MP00, MP01, MP02, MP03"]


def test_a_table_of_which_nothing_is_read() -> None:
    log = as_log(acpi_table.decode(table(b"APIC", bytes(8))))

    assert log.acpi == (AcpiTable("acpi-table", "APIC"),)
    assert log.ranges == ()


@pytest.mark.parametrize(
    "data", [srat()[:-1], srat() + b"\0", srat()[:-1] + b"\1", table(b"srat", b""), b"SRAT"]
)
def test_what_is_claimed_by_nobody(data: bytes) -> None:
    assert not acpi_table.sniff(data)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (table(b"srat", b""), "Signature at 0x0: found b'srat', expected four letters"),
        (srat()[:-1], "Length at 0x4: found 48 of 47 bytes"),
        (srat(b"\1\0"), "Length at 0x31: found 0 in 2 bytes that are left"),
        (srat(affinity(0, 1)[:-1]), "Length at 0x31: found 40 in 39 bytes"),
        (srat(b"\1\3\0"), "ProximityDomain at 0x33: found 3 bytes of a structure of 40"),
        (table(b"CEDT", b"\1\0\3\0"), "Length at 0x26: found 3 in 4"),
        (prmt((1, 2, 3), least=43), "Length at 0x64: found 43, expected at least 44"),
        (prmt((1, 2, 3))[:60], "Length at 0x4"),
    ],
)
def test_what_cannot_be_decoded(data: bytes, problem: str) -> None:
    with pytest.raises(MalformedError) as caught:
        acpi_table.decode(data)
    assert problem in str(caught.value)


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acpi_table, "HANDLER_LIMIT", 1)
    monkeypatch.setattr(acpi_table, "TABLE_LIMIT", 200)

    assert len(acpi_table.decode(prmt((1, 2, 3))).handlers) == 1
    with pytest.raises(LimitError, match="more than 1 handlers"):
        acpi_table.decode(prmt((1, 2, 3), (1, 2, 3)))
    with pytest.raises(LimitError, match="bytes of a table"):
        acpi_table.decode(table(b"APIC", bytes(201)))


@settings(deadline=None)
@given(st.sampled_from([b"SRAT", b"CEDT", b"PRMT", b"DSDT", b"SSDT"]), st.binary(max_size=200))
def test_noise_can_only_raise_an_input_error(signature: bytes, body: bytes) -> None:
    acpi_table.sniff(body)
    with suppress(InputError, LimitError):
        as_log(acpi_table.decode(table(signature, body)))
