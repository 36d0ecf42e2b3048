"""Memory devices as a compiler of ASL encodes them."""

from __future__ import annotations

from contextlib import suppress

import pytest
from construct import Struct
from hypothesis import given, settings
from hypothesis import strategies as st

from efitool.errors import InputError, LimitError
from efitool.formats import _acpi_aml, _acpi_layouts, _acpi_schemas, acpi_table
from efitool.formats._acpi_aml import memory_devices
from efitool.model.acpi import MemoryDevice
from efitool.model.ranges import PhysRange

GIB = 1 << 30
SSDT = bytes.fromhex("""
    535344549e01000002e05445535400004d454d4f5259000001000000494e544c250920201043125c5f53425f5b82
    4c0a4d454d30085f4849440c41d00c80085f55494400085f4352531140090a8c8a2b00000d030000000000000000
    0000000001000000ffffff3f0100000000000000000000000000004000000000871700000d030000000000000080
    ffffff8f00000000000000108609000100000090001000008a2b00010d0300000000000000000010000000000000
    ff1f00000000000000000000000000000010000000000000470160006000010179005b82264f544852085f484944
    0c41d00a08085f43525311110a0e86090001000000a00010000079005b8244044d485043085f4849440d41435049
    30303030005b822d4d503030085f4849440d504e50304338300014195f43525308a411110a0e8609000100000000
    0100000079005b8244055c2f035f53425f4d4850434d503031085f4849440c41d00c80085f43525311330a308a2b
    00000d0300000000000000000000000002000000ffffffff02000000000000000000000000000000010000007900
""")
"""Two devices with buffers, in one of which are I/O ports too; a device that is no memory; one with
a method. One has the path \\_SB.MHPC.MP01."""


def test_devices() -> None:
    assert acpi_table.sniff(SSDT)
    assert acpi_table.decode(SSDT).devices == (
        MemoryDevice(
            "MEM0",
            (
                PhysRange(4 * GIB, 5 * GIB),
                PhysRange(2 * GIB, 0x90000000),
                PhysRange(0x90000000, 0x90001000),
            ),
        ),
        MemoryDevice("MP00", None),
        MemoryDevice("MP01", (PhysRange(8 * GIB, 12 * GIB),)),
    )


def test_ranges_and_what_is_not_read() -> None:
    listed = acpi_table.decode(SSDT).ranges

    assert listed.label == "SSDT, unread: _CRS of MP00"
    assert [r.name for r in listed.ranges] == [*["memory device MEM0"] * 3, "memory device MP01"]


def test_an_identifier_outside_a_device() -> None:
    hid = b"\x08_HID\x0c\x41\xd0\x0c\x80"

    assert memory_devices("aml", hid) == ()
    assert memory_devices("aml", b"\x5b\x82\x05MEM0" + hid) == ()
    assert memory_devices("aml", b"\x5b\x82\x0fMEM0" + hid) == (MemoryDevice("MEM0", None),)


@pytest.mark.parametrize(
    ("encoded", "length"),
    [(b"\x3f", 0x3F), (b"\x4c\x0a", 0xAC), (b"\x81\x02\x03", 0x3021), (b"\xc1\0\0\1", 0x100001)],
)
def test_lengths_of_packages(encoded: bytes, length: int) -> None:
    """ACPI 6.5, 20.2.4: the first byte has the lowest four bits of a long one."""
    assert _acpi_aml._length(encoded) == length


def test_too_many_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_acpi_aml, "DEVICE_LIMIT", 2)

    with pytest.raises(LimitError, match="more than 2 memory devices"):
        acpi_table.decode(SSDT)


@settings(deadline=None)
@given(st.integers(36, len(SSDT) - 1), st.integers(0, 255))
def test_a_flipped_byte_can_only_raise_an_input_error(at: int, byte: int) -> None:
    with suppress(InputError):
        memory_devices("aml", SSDT[36:at] + bytes([byte]) + SSDT[at + 1 :])


def test_each_schema_has_its_layout() -> None:
    schemas = {n for n, v in vars(_acpi_schemas).items() if isinstance(v, Struct)}

    assert schemas <= set(vars(_acpi_layouts))
    assert _acpi_schemas.ACPI_HEADER.sizeof() == 36
    assert _acpi_schemas.SRAT_MEMORY_AFFINITY.sizeof() == 40
    assert _acpi_schemas.CEDT_CFMWS.sizeof() == 36
    assert _acpi_schemas.PRM_MODULE.sizeof() == 38
    assert _acpi_schemas.PRM_HANDLER.sizeof() == 44
    assert _acpi_schemas.QWORD_ADDRESS_SPACE.sizeof() == 46
    assert _acpi_schemas.DWORD_ADDRESS_SPACE.sizeof() == 26
    assert _acpi_schemas.FIXED_MEMORY.sizeof() == 12
