"""Both ends count, for types 5 and 6, where the kernel is of arm64."""

from __future__ import annotations

from efitool.model.guest_log import GuestLog, Quote
from efitool.model.memmap import MemoryDescriptor
from efitool.rules.arm64_runtime_misaligned import check
from tests.maps import descriptor, memory_map


def log(*descriptors: MemoryDescriptor, kernel: str = "6.12-arm64") -> GuestLog:
    return GuestLog(maps=(memory_map(*descriptors),), kernels=(Quote(1, kernel),))


def test_silent() -> None:
    assert list(check(log(descriptor(6), kernel="6.12-amd64"))) == []
    assert list(check(log(descriptor(7), descriptor(6, start=0x10000, pages=32)))) == []


def test_fails() -> None:
    assert list(check(log(descriptor(5, start=0x11000, pages=15)))) == [
        ("descriptor 0", "0x11000-0x20000 is not of whole 64 KiB")
    ]
    assert list(check(log(descriptor(6, start=0x10000)))) == [
        ("descriptor 0", "0x10000-0x11000 is not of whole 64 KiB")
    ]
