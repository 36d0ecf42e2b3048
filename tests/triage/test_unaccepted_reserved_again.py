"""Fails where the kernel reads the map again and the memory is gone."""

from __future__ import annotations

from efitool.model.capability import Answer
from efitool.triage.unaccepted_reserved_again import check
from tests.cases import (
    BARE,
    GIB,
    HANDLES,
    e820,
    fact,
    lines,
    message,
    ram,
    told,
    verdict,
)
from tests.maps import memory_map

SHORT = e820((0, 2 * GIB))
WHOLE = e820((0, 2 * GIB), (4 * GIB, 12 * GIB))
ADDS = HANDLES._replace(command_line=fact("quiet add_efi_memmap", 7))
SPECIAL = HANDLES._replace(
    map=memory_map(ram(0, GIB), ram(GIB, GIB, attributes=0x4000F), ram(4 * GIB, 12 * GIB, 15))
)


def test_fails_by_the_parameter() -> None:
    case = ADDS._replace(e820=SHORT)

    assert message(check, case) == (
        "the kernel reserves 12288 MiB of unaccepted memory: add_efi_memmap is set"
    )
    assert lines(check, case) == [7, 20]


def test_fails_by_memory_for_a_special_purpose() -> None:
    assert message(check, SPECIAL._replace(e820=SHORT)) == (
        "the kernel reserves 12288 MiB of unaccepted memory: some memory has EFI_MEMORY_SP"
    )


def test_asks_for_the_table() -> None:
    assert verdict(check, ADDS) == "unknown"


def test_passes() -> None:
    assert verdict(check, ADDS._replace(e820=WHOLE)) == "pass"


def test_silent() -> None:
    spared = SPECIAL._replace(command_line=fact("efi=nosoftreserve"), e820=SHORT)
    assert verdict(check, spared) is None
    assert verdict(check, HANDLES._replace(e820=SHORT)) is None
    assert verdict(check, ADDS._replace(e820=SHORT, kernel_told=told(Answer.NO))) is None
    assert verdict(check, BARE) is None
