"""The version counts where there is unaccepted memory."""

from __future__ import annotations

import pytest

from efitool.model.guest_log import GuestLog, Quote
from efitool.rules.unaccepted_before_2_9 import check
from tests.maps import descriptor, memory_map, unaccepted

MAPS = (memory_map(descriptor()), unaccepted((4 << 30, 4 << 20)))


@pytest.mark.parametrize(
    "firmware", ["EFI v2.9 by EDK II", "EFI v2.10 by X", "EFI v3.0", "EFI by X"]
)
def test_silent(firmware: str) -> None:
    assert list(check(GuestLog(maps=MAPS, firmware=(Quote(3, firmware),)))) == []


def test_silent_without_unaccepted_memory() -> None:
    log = GuestLog(maps=MAPS[:1], firmware=(Quote(3, "EFI v2.7 by EDK II"),))

    assert list(check(log)) == []


def test_fails() -> None:
    assert list(check(GuestLog(maps=MAPS, firmware=(Quote(3, "EFI v2.7 by EDK II"),)))) == [
        ("line 3", "there is unaccepted memory, and the firmware is EFI v2.7 by EDK II")
    ]
