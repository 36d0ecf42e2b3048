"""Names and numbers of the specification."""

from __future__ import annotations

import pytest

from efitool.replay.events import Status


@pytest.mark.parametrize(
    ("status", "number", "name"),
    [
        (Status.SUCCESS, 0, "EFI_SUCCESS"),
        (Status.INVALID_PARAMETER, 0x8000000000000002, "EFI_INVALID_PARAMETER"),
        (Status.UNSUPPORTED, 0x8000000000000003, "EFI_UNSUPPORTED"),
        (Status.BUFFER_TOO_SMALL, 0x8000000000000005, "EFI_BUFFER_TOO_SMALL"),
        (Status.OUT_OF_RESOURCES, 0x8000000000000009, "EFI_OUT_OF_RESOURCES"),
        (Status.NOT_FOUND, 0x800000000000000E, "EFI_NOT_FOUND"),
    ],
)
def test_a_status_is_a_failure_by_its_highest_bit(status: Status, number: int, name: str) -> None:
    assert (int(status), str(status)) == (number, name)
