"""Types 5 and 6 with RUNTIME, RO and XP, and nothing else."""

from __future__ import annotations

import pytest

from efitool.model.memmap import MemoryDescriptor
from efitool.rules import judge_map
from efitool.rules.attributes_table_entry import RULE, check
from tests.maps import RUNTIME, attributes_table, descriptor, memory_map

RO, XP = 1 << 17, 1 << 14


@pytest.mark.parametrize(
    "attributes", [RUNTIME, RUNTIME | RO, RUNTIME | XP, RUNTIME | RO | XP, None]
)
def test_silent(attributes: int | None) -> None:
    table = attributes_table(*(descriptor(type, attributes) for type in (5, 6)))

    assert list(check(table)) == []


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (descriptor(7, RUNTIME | XP), "0x1000-0x2000 is EfiConventionalMemory"),
        (descriptor(6, RUNTIME | 8), "0x1000-0x2000 has WB RUNTIME"),
        (descriptor(5, RO), "0x1000-0x2000 has RO"),
        (descriptor(5, 0), "0x1000-0x2000 has no attributes"),
    ],
)
def test_fails(entry: MemoryDescriptor, message: str) -> None:
    assert list(check(attributes_table(entry))) == [(0, message)]


def test_maps_of_other_kinds_are_not_judged() -> None:
    assert RULE.id in {f.rule for f in judge_map(attributes_table(descriptor()))}
    assert RULE.id not in {f.rule for f in judge_map(memory_map(descriptor()))}
