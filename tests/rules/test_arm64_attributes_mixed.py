"""Neighbours inside 64 KiB, where the kernel is of arm64."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog, Quote
from efitool.model.memmap import MemoryDescriptor
from efitool.rules.arm64_attributes_mixed import check
from tests.maps import descriptor, memory_map

REST = descriptor(7, 0xF, start=0x11000)
RESERVED = descriptor(0, 1, start=0x10000)


def log(*descriptors: MemoryDescriptor, kernel: str = "6.12-arm64") -> GuestLog:
    return GuestLog(maps=(memory_map(*descriptors),), kernels=(Quote(1, kernel),))


def test_silent() -> None:
    assert list(check(log(REST, RESERVED, kernel="6.12-amd64"))) == []
    assert list(check(log(REST, RESERVED._replace(attributes=0)))) == []
    assert list(check(log(REST, RESERVED._replace(type=4)))) == []
    assert list(check(log(REST._replace(start=0x10000), RESERVED._replace(start=0xF000)))) == []
    assert list(check(log(REST, RESERVED._replace(attributes=0x800F)))) == []


def test_fails() -> None:
    assert list(check(log(REST, RESERVED, kernel="6.12 (aarch64-linux-gnu-gcc)"))) == [
        ("GetMemoryMap", "0x10000-0x11000 and 0x11000-0x12000 are cached in different ways")
    ]
