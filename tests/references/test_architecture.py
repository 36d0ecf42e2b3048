from __future__ import annotations

import pytest

from efitool.references._architecture import Architecture
from efitool.references._image_map import ImageMap
from efitool.references._machine import STACK
from efitool.references.arm64 import Arm64
from efitool.references.x86 import I386, Amd64
from tests.machine_code import image

ALL = [Amd64, Arm64, I386]


@pytest.mark.parametrize("architecture", ALL)
def test_every_architecture_starts_with_nothing_known_but_the_stack(
    architecture: type[Architecture],
) -> None:
    registers = architecture(ImageMap(image("c3"))).registers()
    [stack] = [value for value in registers if value is not None]
    assert (stack.base, stack.offset) == (STACK, 0)


@pytest.mark.parametrize("architecture", ALL)
def test_no_architecture_executes_what_is_not_there(architecture: type[Architecture]) -> None:
    from efitool.references._flow import Walk
    from efitool.references._machine import State

    held = ImageMap(image("c3"))
    made = architecture(held)
    state = State(held, Walk(made, frozenset(), {}), made.registers(), {})
    for rva in (0, 0xFFF, 0x5000, -1, 1 << 64):
        assert made.step(state, rva) is None
