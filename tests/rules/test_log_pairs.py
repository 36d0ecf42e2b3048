"""A table belongs to the last memory map before it."""

from __future__ import annotations

import pytest

from efitool.model.acpi import AcpiTable
from efitool.model.guest_log import ConfigurationTables, GuestLog, Quote
from efitool.model.memmap import MapKind, Unread
from efitool.rules._log_pairs import Boot, boots, on_arm64, with_acpi, with_tables
from tests.maps import attributes_table, descriptor, memory_map

FIRST, SECOND = memory_map(descriptor(7)), memory_map(descriptor(4))
TABLE = attributes_table(descriptor(5))
RUNTIME_MAP = FIRST._replace(kind=MapKind.RUNTIME_MAP)


def test_each_boot_has_its_own() -> None:
    log = GuestLog(maps=(TABLE, FIRST, RUNTIME_MAP, TABLE, SECOND, TABLE))

    assert list(with_tables(log)) == [(FIRST, TABLE), (SECOND, TABLE)]


def test_nothing_is_said_where_lines_were_lost() -> None:
    lost = (Unread(3, "efi: "),)

    assert list(with_tables(GuestLog(maps=(FIRST._replace(unread=lost), TABLE)))) == []
    assert list(with_tables(GuestLog(maps=(FIRST, TABLE._replace(unread=lost))))) == []


def test_a_table_in_a_log_is_of_the_map_before() -> None:
    first, second = FIRST._replace(lines=(10,)), SECOND._replace(lines=(90,))
    early, own, later = (AcpiTable("dmesg-srat", "SRAT", lines=(n,)) for n in (5, 20, 95))
    given = AcpiTable("acpi-table", "SRAT")
    log = GuestLog(maps=(first, second), acpi=(early, own, later, given))

    assert list(with_acpi(log)) == [(first, [own, given]), (second, [later, given])]
    assert list(with_acpi(log._replace(maps=(FIRST,), acpi=(given,)))) == [(FIRST, [given])]
    assert list(with_acpi(log._replace(acpi=()))) == []


def test_each_kernel_has_its_own() -> None:
    kernels = Quote(5, "6.1"), Quote(50, "6.12")
    before, one, other = (FIRST._replace(lines=(n,)) for n in (1, 10, 90))
    tables = ConfigurationTables(6, ()), ConfigurationTables(51, ())
    log = GuestLog(maps=(before, one, other, TABLE), tables=tables, kernels=kernels)

    assert list(boots(log)) == [
        Boot(kernels[0], [one], [tables[0]]),
        Boot(kernels[1], [other], [tables[1]]),
    ]


@pytest.mark.parametrize(
    ("kernels", "known"),
    [
        ((), False),
        (("6.12 (x86_64-linux-gnu-gcc)",), False),
        (("6.12.1-cloud-arm64",), True),
        (("6.12 (aarch64-linux-gnu-gcc)", "6.12-amd64"), False),
    ],
)
def test_the_architecture(kernels: tuple[str, ...], known: bool) -> None:
    assert on_arm64(GuestLog(kernels=tuple(Quote(1, k) for k in kernels))) is known
