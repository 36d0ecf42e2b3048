"""Fails on blocks that are none, and on types that the machine lacks."""

from __future__ import annotations

import pytest

from efitool.model.image import ImageType, Machine
from efitool.model.pe import Relocations
from efitool.rules.relocations_malformed import check
from tests import pe_images

WHERE = "PE directory basereloc"


def findings(table: Relocations, machine: Machine = Machine.X86_64) -> list[tuple[str, str]]:
    return list(check(pe_images.image(relocations=table, machine=machine)))


def test_fails_on_a_block_of_impossible_size() -> None:
    assert findings(Relocations(2, (), 0x1000, 20, 4)) == [
        (WHERE, "after 2 blocks it has one of 4 bytes, 20 bytes before its end")
    ]


def test_fails_on_a_table_that_is_cut_off() -> None:
    assert findings(Relocations(0, (), 0, 12, None)) == [
        (WHERE, "after 0 blocks it stops, 12 bytes before its end")
    ]


@pytest.mark.parametrize(
    ("type", "machine", "known"),
    [
        (8, Machine.LOONGARCH64, True),
        (8, Machine.X86_64, False),
        (7, Machine.ARMTHUMB, True),
        (7, Machine.ARM64, False),
        (5, Machine.RISCV64, True),
        (10, Machine.X86_64, True),
        (0, Machine.X86_64, True),
        (15, Machine.X86_64, False),
    ],
)
def test_types_belong_to_machines(type: int, machine: Machine, known: bool) -> None:
    message = f"it has 3 entries of type {type}, which {machine.name} lacks"

    found = findings(Relocations(1, ((type, 3),), 0x1000, 0, None), machine)

    assert found == ([] if known else [(WHERE, message)])


def test_silent() -> None:
    bad = Relocations(0, (), 0, 12, None)
    for image in (
        pe_images.image(),
        pe_images.image(relocations=bad)._replace(type=ImageType.PE),
        pe_images.image()._replace(pe=None),
    ):
        assert not list(check(image))
